/** A live pool watched as a guest: the `Guest` machine on sockets, its events folded by an `Observer`. */
import { parseCidr, type Address, type Cidr } from "../base/address.ts";
import type { PoolEvent } from "../view/event.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { MemberProbe, ProbeAnswer } from "../view/probe.ts";
import type { PoolInfo, PoolProblem, PoolView, Traffic } from "../view/view.ts";
import type { PacketSecurity } from "../wire/packet.ts";
import { budgetRates, guestBudget, type GuestBudget } from "../observer/budget.ts";
import { GuestDoor } from "../observer/door.ts";
import { Guest, type GuestCommand, type GuestEvent } from "../observer/guest.ts";
import { hearGuest } from "../observer/hearGuest.ts";
import { Observer } from "../observer/observer.ts";
import { vitalsOf } from "../observer/vitalsMeter.ts";
import type { PoolSource } from "../observer/source.ts";
import { Driver, now, wallMs } from "./driver.ts";
import { systemRandom } from "./entropy.ts";
import { WireTrace } from "./wireTrace.ts";
import { PoolFeed } from "./poolFeed.ts";

export interface ShadowOptions {
  readonly info: PoolInfo;
  /** One resolved address that the user named. */
  readonly seed: Address;
  readonly security: PacketSecurity;
  /** Ranges that the user confirmed. */
  readonly confirmed: readonly Cidr[];
  /** Least time between two push/pulls, ms. */
  readonly intervalMs: number;
  /** An address of this machine that we ask from; the system's choice when absent. */
  readonly bindIp?: string;
  readonly membersMax?: number | undefined;
  /** Hears a line for all that goes over the sockets. */
  readonly trace?: (line: string) => void;
}

/** Times of a member of that plane. Source: memberlist config.go, ProbeTimeout and TCPTimeout. */
const TIMEOUTS = {
  lan: { pingTimeoutMs: 800, streamTimeoutMs: 10_000 },
  wan: { pingTimeoutMs: 4_000, streamTimeoutMs: 30_000 },
} as const;

export class ShadowPool implements PoolSource {
  private readonly observer: Observer;
  private readonly feed: PoolFeed;
  private readonly driver: Driver<GuestCommand, GuestEvent>;
  private readonly door: GuestDoor;
  private readonly budget: GuestBudget;
  private packetsUnasked = 0;
  private readonly probes = new Map<number, (answer: ProbeAnswer) => void>();
  private nextProbeId = 1;
  /** Hears every answer and every failure; the command line and the preflight wait for the first. */
  onAnswer: (problem: PoolProblem | undefined) => void = () => undefined;

  constructor(private readonly options: ShadowOptions) {
    const { info, seed, security, confirmed } = options;
    this.budget = guestBudget(options.intervalMs);
    this.door = new GuestDoor(security, [seed], confirmed);
    this.observer = new Observer(info, this.traffic(), options.membersMax);
    this.feed = new PoolFeed(
      this.observer.ledger,
      () => this.traffic(),
      () => vitalsOf(this.door.tally, this.observer.ledger.rtts, { bytes: this.bytes }),
    );
    const guest = new Guest(
      this.door,
      { seed, security, budget: this.budget, ...TIMEOUTS[info.plane] },
      systemRandom,
    );
    this.driver = new Driver(guest, (event) => this.fold(event));
    const { trace } = options;
    if (trace !== undefined) {
      const wire = new WireTrace(security, trace, now);
      this.driver.onWire = (note) => wire.note(note);
    }
  }

  async start(): Promise<void> {
    await this.driver.start(this.options.seed, this.options.bindIp);
  }

  /** Asks again those who were given up. */
  retry(): void {
    this.driver.command({ kind: "retry" });
  }

  /** Asks what the user asked for, when the budget lets it; detaching answers all that is open. */
  probe(probe: MemberProbe): Promise<ProbeAnswer> {
    const probeId = this.nextProbeId;
    this.nextProbeId += 1;
    return new Promise((resolve) => {
      this.probes.set(probeId, resolve);
      this.driver.command({ kind: "probe", probeId, probe });
    });
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

  detach(): Promise<void> {
    this.driver.command({ kind: "stop" });
    for (const answer of this.probes.values()) answer({ kind: "notAsked", reason: "the pool was detached" });
    this.probes.clear();
    this.driver.end();
    return Promise.resolve();
  }

  private fold(event: GuestEvent): void {
    hearGuest(this.observer, wallMs(), event);
    if (event.kind === "stateRead") this.onAnswer(undefined);
    else if (event.kind === "unanswered") this.onAnswer(event.problem);
    else if (event.kind === "unasked") this.packetsUnasked += 1;
    else if (event.kind === "probed") {
      this.probes.get(event.probeId)?.(event.answer);
      this.probes.delete(event.probeId);
    }
    this.feed.tell();
  }

  private get bytes(): { in: number; out: number } {
    return { in: this.driver.received.bytes, out: this.door.traffic.bytesOut };
  }

  private traffic(): Traffic {
    const { packetsPerSecond, bytesPerSecond } = budgetRates(this.budget);
    const { packets, bytes } = this.driver?.received ?? { packets: 0, bytes: 0 };
    return {
      ...this.door.traffic,
      packetsIn: packets,
      bytesIn: bytes,
      packetsUnasked: this.packetsUnasked,
      budgetPacketsPerSecond: packetsPerSecond,
      budgetBytesPerSecond: bytesPerSecond,
    };
  }
}

/** Reads confirmed ranges; those that are not ranges are named. */
export function parseCidrs(texts: readonly string[]): { cidrs: Cidr[]; errors: string[] } {
  const cidrs: Cidr[] = [];
  const errors: string[] = [];
  for (const text of texts) {
    const cidr = parseCidr(text);
    if (cidr.ok) cidrs.push(cidr.value);
    else errors.push(cidr.error);
  }
  return { cidrs, errors };
}
