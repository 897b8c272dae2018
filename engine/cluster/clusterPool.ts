/**
 * One pool of a cluster as a `PoolSource`: what its members believe, each read from its own table as a guest would read
 * its answer. In large pools the first ones are vantages; everybody else can be looked at by name (`Cluster.tableOf`).
 */
import { formatAddress } from "../base/address.ts";
import { ownTable } from "../host/ownTable.ts";
import { Observer } from "../observer/observer.ts";
import { vitalsOf } from "../observer/vitalsMeter.ts";
import type { PoolSource } from "../observer/source.ts";
import type { SerfEvent } from "../serf/events.ts";
import type { SwimEvent } from "../swim/events.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { PoolInfo, PoolView, Traffic } from "../view/view.ts";
import type { Vitals } from "../view/vitals.ts";
import { MessageTally } from "../wire/tally.ts";
import type { NodeTraffic, RunningNode, Stage } from "./stage.ts";

/** Members whose own view is kept beside the others'. */
const VANTAGES_MAX = 48;
/** Changes within this time, ms of the stage, are read at once. */
const READ_WITHIN_MS = 100;
/** Table rows that one reading takes; the rest follows in the next. */
const ROWS_AT_ONCE = 4_000;

/** Counts are told no more often than this, ms of the stage. */
const VITALS_MS = 1_000;

export class ClusterPool implements PoolSource {
  private readonly observer: Observer;
  private readonly members = new Map<string, RunningNode>();
  /** What members said and heard that run no more. */
  private readonly gone = new MessageTally();
  private readonly goneTraffic = { packetsOut: 0, bytesOut: 0, packetsIn: 0, bytesIn: 0, streamsOut: 0 };
  private vitalsAtMs = -Infinity;
  private readonly stale = new Set<RunningNode>();
  private isReadPlanned = false;
  /** While members come together there is nothing to see yet, and much to read. */
  private isSettling = true;
  private listener: () => void = () => undefined;
  private isToldOf = false;

  constructor(
    readonly key: string,
    info: PoolInfo,
    private readonly stage: Stage,
  ) {
    this.observer = new Observer(info, this.traffic());
  }

  get info(): PoolInfo {
    return this.observer.ledger.get("info");
  }

  /** Members that run, oldest first. */
  get running(): readonly RunningNode[] {
    return [...this.members.values()];
  }

  joined(member: RunningNode): void {
    this.members.set(vantageOf(member), member);
    this.readSoon(member);
  }

  /** It runs no more, and what it believed last is no view any more. */
  stopped(member: RunningNode, why: string): void {
    this.stale.delete(member);
    if (!this.members.delete(vantageOf(member))) return;
    this.gone.add(member.node.swim.tally);
    addTraffic(this.goneTraffic, member.traffic);
    const message = `${member.node.options.name} ${why}.`;
    this.observer.vantageFailed(vantageOf(member), {
      kind: "unreachable",
      message,
      advice: "Undo the fault to see its view again.",
    });
    this.tell();
  }

  /** The members have come together: from now on what they believe is read. */
  settled(): void {
    this.isSettling = false;
    for (const member of this.members.values()) this.readSoon(member);
    this.read();
  }

  heard(member: RunningNode, event: SerfEvent): void {
    switch (event.kind) {
      case "memberJoined":
      case "memberUpdated":
      case "memberLeft":
      case "memberFailed":
        return this.readSoon(member);
      case "memberReaped":
        this.observer.heardLeave(this.stage.wallMs, member.node.options.name, {
          node: event.name,
          prune: true,
        });
        return this.readSoon(member);
      case "coordinateHeard":
        if (!this.isFirst(member)) return;
        this.observer.heardPong(this.stage.wallMs, event.name, event.rttMs, event.coordinate);
        return this.tell();
      case "swim":
        return this.heardSwim(member, event.event);
      default:
        return;
    }
  }

  /** Notes on the timeline what was done to the cluster. */
  noteFault(detail: string): void {
    const atMs = this.stage.wallMs;
    this.observer.ledger.note({ atMs, kind: "fault", member: "", by: "", incarnation: 0, detail });
    this.tell(true);
  }

  snapshot(): PoolView {
    this.isToldOf = false;
    this.count();
    return this.observer.ledger.snapshot(this.stage.wallMs);
  }

  takeDelta(): ViewDelta | undefined {
    this.isToldOf = false;
    const { ledger } = this.observer;
    if (!ledger.hasNews) return undefined;
    this.count();
    return ledger.takeDelta(this.stage.wallMs);
  }

  takeEvents(): readonly PoolEvent[] {
    return this.observer.ledger.takeEvents();
  }

  onChange(listener: () => void): void {
    this.listener = listener;
    this.isToldOf = false;
  }

  /** Whoever looks goes; the cluster lives on. */
  detach(): Promise<void> {
    this.listener = () => undefined;
    return Promise.resolve();
  }

  /** Reads what is stale now, whatever its time. */
  read(): void {
    let rows = 0;
    for (const member of this.stale) {
      if (rows > ROWS_AT_ONCE) return this.plan();
      this.stale.delete(member);
      rows += this.readOne(member);
    }
    this.tell();
  }

  private heardSwim(member: RunningNode, event: SwimEvent): void {
    if (event.kind === "memberRefuted" || event.kind === "memberReaped") return this.readSoon(member);
    if (event.kind !== "memberSuspected" && event.kind !== "suspicionConfirmed") return;
    const { name: node, from } = event;
    const incarnation = member.node.swim.member(node)?.incarnation ?? 0;
    const by = member.node.options.name;
    this.observer.heardGossip(this.stage.wallMs, by, { kind: "suspect", node, from, incarnation });
    this.readSoon(member);
  }

  private isFirst(member: RunningNode): boolean {
    const [first] = this.members.values();
    return first === member;
  }

  private readSoon(member: RunningNode): void {
    if (this.isSettling) return;
    if (this.stale.size >= VANTAGES_MAX && !this.stale.has(member)) return;
    if (this.members.size > VANTAGES_MAX && !this.isVantage(member)) return;
    this.stale.add(member);
    this.plan();
  }

  private isVantage(member: RunningNode): boolean {
    let index = 0;
    for (const each of this.members.values()) {
      if (each === member) return true;
      index += 1;
      if (index >= VANTAGES_MAX) return false;
    }
    return false;
  }

  private plan(): void {
    if (this.isReadPlanned) return;
    this.isReadPlanned = true;
    this.stage.after(READ_WITHIN_MS, () => {
      this.isReadPlanned = false;
      this.read();
    });
  }

  private readOne(member: RunningNode): number {
    const table = ownTable(member.node);
    if (table === undefined) return 0;
    this.observer.heardState(this.stage.wallMs, vantageOf(member), table.rows, table.serf);
    return table.rows.count;
  }

  private tell(isEventOnly = false): void {
    if (this.isToldOf || !(isEventOnly || this.observer.ledger.hasNews)) return;
    this.isToldOf = true;
    this.listener();
  }

  private count(): void {
    const { ledger } = this.observer;
    ledger.set("traffic", this.traffic());
    if (this.stage.wallMs - this.vitalsAtMs < VITALS_MS) return;
    this.vitalsAtMs = this.stage.wallMs;
    ledger.set("vitals", this.vitals());
  }

  /** All members' messages together, and how healthy those feel that run. */
  private vitals(): Vitals {
    const tally = new MessageTally();
    tally.add(this.gone);
    const health = { members: 0, worst: 0, sum: 0 };
    for (const { node } of this.members.values()) {
      tally.add(node.swim.tally);
      const { healthScore } = node.swim;
      health.members += 1;
      health.sum += healthScore;
      health.worst = Math.max(health.worst, healthScore);
    }
    return vitalsOf(tally, this.observer.ledger.rtts, { health });
  }

  /** All members' packets together. A member has no budget: it answers whoever probes it. */
  private traffic(): Traffic {
    const total = { ...this.goneTraffic };
    for (const { traffic } of this.members.values()) addTraffic(total, traffic);
    return { ...total, packetsUnasked: 0, budgetPacketsPerSecond: 0, budgetBytesPerSecond: 0 };
  }
}

function addTraffic(total: Record<keyof NodeTraffic, number>, more: NodeTraffic): void {
  total.packetsOut += more.packetsOut;
  total.bytesOut += more.bytesOut;
  total.packetsIn += more.packetsIn;
  total.bytesIn += more.bytesIn;
  total.streamsOut += more.streamsOut;
}

function vantageOf({ node }: RunningNode): string {
  return formatAddress(node.options.address);
}
