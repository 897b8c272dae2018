/**
 * Names that members had dropped and list again, and who had kept them all along: by push/pull it is the keeper that
 * re-adds a dead name everywhere. Source: hashicorp/consul issues 9962 and 21633.
 */
import type { Return } from "../evidence/evidence.ts";
import { stateOf, type MemberId } from "../view/view.ts";

interface Dropped {
  /** Vantages that have dropped the name and not taken it back. */
  readonly by: Set<string>;
  times: number;
  atMs: number;
  /** Who re-added it last. */
  readdedBy: string;
  keptBy: readonly string[];
}

/** What a vantage says of all members, and in which lives. */
export interface Said {
  readonly states: Uint8Array;
  readonly incarnations: Uint32Array;
}

const NAMES_MAX = 1_000;

export class Returns {
  private readonly dropped = new Map<MemberId, Dropped>();

  /**
   * Compares two answers of one vantage. `keepers` gives those whose last answer still names the member.
   * True when a name came back.
   */
  answered(
    vantage: string,
    before: Said,
    after: Said,
    nowMs: number,
    keepers: (id: MemberId) => readonly string[],
  ): boolean {
    let isNews = false;
    for (let id = 0; id < Math.max(before.states.length, after.states.length); id += 1) {
      const [was, is] = [stateOf(before.states[id]), stateOf(after.states[id])];
      if ((was === "failed" || was === "left") && is === "unknown") this.drop(id, vantage);
      else if (was === "unknown" && is !== "unknown") {
        isNews = this.takeBack(id, vantage, is === "alive", nowMs, keepers) || isNews;
      }
    }
    return isNews;
  }

  /** Names that came back at least once. */
  list(nameOf: (id: MemberId) => string): Return[] {
    return [...this.dropped].flatMap(([id, { times, atMs, readdedBy, keptBy }]) =>
      times === 0 ? [] : [{ id, name: nameOf(id), atMs, times, by: readdedBy, keptBy }],
    );
  }

  private drop(id: MemberId, vantage: string): void {
    const known = this.dropped.get(id);
    if (known !== undefined) known.by.add(vantage);
    else if (this.dropped.size < NAMES_MAX) {
      this.dropped.set(id, { by: new Set([vantage]), times: 0, atMs: 0, readdedBy: "", keptBy: [] });
    }
  }

  /** A name that lives again is no dead name; its story is forgotten. */
  private takeBack(
    id: MemberId,
    vantage: string,
    isAlive: boolean,
    nowMs: number,
    keepers: (id: MemberId) => readonly string[],
  ): boolean {
    const known = this.dropped.get(id);
    if (known?.by.has(vantage) !== true) return false;
    if (isAlive) {
      this.dropped.delete(id);
      return true;
    }
    const keptBy = keepers(id).filter((keeper) => keeper !== vantage && !known.by.has(keeper));
    known.by.delete(vantage);
    known.times += 1;
    known.atMs = nowMs;
    known.keptBy = keptBy;
    known.readdedBy = keptBy[0] ?? "a member that was not asked";
    return true;
  }
}
