/**
 * What we believe of whom: alive, suspect and dead messages, from gossip, push/pull or our own probes, change the
 * table, are spread on, and are denied when they are about us.
 *
 *     alive ──suspect──▶ suspect ──time is up──▶ dead ──some time──▶ forgotten
 *       ▲                   │                      │
 *       └── alive, higher incarnation ─────────────┘        a dead message killing its own sender: left
 *
 * Source: SWIM §4.2; memberlist state.go aliveNode, suspectNode, deadNode, refute, mergeState.
 */
import { cidrContains } from "../base/address.ts";
import { sameBytes } from "../base/bytes.ts";
import type { Outbox } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import type { Instant } from "../base/time.ts";
import type { Alive, Dead, HeardAlive, PushPullNode, Suspect, Versions } from "../wire/messages.ts";
import type { Awareness } from "./awareness.ts";
import type { TransmitLimitedQueue } from "./broadcasts.ts";
import type { Rumour, SwimCodec } from "./codec.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimDelegate } from "./delegate.ts";
import type { Accusation, SwimEvent } from "./events.ts";
import type { Hush } from "./hush.ts";
import { sameVersions } from "./identities.ts";
import type { MemberTable } from "./members.ts";
import { suspicionTimeoutMs } from "./scaling.ts";
import { Suspicion, Suspicions } from "./suspicion.ts";
import type { Sleeper } from "./timers.ts";

type Out = Outbox<SwimEvent>;

/** What a membership works with. */
interface MembershipParts {
  readonly config: SwimConfig;
  readonly delegate: SwimDelegate;
  readonly broadcasts: TransmitLimitedQueue;
  readonly awareness: Awareness;
  readonly random: Random;
  readonly codec: SwimCodec;
  readonly hush: Hush | undefined;
}

export class Membership implements Sleeper {
  /** Set on leaving: from then on nothing about us is denied. */
  hasLeft = false;
  private readonly suspicions = new Suspicions();
  private ownIncarnation = 0;

  private readonly config: SwimConfig;
  private readonly delegate: SwimDelegate;
  private readonly broadcasts: TransmitLimitedQueue;
  private readonly awareness: Awareness;
  private readonly random: Random;
  private readonly codec: SwimCodec;
  private readonly hush: Hush | undefined;

  constructor(
    private readonly name: string,
    readonly table: MemberTable,
    parts: MembershipParts,
  ) {
    this.config = parts.config;
    this.delegate = parts.delegate;
    this.broadcasts = parts.broadcasts;
    this.awareness = parts.awareness;
    this.random = parts.random;
    this.codec = parts.codec;
    this.hush = parts.hush;
  }

  /** When the first suspicion runs out. */
  get deadline(): Instant {
    return this.suspicions.deadline;
  }

  /** Declares dead whose suspicion ran out. */
  due(now: Instant, out: Out): void {
    for (const id of this.suspicions.expired(now)) {
      const { name } = this.table.identity(id);
      const incarnation = this.table.incarnation(id);
      this.dead(now, { kind: "dead", incarnation, node: name, from: this.name }, out);
    }
  }

  nextIncarnation(): number {
    this.ownIncarnation = (this.ownIncarnation + 1) >>> 0;
    return this.ownIncarnation;
  }

  /** Announces ourselves: at the start, and again when our meta changed. */
  announce(now: Instant, alive: Alive, out: Out, onFinished?: () => void): void {
    this.takeAlive(now, alive, out, { isBootstrap: true, onFinished });
  }

  alive(now: Instant, alive: HeardAlive, out: Out): void {
    const refusal = this.refusalOf(alive);
    if (refusal !== undefined) return out.event({ kind: "aliveRefused", name: alive.node, reason: refusal });
    this.takeAlive(now, alive, out, { isBootstrap: false, onFinished: undefined });
  }

  suspect(now: Instant, suspect: Suspect, out: Out): void {
    const { table } = this;
    const id = table.find(suspect.node);
    if (id < 0 || suspect.incarnation < table.incarnation(id)) return;
    const open = this.suspicions.get(id);
    if (open !== undefined) return this.confirm(open, suspect, out);
    if (!table.isAlive(id)) return;
    if (suspect.node === this.name) {
      return this.refute(id, suspect.incarnation, "suspect", suspect.from, out);
    }
    this.spread(suspect.node, suspect);
    table.setIncarnation(id, suspect.incarnation);
    table.setState(id, "suspect", now);
    this.open(now, id, suspect, out);
  }

  /** Source: state.go deadNode. `onFinished` is called when our own goodbye has been spread. */
  dead(now: Instant, dead: Dead, out: Out, onFinished?: () => void): void {
    const { table } = this;
    const id = table.find(dead.node);
    if (id < 0 || dead.incarnation < table.incarnation(id)) return;
    this.suspicions.delete(id);
    if (table.isDeadOrLeft(id)) return;
    if (dead.node === this.name && !this.hasLeft) {
      return this.refute(id, dead.incarnation, "dead", dead.from, out);
    }
    this.spread(dead.node, dead, onFinished);
    table.setIncarnation(id, dead.incarnation);
    table.setState(id, dead.node === dead.from ? "left" : "dead", now);
    out.event({ kind: "memberDead", member: table.member(id), from: dead.from });
  }

  /**
   * Takes over the other side's table. Whom it holds dead we only suspect: it may be wrong, or late.
   * Source: state.go mergeState.
   */
  merge(now: Instant, rows: readonly PushPullNode[], out: Out): void {
    for (const { name, ip, port, meta, incarnation, state, versions } of rows) {
      switch (state) {
        case "alive":
          this.alive(now, { kind: "alive", node: name, incarnation, ip, port, meta, versions }, out);
          break;
        case "left":
          this.dead(now, { kind: "dead", node: name, incarnation, from: name }, out);
          break;
        case "dead":
        case "suspect":
          this.suspect(now, { kind: "suspect", node: name, incarnation, from: this.name }, out);
          break;
      }
    }
  }

  /** Forgets the long dead, when the probe round begins anew. Source: state.go resetNodes. */
  reap(now: Instant, out: Out): void {
    const forgotten = this.table.reap(this.config.gossipToTheDeadTimeMs, this.random, now);
    for (const name of forgotten) out.event({ kind: "memberReaped", name });
  }

  /** Why an alive message is not even looked at, undefined if it is. */
  private refusalOf(alive: HeardAlive): string | undefined {
    if (this.hasLeft && alive.node === this.name) return "we have left";
    const { versions } = alive;
    // Differs from memberlist: it takes an alive without versions, whose echo crashes old agents.
    if (versions === undefined) return "it does not tell its versions";
    const [pMin, pMax] = versions;
    if (pMin === 0 || pMax === 0 || pMin > pMax) return `protocol versions ${pMin} to ${pMax} are no range`;
    if (alive.ip === "" || alive.node === "") return "it has no name or no address";
    if (!isAllowed(this.config, alive.ip)) return `${alive.ip} is not allowed here`;
    return this.delegate.notifyAlive(alive);
  }

  private takeAlive(
    now: Instant,
    alive: HeardAlive,
    out: Out,
    own: { readonly isBootstrap: boolean; readonly onFinished: (() => void) | undefined },
  ): void {
    const { table } = this;
    const known = table.find(alive.node);
    if (known < 0 && table.isFull) return;
    const isMoved = known >= 0 && hasMoved(table, known, alive);
    if (isMoved && !this.mayMove(now, known)) return this.conflict(known, alive, out);
    const id = known >= 0 ? known : table.insert(identityOf(alive), this.random, now);

    const isOurs = alive.node === this.name;
    const before = table.incarnation(id);
    if (isOurs ? alive.incarnation < before : alive.incarnation <= before && !isMoved) return;
    this.suspicions.delete(id);
    if (isOurs && !own.isBootstrap) return this.denyAlive(id, alive, out);

    const was = table.member(id);
    if (this.hush?.isOn === true) own.onFinished?.();
    else this.spread(alive.node, withVersions(alive), own.onFinished);
    table.setIdentity(id, identityOf(alive));
    table.setIncarnation(id, alive.incarnation);
    if (was.state !== "alive") table.setState(id, "alive", now);
    if (was.state === "dead" || was.state === "left") {
      out.event({ kind: "memberJoined", member: table.member(id) });
      return;
    }
    if (was.state === "suspect") {
      out.event({ kind: "memberRefuted", name: alive.node, incarnation: alive.incarnation });
    }
    if (!sameBytes(was.meta, alive.meta)) out.event({ kind: "memberUpdated", member: table.member(id) });
  }

  /** An alive about us that we did not send: an echo, or somebody who took our name and address before. */
  private denyAlive(id: number, alive: HeardAlive, out: Out): void {
    const { meta, versions } = this.table.identity(id);
    const isEcho =
      alive.incarnation === this.table.incarnation(id) &&
      sameBytes(alive.meta, meta) &&
      sameVersions(alive.versions, versions);
    if (!isEcho) this.refute(id, alive.incarnation, "alive", "", out);
  }

  private mayMove(now: Instant, id: number): boolean {
    const state = this.table.state(id);
    const reclaimMs = this.config.deadNodeReclaimTimeMs;
    const isReclaimable = reclaimMs > 0 && this.table.unchangedMs(id, now) > reclaimMs;
    return state === "left" || (state === "dead" && isReclaimable);
  }

  private conflict(id: number, alive: HeardAlive, out: Out): void {
    const existing = this.table.member(id);
    this.delegate.notifyConflict(existing, alive);
    out.event({ kind: "addressConflict", existing, other: { ip: alive.ip, port: alive.port } });
  }

  private open(now: Instant, id: number, { node, from, incarnation }: Suspect, out: Out): void {
    const { suspicionMult, suspicionMaxTimeoutMult, probeIntervalMs } = this.config;
    const n = this.table.size;
    // Neither we nor the suspect can confirm: without enough others nobody is waited for.
    const wanted = suspicionMult - 2;
    const expected = n - 2 < wanted ? 0 : wanted;
    const minMs = suspicionTimeoutMs(suspicionMult, n, probeIntervalMs);
    const suspicion = new Suspicion(now, from, expected, minMs, suspicionMaxTimeoutMult * minMs);
    this.suspicions.add(id, suspicion);
    out.event({
      kind: "memberSuspected",
      name: node,
      from,
      incarnation,
      confirmationsExpected: expected,
      until: suspicion.until,
    });
  }

  private confirm(suspicion: Suspicion, suspect: Suspect, out: Out): void {
    const { node: name, from } = suspect;
    if (!suspicion.confirm(from)) return;
    this.suspicions.broughtForward(suspicion);
    this.spread(name, suspect);
    const { confirmations, until } = suspicion;
    out.event({ kind: "suspicionConfirmed", name, from, confirmations, until });
  }

  private spread(subject: string, rumour: Rumour, onFinished?: () => void): void {
    this.broadcasts.queue(subject, this.codec.encodeRumour(rumour), onFinished);
  }

  /** Denies, with an incarnation above what we are accused of. */
  private refute(
    id: number,
    accusedIncarnation: number,
    accusation: Accusation,
    from: string,
    out: Out,
  ): void {
    let incarnation = this.nextIncarnation();
    if (accusedIncarnation >= incarnation) {
      incarnation = this.ownIncarnation = (accusedIncarnation + 1) >>> 0;
    }
    this.table.setIncarnation(id, incarnation);
    const { address, meta, versions } = this.table.identity(id);
    const alive = { kind: "alive", incarnation, node: this.name, ...address, meta, versions } as const;
    // Upstream queues this under its address, so that it does not displace what is being said about it.
    this.spread(address.ip, withVersions(alive));
    out.event({ kind: "refuted", accusation, from, incarnation });
    if (this.awareness.apply(1)) out.event({ kind: "awarenessChanged", score: this.awareness.score });
  }
}

/** Whether an address may be a member's. Source: config.go IPAllowed. */
export function isAllowed({ cidrsAllowed }: SwimConfig, ip: string): boolean {
  if (cidrsAllowed === undefined || cidrsAllowed.length === 0) return true;
  return cidrsAllowed.some((range) => cidrContains(range, ip));
}

function hasMoved(table: MemberTable, id: number, alive: HeardAlive): boolean {
  const { address } = table.identity(id);
  return address.port !== alive.port || address.ip !== alive.ip;
}

function identityOf({ node, ip, port, meta, versions }: HeardAlive): {
  name: string;
  address: { ip: string; port: number };
  meta: Uint8Array;
  versions: Versions | undefined;
} {
  return { name: node, address: { ip, port }, meta, versions };
}

const NO_VERSIONS: Versions = [1, 5, 2, 0, 0, 0];

/** An alive as we write it: with six versions always. */
function withVersions(alive: HeardAlive): Alive {
  return hasVersions(alive) ? alive : { ...alive, versions: NO_VERSIONS };
}

function hasVersions(alive: HeardAlive): alive is Alive {
  return alive.versions !== undefined;
}
