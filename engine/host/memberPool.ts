/**
 * A live pool watched from inside: a member of it under an observer's tags. What it believes is read from its own
 * table just as a guest reads another's. In a mix it cuts itself off and leaves.
 */
import { setTimeout as pause } from "node:timers/promises";
import { formatAddress, type Address, type Cidr } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { laneGuard } from "../consul/merge.ts";
import { reconnectTimeoutMs } from "../consul/reconnectTimeout.ts";
import { OBSERVER_TAGS } from "../consul/tags.ts";
import { laneOf, type MemberWish } from "../observer/admission.ts";
import { Observer } from "../observer/observer.ts";
import { vitalsOf } from "../observer/vitalsMeter.ts";
import type { PoolSource } from "../observer/source.ts";
import { consulLan, serfAgent } from "../serf/config.ts";
import type { SerfEvent } from "../serf/events.ts";
import type { UserEvent } from "../serf/messages.ts";
import { lan } from "../swim/config.ts";
import type { SwimEvent } from "../swim/events.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { PoolInfo, PoolProblem, PoolView, Traffic } from "../view/view.ts";
import type { Vitals } from "../view/vitals.ts";
import type { Keyring } from "../wire/keyring.ts";
import { wallMs } from "./driver.ts";
import { LiveMember } from "./liveMember.ts";
import { ownTable } from "./ownTable.ts";
import { PoolFeed } from "./poolFeed.ts";

export interface MemberPoolOptions {
  readonly info: PoolInfo;
  readonly wish: MemberWish;
  readonly seed: Address;
  readonly keyring: Keyring | undefined;
  readonly label: string;
  /** Where members of this pool live; none for anywhere. */
  readonly ranges: readonly Cidr[];
  /** What a guest saw before: who belongs to the pool. */
  readonly seen: PoolView;
  readonly membersMax?: number | undefined;
}

/** Who exchanges states with us is looked at before it learns anybody of this pool. */
const STRICT = lan({ verifiesBeforeReply: true });
/** A leave takes 13 s at most: two broadcasts and the time to stay. */
const LEAVE_MS_MAX = 20_000;
/** Changes within this time, ms, are read at once. */
const READ_WITHIN_MS = 100;

export class MemberPool implements PoolSource {
  readonly member: LiveMember;
  private readonly observer: Observer;
  private readonly feed: PoolFeed;
  private readonly addresses: Set<string>;
  private reading: NodeJS.Timeout | undefined;
  private hasWithdrawn = false;
  private readonly gone: Promise<void>;
  private goneNow: () => void = () => undefined;
  private isDetached = false;

  constructor(private readonly options: MemberPoolOptions) {
    const { info, wish, seed, keyring, label, ranges, seen } = options;
    this.gone = new Promise((resolve) => (this.goneNow = resolve));
    this.observer = new Observer(info, this.traffic(), options.membersMax);
    this.feed = new PoolFeed(
      this.observer.ledger,
      () => this.traffic(),
      () => this.vitals(),
    );
    this.addresses = new Set([formatAddress(seed)]);
    const isMember = (name: string): boolean => this.member.node.members.find(name) !== undefined;
    this.member = new LiveMember({
      ...wish,
      label,
      tags: OBSERVER_TAGS,
      config:
        info.kind === "consul"
          ? consulLan({ swim: STRICT, timeoutOverride: reconnectTimeoutMs })
          : serfAgent({ swim: STRICT }),
      guard: laneGuard(laneOf(seen, ranges, wish.name, isMember)),
      mayReach: (to) => this.addresses.has(formatAddress(to)),
      ...(keyring === undefined ? {} : { keyring }),
    });
  }

  /** Listens and joins through the seed; resolves with why that was not possible, and has left nothing behind then. */
  async start(): Promise<Result<undefined, PoolProblem>> {
    const { address } = this.options.wish;
    const problem = await this.member.start().then(
      () => undefined,
      (error: unknown) => noListener(address, error),
    );
    if (problem !== undefined) return fail(problem);
    this.member.onEvent((event) => this.fold(event));
    const { reached, failures } = await this.member.join([this.options.seed], true);
    if (reached > 0) {
      this.read();
      return ok(undefined);
    }
    this.member.end();
    return fail(notJoined(this.options.seed, failures[0]?.reason ?? "no answer"));
  }

  snapshot(): PoolView {
    return this.feed.snapshot();
  }

  takeDelta(): ViewDelta | undefined {
    return this.feed.takeDelta();
  }

  takeEvents(): readonly PoolEvent[] {
    return this.feed.takeEvents();
  }

  onChange(listener: () => void): void {
    this.feed.onChange(listener);
  }

  /** Leaves gracefully; the pool shows us as left. */
  async detach(): Promise<void> {
    if (this.isDetached) return;
    this.isDetached = true;
    clearTimeout(this.reading);
    const gone = this.hasWithdrawn ? this.gone : this.member.leave();
    const patience = new AbortController();
    await Promise.race([gone, pause(LEAVE_MS_MAX, undefined, { signal: patience.signal, ref: false })]);
    patience.abort();
    this.member.end();
  }

  private fold(event: SerfEvent): void {
    switch (event.kind) {
      case "memberJoined":
      case "memberUpdated":
        this.addresses.add(formatAddress(event.member));
        return this.readSoon();
      case "memberLeft":
      case "memberFailed":
        return this.readSoon();
      case "memberReaped":
        this.observer.heardLeave(wallMs(), this.options.wish.name, { node: event.name, prune: true });
        this.addresses.delete(formatAddress(event.member));
        return this.feed.tell();
      case "coordinateHeard":
        this.observer.heardPong(wallMs(), event.name, event.rttMs, event.coordinate);
        return this.feed.tell();
      case "mergeRefused":
        return this.withdraw(event.refusal.reason);
      case "nameVoteFinished":
        return event.isWon ? undefined : this.loseName();
      case "left":
        return this.goneNow();
      case "userEvent":
        return this.note("userEvent", "", "", 0, userEventText(event));
      case "swim":
        return this.foldSwim(event.event);
      default:
        return;
    }
  }

  private foldSwim(event: SwimEvent): void {
    if (event.kind === "memberRefuted") return this.readSoon();
    if (event.kind !== "memberSuspected" && event.kind !== "suspicionConfirmed") return;
    const { name: node, from } = event;
    const incarnation = this.member.node.swim.member(node)?.incarnation ?? 0;
    this.observer.heardGossip(wallMs(), this.options.wish.name, { kind: "suspect", node, from, incarnation });
    if (event.kind === "suspicionConfirmed")
      this.note("memberSuspected", node, from, incarnation, "confirms");
    this.feed.tell();
  }

  private note(
    kind: PoolEvent["kind"],
    member: string,
    by: string,
    incarnation: number,
    detail: string,
  ): void {
    this.observer.ledger.note({ atMs: wallMs(), kind, member, by, incarnation, detail });
    this.feed.tell();
  }

  /** Another member has our name, and the pool says that it is its. We are silent already. */
  private loseName(): void {
    this.hasWithdrawn = true;
    const message = `Another member is called ${this.options.wish.name}, and the pool sides with it: we have gone silent.`;
    this.observer.setPoolProblems([
      { kind: "quarantined", message, advice: "Detach, and join under another name." },
    ]);
    this.goneNow();
    this.feed.tell();
  }

  /** Strangers are coming in, perhaps another pool: nothing more is exchanged or passed on, and we go. */
  private withdraw(reason: string): void {
    if (this.hasWithdrawn) return;
    this.hasWithdrawn = true;
    const message = `Somebody who is none of this pool comes in: ${reason}. Exchanging states and passing anything on was stopped; leaving.`;
    const advice = "Detach, and observe as a guest to see who brought it in.";
    this.observer.setPoolProblems([{ kind: "quarantined", message, advice }]);
    this.member.command({ kind: "withdraw" });
    this.feed.tell();
  }

  private readSoon(): void {
    this.reading ??= setTimeout(() => this.read(), READ_WITHIN_MS);
  }

  /** Our own table, taken in as a guest would take in a member's answer. */
  private read(): void {
    clearTimeout(this.reading);
    this.reading = undefined;
    const table = ownTable(this.member.node);
    if (table === undefined) return;
    this.observer.heardState(wallMs(), formatAddress(this.options.wish.address), table.rows, table.serf);
    this.feed.tell();
  }

  private vitals(): Vitals {
    const { node, traffic } = this.member;
    const { tally, healthScore: score } = node.swim;
    return vitalsOf(tally, this.observer.ledger.rtts, {
      bytes: { in: traffic.received.bytes, out: traffic.sent.bytes },
      health: { members: 1, worst: score, sum: score },
    });
  }

  private traffic(): Traffic {
    // Undefined while the observer is made, before there is a member.
    const { received, sent } = this.member?.traffic ?? NOTHING;
    return {
      ...{ packetsOut: sent.packets, bytesOut: sent.bytes, streamsOut: sent.streams },
      ...{ packetsIn: received.packets, bytesIn: received.bytes, packetsUnasked: 0 },
      // A member has no budget of its own: it answers whoever probes it.
      ...{ budgetPacketsPerSecond: 0, budgetBytesPerSecond: 0 },
    };
  }
}

const NOTHING = { received: { packets: 0, bytes: 0 }, sent: { packets: 0, bytes: 0, streams: 0 } };

/** What was said, not what was in it: a payload is the applications' own. */
function userEventText({ name, payload, time }: UserEvent): string {
  return `${name}, ${payload.length} bytes, Lamport time ${time}`;
}

function noListener(address: Address, error: unknown): PoolProblem {
  const message = `Cannot listen at ${formatAddress(address)}: ${error instanceof Error ? error.message : String(error)}.`;
  return { kind: "refused", message, advice: "Choose an address of this machine and a free port." };
}

function notJoined(seed: Address, reason: string): PoolProblem {
  const message = `Not joined through ${formatAddress(seed)}: ${reason}. Nothing of ours was told to the pool.`;
  return { kind: "refused", message, advice: "Observe it as a guest to see who is in it." };
}
