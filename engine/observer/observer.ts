/**
 * Folds what members say into a view: states read out of push/pulls, and the suspect, alive and dead
 * messages that ride on acks. Knows nothing of sockets; `nowMs` is ms since 1970.
 *
 * Leaves out what only a member could know: an observer never judges by itself that somebody has failed.
 */
import { formatAddress } from "../base/address.ts";
import { unreachable } from "../base/assert.ts";
import type { LeaveIntent } from "../serf/intents.ts";
import type { ListedMember, SerfStatus } from "../serf/listedMember.ts";
import type { SerfState } from "../serf/pushPullState.ts";
import { decodeTags, type Tags } from "../serf/tags.ts";
import type { PoolEvent } from "../view/event.ts";
import {
  stateCode,
  type Coordinate,
  type MemberId,
  type MemberState,
  type PoolInfo,
  type PoolProblem,
  type RaftPeer,
  type Traffic,
} from "../view/view.ts";
import type { Dead, HeardAlive, Suspect } from "../wire/messages.ts";
import type { PushPullColumns } from "../wire/pushPullColumns.ts";
import type { AgentReading } from "./agentReading.ts";
import { Answer, isSameBytes, memberAt } from "./answer.ts";
import { isGone, supersedes } from "./belief.ts";
import { Identities } from "./identities.ts";
import { Ledger } from "./ledger.ts";
import { MemberLimit } from "./limit.ts";
import { Mixes } from "./mixes.ts";
import { Vantages } from "./vantages.ts";

const EVENT_OF_STATE: Readonly<Record<MemberState, PoolEvent["kind"]>> = {
  unknown: "memberUpdated",
  alive: "memberJoined",
  suspect: "memberSuspected",
  failed: "memberFailed",
  leaving: "memberLeaving",
  left: "memberLeft",
  reaped: "memberReaped",
};

const UNKNOWN_ADDRESS = formatAddress({ ip: "", port: 0 });

const STATE_OF_STATUS: Readonly<Record<SerfStatus, MemberState>> = {
  none: "unknown",
  alive: "alive",
  leaving: "leaving",
  left: "left",
  failed: "failed",
};

export class Observer {
  readonly ledger: Ledger;
  private readonly vantages = new Vantages();
  private readonly mixes: Mixes;
  private readonly identities = new Identities();
  private poolProblems: readonly PoolProblem[] = [];

  private readonly limit: MemberLimit;

  /** At most `membersMax` members are taken in; 20,000 when absent. */
  constructor(info: PoolInfo, traffic: Traffic, membersMax?: number) {
    this.ledger = new Ledger(info, traffic);
    this.mixes = new Mixes(this.ledger);
    this.limit = new MemberLimit(this.ledger.table, membersMax);
  }

  /** Takes the full state that the member at `vantage` (`ip:port`) gave. */
  heardState(nowMs: number, vantage: string, rows: PushPullColumns, serf: SerfState | undefined): void {
    const answer = new Answer(this.ledger.table.count + rows.count);
    this.limit.begin();
    for (let row = 0; row < rows.count; row += 1) {
      const name = rows.names[row] ?? "";
      if (!this.limit.takesIn(name)) continue;
      const id = this.ledger.table.idOf(name, nowMs);
      const incarnation = rows.incarnations[row] ?? 0;
      const state = readState(rows, row, name, serf);
      const isSame = this.identities.isSame(id, rows, row);
      if (!isSame || !this.mixes.claims.isEmpty) this.compareAddress(id, rows, row, state, nowMs, vantage);
      if (!isSame) this.takeIdentity(id, rows, row, incarnation, nowMs, vantage);
      if (!this.ledger.isBelieved(id, state, incarnation))
        this.takeRow(nowMs, vantage, id, state, incarnation);
      answer.says(id, state, incarnation);
    }
    for (const { id, state } of this.onlyRemembered(nowMs, answer, serf)) {
      const incarnation = this.ledger.incarnation(id);
      this.takeRow(nowMs, vantage, id, state, incarnation);
      answer.says(id, state, incarnation);
    }
    this.rememberAnswer(nowMs, vantage, answer);
    this.mixes.judge(nowMs);
  }

  /** Takes gossip that came with an ack of the member at `by`. */
  heardGossip(nowMs: number, by: string, message: Suspect | HeardAlive | Dead): void {
    this.takeGossip(nowMs, by, message);
    this.mixes.judge(nowMs);
  }

  private takeGossip(nowMs: number, by: string, message: Suspect | HeardAlive | Dead): void {
    const id = this.ledger.table.find(message.node);
    if (id === undefined && (message.kind !== "alive" || !this.limit.takesIn(message.node))) return;
    switch (message.kind) {
      case "suspect":
        return this.takeSuspect(nowMs, message);
      case "dead": {
        const state = message.from === message.node ? "left" : "failed";
        return this.believe(nowMs, id ?? 0, state, message.incarnation, message.from);
      }
      case "alive":
        return this.takeAlive(nowMs, by, message);
      default:
        return unreachable(message);
    }
  }

  /** Somebody announced that it goes, or was forced out. */
  heardLeave(nowMs: number, by: string, { node, prune }: LeaveIntent): void {
    const id = this.ledger.table.find(node);
    if (id === undefined) return;
    const held = this.ledger.state(id);
    const incarnation = this.ledger.incarnation(id);
    if (isGone(held)) this.change(nowMs, id, prune ? "reaped" : "left", incarnation, by, "forced");
    else if (held === "alive") this.change(nowMs, id, "leaving", incarnation, by, "");
  }

  /** A ping of ours was answered. */
  heardPong(nowMs: number, name: string, rttMs: number, coordinate: Coordinate | undefined): void {
    const id = this.ledger.table.find(name);
    if (id !== undefined) this.ledger.setRtt(id, rttMs, coordinate, nowMs);
    this.mixes.judge(nowMs);
  }

  /** Takes what an agent's API told. One agent is asked, so that its word replaces what was held. */
  heardReading(nowMs: number, { vantage, self, members, partial, problems, ...rest }: AgentReading): void {
    const wasPartial = this.vantages.lastOf(vantage).partial;
    if (members !== undefined) this.takeList(nowMs, vantage, members, partial !== undefined);
    else this.vantages.answeredAgain(vantage, nowMs);
    const selfId = self === undefined ? undefined : this.ledger.table.find(self);
    if (selfId !== undefined) this.vantages.isMember(vantage, selfId);
    this.vantages.mayLack(vantage, partial?.message);
    const info = this.ledger.get("info");
    if (rest.isEncrypted !== undefined && rest.isEncrypted !== info.encrypted)
      this.ledger.set("info", { ...info, encrypted: rest.isEncrypted });
    if (rest.raft !== undefined) this.takeRaft(nowMs, vantage, rest.raft);
    for (const [name, coordinate] of rest.coordinates) {
      const id = this.ledger.table.find(name);
      if (id !== undefined) this.ledger.setCoordinate(id, coordinate);
    }
    this.setPoolProblems(partial === undefined ? problems : [partial, ...problems]);
    if (partial?.message !== wasPartial) this.mixes.touch();
    this.mixes.judge(nowMs);
  }

  private takeRaft(nowMs: number, vantage: string, peers: readonly RaftPeer[]): void {
    const [held] = this.ledger.get("raft") ?? [];
    if (JSON.stringify(held?.peers) !== JSON.stringify(peers)) this.mixes.touch();
    this.ledger.set("raft", [{ vantage, readAtMs: nowMs, peers }]);
  }

  /** The member at `vantage` could not be asked. */
  vantageFailed(vantage: string, problem: PoolProblem): void {
    this.vantages.failed(vantage, problem);
    this.publishVantages();
  }

  /** Problems of the pool as a whole, such as UDP that does not pass. */
  setPoolProblems(problems: readonly PoolProblem[]): void {
    this.poolProblems = problems;
    this.publishVantages();
  }

  /** Two addresses under one name are a conflict when they last. */
  private compareAddress(
    id: MemberId,
    rows: PushPullColumns,
    row: number,
    state: MemberState,
    nowMs: number,
    vantage: string,
  ): void {
    const said = { ip: rows.ip(row), port: rows.ports[row] ?? 0 };
    const isSame = this.ledger.isAt(id, said);
    if (state !== "alive" || (isSame && this.mixes.claims.isEmpty)) return;
    const held = this.ledger.address(id);
    if (held !== UNKNOWN_ADDRESS) this.mixes.claims.heard(id, vantage, formatAddress(said), held, nowMs);
  }

  /** A member that a whole list leaves out was reaped; one that a partial list leaves out may be hidden. */
  private takeList(
    nowMs: number,
    vantage: string,
    members: readonly ListedMember[],
    isPartial: boolean,
  ): void {
    this.limit.begin();
    const taken = members.filter(({ name }) => this.limit.takesIn(name));
    const said = taken.map(({ name, ip, port, tags, versions, status }) => {
      const id = this.ledger.table.idOf(name, nowMs);
      const state = STATE_OF_STATUS[status];
      this.setIdentity(nowMs, id, ip, port, tags, vantage);
      this.ledger.setVersions(id, versions);
      if (this.ledger.state(id) !== state) this.change(nowMs, id, state, 0, vantage, "");
      return { id, state };
    });
    const states = new Uint8Array(this.ledger.table.count);
    for (const { id, state } of said) states[id] = stateCode(state);
    this.vantages.answered(vantage, nowMs, states, new Uint32Array(states.length));
    if (isPartial) return;
    states.forEach((code, id) => {
      if (code === 0 && this.ledger.state(id) !== "reaped") this.change(nowMs, id, "reaped", 0, vantage, "");
    });
  }

  private takeIdentity(
    id: MemberId,
    rows: PushPullColumns,
    row: number,
    incarnation: number,
    nowMs: number,
    vantage: string,
  ): void {
    if (incarnation < this.ledger.incarnation(id)) return;
    this.identities.remember(id, rows, row);
    const tags = decodeTags(rows.meta(row));
    const ip = rows.ip(row);
    const port = rows.ports[row] ?? 0;
    this.setIdentity(nowMs, id, ip, port, tags.ok ? tags.value : [], vantage);
    this.ledger.setVersions(id, rows.versions(row) ?? [0, 0, 0, 0, 0, 0]);
  }

  private setIdentity(nowMs: number, id: MemberId, ip: string, port: number, tags: Tags, by: string): void {
    if (this.ledger.isAt(id, { ip, port }) && this.ledger.table.hasTags(id, tags)) return;
    const name = this.ledger.table.name(id);
    const isNew = this.ledger.state(id) === "unknown";
    const tagSet = this.ledger.table.tagSetId(tags);
    const isChanged = this.ledger.setIdentity(
      id,
      ip,
      port,
      tagSet,
      datacenterOf(name, tags, this.ledger.get("info")),
    );
    if (isChanged) this.mixes.touch();
    if (isChanged && !isNew) this.note(nowMs, "memberUpdated", id, by, "address or tags");
  }

  /** A row of a push/pull. One that was gone is believed alive again once the same vantage changes its mind. */
  private takeRow(
    nowMs: number,
    vantage: string,
    id: MemberId,
    state: MemberState,
    incarnation: number,
  ): void {
    const held = this.ledger.state(id);
    const isReturn = isGone(held) && state === "alive" && this.vantages.said(vantage, id) !== "alive";
    if (isReturn) this.change(nowMs, id, state, incarnation, vantage, "");
    else this.believe(nowMs, id, state, incarnation, vantage);
  }

  private believe(nowMs: number, id: MemberId, state: MemberState, incarnation: number, by: string): void {
    const held = { state: this.ledger.state(id), incarnation: this.ledger.incarnation(id) };
    if (supersedes({ state, incarnation }, held)) this.change(nowMs, id, state, incarnation, by, "");
  }

  private change(
    nowMs: number,
    id: MemberId,
    state: MemberState,
    incarnation: number,
    by: string,
    detail: string,
  ): void {
    const held = this.ledger.state(id);
    // Nobody fails unsuspected (SWIM §4.2); a short suspicion can fall between two of our questions.
    if (held === "alive" && state === "failed") {
      this.note(nowMs, "memberSuspected", id, by, "not heard, follows from the failure");
    }
    this.ledger.setBelief(id, state, incarnation, nowMs);
    if (state !== "suspect") this.dropAccusations(id);
    if (held === state) return;
    this.mixes.touch();
    const isRefuted = held === "suspect" && state === "alive";
    this.note(nowMs, isRefuted ? "memberRefuted" : EVENT_OF_STATE[state], id, by, detail);
  }

  private takeSuspect(nowMs: number, { node, from, incarnation }: Suspect): void {
    const accused = this.ledger.table.idOf(node, nowMs);
    const held = this.ledger.state(accused);
    if (incarnation < this.ledger.incarnation(accused) || isGone(held)) return;
    if (held !== "suspect") this.change(nowMs, accused, "suspect", incarnation, from, "");
    const accuser = this.ledger.table.find(from);
    const accusations = this.ledger.get("accusations");
    const isKnown = accusations.some((open) => open.accused === accused && open.accuser === accuser);
    if (accuser === undefined || isKnown) return;
    this.ledger.set("accusations", [...accusations, { accused, accuser, sinceMs: nowMs, incarnation }]);
  }

  private takeAlive(nowMs: number, by: string, message: HeardAlive): void {
    const id = this.ledger.table.idOf(message.node, nowMs);
    const held = { state: this.ledger.state(id), incarnation: this.ledger.incarnation(id) };
    if (!supersedes({ state: "alive", incarnation: message.incarnation }, held)) return;
    this.identities.forget(id);
    const tags = decodeTags(message.meta);
    this.setIdentity(nowMs, id, message.ip, message.port, tags.ok ? tags.value : [], by);
    if (message.versions !== undefined) this.ledger.setVersions(id, message.versions);
    this.change(nowMs, id, "alive", message.incarnation, by, "");
  }

  /** Names that push/pull has dropped and Serf still remembers: failed ones, and those that left. */
  private *onlyRemembered(
    nowMs: number,
    answer: Answer,
    serf: SerfState | undefined,
  ): Generator<{ id: MemberId; state: MemberState }> {
    for (const name of serf?.known ?? []) {
      const known = this.ledger.table.find(name);
      if ((known !== undefined && answer.names(known)) || !this.limit.takesIn(name)) continue;
      const state = serf?.left.has(name) === true ? "left" : "failed";
      yield { id: this.ledger.table.idOf(name, nowMs), state };
    }
  }

  private rememberAnswer(nowMs: number, vantage: string, answer: Answer): void {
    const after = answer.cut(this.ledger.table.count);
    const before = this.vantages.lastOf(vantage);
    const self = memberAt(this.ledger, vantage, after.states);
    if (self !== undefined) this.vantages.isMember(vantage, self);
    const isReturned = this.mixes.returns.answered(vantage, before, after, nowMs, (id) =>
      this.vantages.namersOf(id),
    );
    // Who lists whom is evidence, and so is how long a claim lasts.
    if (isReturned || !this.mixes.claims.isEmpty || !isSameBytes(before.states, after.states))
      this.mixes.touch();
    this.vantages.answered(vantage, nowMs, after.states, after.incarnations);
    for (let id = 0; id < this.ledger.table.count; id += 1) {
      const held = this.ledger.state(id);
      const isForgotten = (held === "failed" || held === "left") && !this.vantages.isMentioned(id);
      if (isForgotten) this.change(nowMs, id, "reaped", this.ledger.incarnation(id), vantage, "");
    }
    this.publishVantages();
  }

  private dropAccusations(accused: MemberId): void {
    const accusations = this.ledger.get("accusations");
    const left = accusations.filter((open) => open.accused !== accused);
    if (left.length < accusations.length) this.ledger.set("accusations", left);
  }

  private publishVantages(): void {
    this.ledger.set("vantages", this.vantages.list());
    this.ledger.set("problems", [
      ...this.poolProblems,
      ...this.limit.problems(),
      ...this.vantages.problems(),
    ]);
  }

  private note(nowMs: number, kind: PoolEvent["kind"], id: MemberId, by: string, detail: string): void {
    const member = this.ledger.table.name(id);
    this.ledger.note({ atMs: nowMs, kind, member, by, incarnation: this.ledger.incarnation(id), detail });
  }
}

/** Serf's list of the left decides between failed and left, as it does in `serf members`. */
function readState(
  rows: PushPullColumns,
  row: number,
  name: string,
  serf: SerfState | undefined,
): MemberState {
  const state = rows.state(row);
  switch (state) {
    case "alive":
    case "suspect":
      return state;
    case "dead":
      return serf?.left.has(name) === true ? "left" : "failed";
    case "left":
      return serf === undefined || serf.left.has(name) ? "left" : "failed";
    default:
      return unreachable(state);
  }
}

/** By tag; in a WAN pool of Consul by the name, `node.datacenter`. */
function datacenterOf(name: string, tags: Tags, info: PoolInfo): string {
  const tag = tags.find(([key]) => key === "dc") ?? tags.find(([key]) => key === "datacenter");
  if (tag !== undefined) return tag[1];
  return info.plane === "wan" && name.includes(".") ? name.slice(name.lastIndexOf(".") + 1) : "";
}
