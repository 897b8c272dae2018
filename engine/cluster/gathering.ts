/**
 * Brings the members of one pool together so that nobody waits for a late push/pull: each joins through one that has
 * heard of everybody before it, and whoever then still lacks somebody exchanges states with it once more. Both are what
 * any member does; a mass join of memberlist leaves the rest to gossip and to chance. Rumours rest meanwhile
 * (`swim/hush.ts`).
 */
import type { Address } from "../base/address.ts";
import type { SerfEvent } from "../serf/events.ts";
import type { RunningNode } from "./stage.ts";

/** Exchanges with the first member that are under way at once. */
const AT_ONCE = 8;
/** Rounds of exchanging once more; a join that fails is tried again in the next. */
const ROUNDS_MAX = 6;

/** What a gathering needs of a member. */
export type Gatherable = Pick<RunningNode, "node" | "command">;

export class Gathering {
  private readonly waiting: Gatherable[];
  private readonly underWay = new Set<Gatherable>();
  private round = 1;
  private isDone = false;

  constructor(
    private readonly first: Gatherable,
    private readonly others: readonly Gatherable[],
    private readonly onDone: (isComplete: boolean) => void,
  ) {
    this.waiting = [...others];
  }

  begin(): void {
    this.next();
  }

  /** Hears what its members say. */
  heard(member: Gatherable, event: SerfEvent): void {
    if (event.kind !== "joinFinished" || !this.underWay.delete(member)) return;
    this.next();
  }

  private next(): void {
    while (this.underWay.size < AT_ONCE) {
      const member = this.waiting.shift();
      if (member === undefined) break;
      this.underWay.add(member);
      member.command({ kind: "join", join: this.round, addresses: [this.meetingPoint], ignoreOld: true });
    }
    if (this.underWay.size === 0 && !this.isDone) this.roundIsOver();
  }

  private roundIsOver(): void {
    const short = [this.first, ...this.others].filter((member) => !this.isComplete(member));
    if (short.length === 0 || this.round === ROUNDS_MAX) {
      this.isDone = true;
      return this.onDone(short.length === 0);
    }
    this.round += 1;
    // The first one lacks somebody only when a join failed: those are tried again, all of them if it is not clear whose.
    const again = short.filter((member) => member !== this.first);
    this.waiting.push(...(again.length > 0 ? again : this.others));
    this.next();
  }

  private isComplete({ node }: Gatherable): boolean {
    return node.members.size >= this.others.length + 1;
  }

  private get meetingPoint(): Address {
    return this.first.node.address;
  }
}
