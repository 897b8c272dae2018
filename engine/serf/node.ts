/**
 * One member of a Serf pool: a `SwimNode` below, and above it what the pool means by joining, leaving, events and
 * queries. Swim's events become Serf's here; what swim asks is answered in `serfDelegate.ts`, intents are taken in
 * `membership.ts`, queries at `queryDesk.ts`. Source: serf serf.go, Create and the commands below it.
 */
import type { Address } from "../base/address.ts";
import { assert, unreachable } from "../base/assert.ts";
import type { Input, Machine, Outbox, StreamId } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { SwimCommand, SwimEvent } from "../swim/events.ts";
import type { Member } from "../swim/member.ts";
import type { Hush } from "../swim/hush.ts";
import type { Identities } from "../swim/identities.ts";
import { SwimNode } from "../swim/node.ts";
import { Ticker } from "../swim/timers.ts";
import type { Keyring } from "../wire/keyring.ts";
import { type SerfConfig, swimConfigOf } from "./config.ts";
import { EventOutlet } from "./eventOutlet.ts";
import type { SerfCommand, SerfEvent } from "./events.ts";
import type { FarewellPhase } from "./farewell.ts";
import { GossipQueues, type GossipQueue } from "./gossipQueues.ts";
import { Joins } from "./joins.ts";
import { Membership } from "./membership.ts";
import type { NodeSeen, SerfMembers } from "./members.ts";
import type { MergeGuard } from "./mergeGuard.ts";
import { QueryDesk } from "./queryDesk.ts";
import { Recorder, type SerfSnapshot } from "./recorder.ts";
import { SerfDelegate, type SerfParts } from "./serfDelegate.ts";
import { encodeTags, type Tags } from "./tags.ts";
import { UserEvents } from "./userEvents.ts";
import { VivaldiClient } from "./vivaldi.ts";

export interface SerfOptions {
  /** Unique in the pool. */
  readonly name: string;
  /** What others shall send to. */
  readonly address: Address;
  readonly config: SerfConfig;
  readonly random: Random;
  /** At most 512 bytes when encoded. */
  readonly tags: Tags;
  /** Key queries of the pool change it. */
  readonly keyring?: Keyring;
  /** "" for none. */
  readonly label?: string;
  /** Who may be in this pool. With one, a join reads the other side's table before it sends ours. */
  readonly guard?: MergeGuard;
  /** A guarded join tells ours before it has looked, as Consul's does; for clusters of our own. */
  readonly tellsFirst?: boolean;
  /** Where answers and relayed messages may go, which the sender of a query chooses; anywhere when absent, as upstream. */
  readonly mayReach?: (to: Address) => boolean;
  readonly snapshot?: SerfSnapshot;
  /** What nodes of one process share of what their tables say; a node has its own otherwise. */
  readonly identities?: Identities;
  /** Shared by the nodes of a pool that is being made. */
  readonly hush?: Hush;
}

export class SerfNode implements Machine<SerfCommand, SerfEvent>, SerfParts {
  readonly membership: Membership;
  readonly userEvents = new UserEvents();
  readonly desk: QueryDesk;
  readonly vivaldi: VivaldiClient;
  readonly swim: SwimNode;
  private queues: GossipQueues;
  private readonly outlet: EventOutlet;
  private readonly joins: Joins;
  private readonly recorder: Recorder;
  private readonly tickers: Readonly<Record<"reap" | "reconnect" | "checkQueues", Ticker>>;
  private ownTags: Tags;
  private isStarted = false;
  private isOver = false;
  /** Cut off from the pool: see the command `withdraw`. */
  private isWithdrawn = false;
  private deniedDials = 0;
  /** Something is to be spread, and swim may be sleeping through its rounds of gossip for lack of it. */
  private hasNews = false;
  /** What swim shall do once it has finished what it does. */
  private readonly pending: Input<SwimCommand>[] = [];
  private current: { readonly now: Instant; readonly out: Outbox<SerfEvent> } | undefined;

  constructor(readonly options: SerfOptions) {
    const { config, name, address, random, keyring, label, snapshot, identities, hush } = options;
    const { broadcastTimeoutMs } = config;
    assert(encodeTags(options.tags).ok, "a member's tags fit into 512 bytes");
    this.ownTags = options.tags;
    this.vivaldi = new VivaldiClient(random);
    this.membership = new Membership(
      ...([name, config, this] as const),
      () => this.tellSwim({ kind: "leave", timeoutMs: broadcastTimeoutMs }),
      (reaped) => this.vivaldi.forget(reaped),
    );
    this.queues = this.newQueues();
    this.outlet = new EventOutlet(config);
    this.joins = new Joins(name, random, snapshot?.state);
    this.recorder = new Recorder(snapshot);
    this.desk = new QueryDesk({
      ...{ name, config, random, keyring, members: this.members },
      ownTags: () => this.ownTags,
      ownAddress: () => this.address,
      memberCount: () => this.swim.memberCount,
    });
    this.restoreClocks(snapshot);
    this.swim = new SwimNode({
      ...{ name, address, config: swimConfigOf(config), random, keyring, label, identities, hush },
      delegate: new SerfDelegate(this),
    });
    this.tickers = {
      reap: new Ticker(config.reapIntervalMs),
      reconnect: new Ticker(config.reconnectIntervalMs),
      checkQueues: new Ticker(config.queueCheckIntervalMs),
    };
  }

  get deadline(): Instant {
    if (!this.isStarted) return 0;
    if (this.isOver) return NEVER;
    const { reap, reconnect, checkQueues } = this.tickers;
    return Math.min(
      ...[this.swim.deadline, this.outlet.deadline, this.membership.deadline, this.desk.deadline],
      ...[this.recorder.deadline, reap.next, reconnect.next, checkQueues.next],
    );
  }

  step(now: Instant, input: Input<SerfCommand>, out: Outbox<SerfEvent>): void {
    if (this.isOver) return;
    this.current = { now, out };
    if (!this.isStarted) this.start();
    if (input.kind === "command") this.obey(input.command);
    else this.pass(input);
    this.runPending();
    this.due();
    if (this.hasNews) this.pending.push({ kind: "deadline" });
    this.runPending();
    this.current = undefined;
  }

  // What can be looked at.

  /** Everybody that Serf remembers, whatever its status. */
  get members(): SerfMembers {
    return this.membership.members;
  }

  get tags(): Tags {
    return this.ownTags;
  }

  get address(): Address {
    return this.swim.member(this.options.name)?.address ?? this.options.address;
  }

  /** How far we are on the way out. */
  get phase(): FarewellPhase {
    return this.membership.farewell.phase;
  }

  // What our parts may do during a step.

  get now(): Instant {
    return this.current?.now ?? 0;
  }

  event(event: SerfEvent): void {
    this.recorder.note(this.now, event, this.membership.clock.time);
    this.outlet.tell(this.now, event, (told) => this.current?.out.event(told));
  }

  send({ ip, port }: Address, payload: Uint8Array): void {
    if (this.options.mayReach?.({ ip, port }) === false) {
      const reason = `nothing is sent to ${ip}:${port}: it is no address of this pool`;
      return this.event({ kind: "messageDropped", reason });
    }
    if (this.current !== undefined) this.swim.sendUser({ ip, port }, payload, this.current.out);
  }

  spread(queue: GossipQueue, message: Uint8Array, onFinished?: () => void): void {
    if (queue === "intents" && this.options.hush?.isOn === true) return onFinished?.();
    this.queues.queue(queue, message, onFinished);
    this.hasNews = true;
  }

  get gossip(): GossipQueues {
    return this.queues;
  }

  get maySpread(): boolean {
    return !this.isWithdrawn;
  }

  get ignoresOldEvents(): boolean {
    return this.joins.ignoresOld;
  }

  nameContested(name: string): void {
    const { enableNameConflictResolution } = this.options.config;
    if (name !== this.options.name || !enableNameConflictResolution) return;
    this.desk.voteOnName(this, (isWon) => {
      if (!isWon) this.shutdown();
    });
  }

  // Commands.

  private obey(command: SerfCommand): void {
    const reason = this.carryOut(command);
    if (reason !== undefined) this.event({ kind: "commandRefused", command: command.kind, reason });
  }

  /** Does what is asked, or says why not. */
  private carryOut(command: SerfCommand): string | undefined {
    switch (command.kind) {
      case "join":
        if (this.phase !== "staying") return "Serf can't Join after Leave or Shutdown";
        return this.tellSwim(this.joins.begin(command, this.isGuarded));
      case "leave":
        return this.leave();
      case "forceLeave":
        return this.membership.forceLeave(command.node, command.prune);
      case "setTags":
        return this.setTags(command.tags);
      case "userEvent":
        return this.fire(command.name, command.payload, command.coalesce);
      case "query":
        return problemOf(this.desk.ask(this, command.name, command.payload, command.params ?? {}));
      case "respond":
        return problemOf(this.desk.respond(this, command.time, command.id, command.payload));
      case "keys":
        if (command.operation !== "list" && command.key === undefined) return "no key was given";
        return problemOf(this.desk.askForKeys(this, command.operation, command.key));
      case "withdraw":
        return this.withdraw();
      case "shutdown":
        return this.shutdown();
      default:
        return unreachable(command);
    }
  }

  private leave(): string | undefined {
    if (this.phase === "staying") this.recorder.leave(this.now);
    return this.membership.leave();
  }

  private setTags(tags: Tags): string | undefined {
    const encoded = encodeTags(tags);
    if (!encoded.ok) return encoded.error;
    this.ownTags = tags;
    return this.tellSwim({ kind: "updateNode", timeoutMs: this.options.config.broadcastTimeoutMs });
  }

  private fire(name: string, payload: Uint8Array, coalesce: boolean): string | undefined {
    const fired = this.userEvents.fire(name, payload, coalesce, this.options.config.userEventSizeLimit);
    if (!fired.ok) return fired.error;
    this.event({ kind: "userEvent", ...fired.value.event });
    this.spread("events", fired.value.bytes);
    return undefined;
  }

  private withdraw(): string | undefined {
    this.isWithdrawn = true;
    this.queues = this.newQueues();
    this.pending.length = 0;
    return this.phase === "staying" ? this.leave() : undefined;
  }

  private shutdown(): undefined {
    this.tellSwim({ kind: "shutdown" });
    this.runPending();
    this.recorder.flush();
    this.isOver = true;
  }

  // Time.

  private start(): void {
    this.isStarted = true;
    for (const ticker of Object.values(this.tickers)) ticker.start(this.now);
    this.stepSwim({ kind: "deadline" });
    this.tellSwim(...this.joins.rejoin(this.isGuarded));
  }

  private due(): void {
    const { now } = this;
    this.membership.due();
    this.desk.due(this);
    this.beat(now);
    this.recorder.due(now, this.membership.clock.time);
    this.outlet.due(now, (event) => this.current?.out.event(event));
  }

  private beat(now: Instant): void {
    const { reap, reconnect, checkQueues } = this.tickers;
    if (now >= reap.next) {
      reap.take(now);
      this.membership.tell(...this.members.reap(now));
    }
    if (now >= reconnect.next) {
      reconnect.take(now);
      const failed = this.phase === "staying" ? this.members.pickToReconnect(this.options.random) : undefined;
      if (failed !== undefined) this.tellSwim(this.joins.reconnect(failed, this.isGuarded));
    }
    if (now >= checkQueues.next) {
      checkQueues.take(now);
      const { minQueueDepth, maxQueueDepth } = this.options.config;
      this.queues.prune(minQueueDepth > 0 ? Math.max(minQueueDepth, 2 * this.members.size) : maxQueueDepth);
    }
  }

  // Swim below.

  private get isGuarded(): boolean {
    return this.options.guard !== undefined && this.options.tellsFirst !== true;
  }

  private tellSwim(...commands: readonly SwimCommand[]): undefined {
    for (const command of commands) this.pending.push({ kind: "command", command });
  }

  private runPending(): void {
    for (let next = this.pending.shift(); next !== undefined; next = this.pending.shift())
      this.stepSwim(next);
  }

  /** Hands an input of the host down; a withdrawn member takes no more streams. */
  private pass(input: Exclude<Input<SerfCommand>, { kind: "command" }>): void {
    if (this.isWithdrawn && input.kind === "streamOpened") return this.current?.out.close(input.stream);
    if (input.kind !== "deadline" || this.now >= this.swim.deadline) this.stepSwim(input);
  }

  private stepSwim(input: Input<SwimCommand>): void {
    const out = this.current?.out;
    if (out === undefined) return;
    this.hasNews = false;
    this.swim.step(this.now, input, {
      send: (to, bytes) => out.send(to, bytes),
      dial: (to) => (this.isWithdrawn ? this.denyDial() : out.dial(to)),
      write: (stream, bytes) => out.write(stream, bytes),
      close: (stream) => out.close(stream),
      event: (event) => this.translate(event),
    });
  }

  private denyDial(): StreamId {
    this.deniedDials += 1;
    const stream = -this.deniedDials;
    this.pending.push({ kind: "streamClosed", stream, reason: "refused" });
    return stream;
  }

  private translate(event: SwimEvent): void {
    switch (event.kind) {
      case "memberJoined":
        return this.membership.tell(this.members.joined(seen(event.member)));
      case "memberDead":
        return this.membership.tell(this.members.gone(this.now, event.member.name));
      case "memberUpdated":
        return this.membership.tell(this.members.updated(seen(event.member)));
      case "joinFinished":
        return this.joinFinished(event);
      case "leaveFinished":
        return this.membership.farewell.goodbyeSpread(this.now, event.isSpread);
      default:
        return this.event({ kind: "swim", event });
    }
  }

  private joinFinished(event: Extract<SwimEvent, { kind: "joinFinished" }>): void {
    const { next, shallAnnounce } = this.joins.finished(event);
    if (shallAnnounce) this.membership.announce();
    if (next !== undefined) this.tellSwim(next);
    if (event.join >= 0) this.event(event);
  }

  private newQueues(): GossipQueues {
    return new GossipQueues(this.options.config.swim.retransmitMult, () => this.members.size);
  }

  private restoreClocks(snapshot: SerfSnapshot | undefined): void {
    if (snapshot === undefined) return;
    const { clock, eventClock, queryClock } = snapshot.state;
    this.membership.clock.witness(clock);
    this.userEvents.clock.witness(eventClock);
    this.desk.queries.clock.witness(queryClock);
    this.userEvents.ignoreBefore(eventClock + 1);
    this.desk.queries.minimumTime = queryClock + 1;
  }
}

function seen({ name, address, meta, versions }: Member): NodeSeen {
  return { name, ip: address.ip, port: address.port, meta, versions };
}

function problemOf(
  result: { readonly ok: true } | { readonly ok: false; readonly error: string },
): string | undefined {
  return result.ok ? undefined : result.error;
}
