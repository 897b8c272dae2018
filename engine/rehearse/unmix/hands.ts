/** Hands for what the runbook asks people to do: each action is done to the rehearsed pool as its commands would. */
import { unreachable } from "../../base/assert.ts";
import type { SideKey } from "../../firewall/sides.ts";
import { mingled } from "../../firewall/refusal.ts";
import { caseFleet, caseSplit, type CaseMember } from "../../unmix/case.ts";
import { planIsolation, type Round } from "../../unmix/isolation.ts";
import type { IsolationRow, Observation } from "../../unmix/observation.ts";
import { ruleSetOf, type CutPorts } from "../../unmix/ruleSet.ts";
import type { Action } from "../../unmix/step.ts";
import type { Company } from "./company.ts";
import { Rafts } from "./rafts.ts";
import { Troupe } from "./troupe.ts";

/** What one `force-leave` takes on an agent, ms: measured 200 to 400 with serf, 1,000 to 1,500 with consul. */
const LEAVE_MS = { serf: 300, consul: 1_200 } as const;
/** A restart by hand. */
const RESTART_MS = 5_000;
const RETRY_EVERY_MS = 30_000;

export class Hands {
  readonly troupe: Troupe;
  private readonly rafts: Rafts;
  /** Kind M: names that stand for a server a second time. */
  private readonly doubles: ReadonlySet<number>;
  private isCleaned = false;

  constructor(
    private readonly company: Company,
    seed: number,
  ) {
    const { case: own, addresses } = company;
    this.troupe = new Troupe(own, seed, addresses);
    this.doubles = new Set(mingled(caseFleet(own))?.members.map(({ id }) => id) ?? []);
    const servers = own.members.filter(({ isServer, id }) => isServer && !this.doubles.has(id));
    this.rafts = new Rafts(
      own.poolKind === "consul" ? servers : [],
      own.kind === "R" || own.kind === "M",
      this.troupe,
    );
  }

  get members(): readonly CaseMember[] {
    return this.company.case.members;
  }

  /** Lets time pass, and what follows from the lists happen. */
  pass(ms: number): void {
    this.troupe.run(ms);
    this.rafts.look();
  }

  /** What every agent that runs would answer now. */
  read(atMs: number): Observation {
    const read = this.members.filter(
      ({ id, side }) =>
        side !== "apart" && this.troupe.isRunning(id) && !(this.isCleaned && this.doubles.has(id)),
    );
    return {
      atMs,
      lists: read.map(({ id: agent }) => {
        const states = this.members.map(({ id }) => this.troupe.stateOn(agent, id));
        return { agent, atMs, stateOf: (id: number) => states[id] };
      }),
      raft: this.rafts.readings(atMs),
      newcomers: [],
      returns: [],
    };
  }

  do(action: Action): void {
    switch (action.kind) {
      case "cut":
        return this.cut(action.ports);
      case "lift":
      case "rollBack":
        return this.lift();
      case "forceLeave":
        return this.forceLeave(action.on, action.members);
      case "rejoin":
        return this.rejoin(action.members);
      case "recoverPeers":
        return this.recover(action.on);
      case "stopAll":
        for (const { id } of this.members)
          if (!this.company.whatIf.forgotten.includes(id)) this.troupe.stop(id);
        return;
      case "clean":
        for (const { id } of this.members) if (!this.troupe.isRunning(id)) this.troupe.clean(id);
        this.isCleaned = true;
        return;
      case "startServers":
        return this.startThose((member) => member.isServer);
      case "startClients":
        return this.startThose((member) => !member.isServer);
      case "forgetWan":
        // Only the pool of the case is copied: of a LAN pool's servers, their WAN pool is no part of the play.
        return this.company.case.plane === "wan" ? this.rollingRestart() : undefined;
      case "saveSnapshots":
      case "restoreSnapshot":
        // State of the key-value store is no part of the play.
        return;
      default:
        return unreachable(action);
    }
  }

  /** Writes the rules of the case to every host, but where somebody does otherwise. Says why there are none. */
  cut(ports: CutPorts): void {
    const { case: own, whatIf } = this.company;
    const set = ruleSetOf(own, ports);
    if (!set.ok) return;
    const { policy } = set.value;
    for (const { id, side } of this.members) {
      const isOn = side !== "apart" && (whatIf.onlySide === undefined || whatIf.onlySide === side);
      if (isOn && !whatIf.forgotten.includes(id))
        this.troupe.network.apply(id, { policy, protocols: whatIf.protocols });
    }
  }

  lift(): void {
    this.troupe.network.lift();
    for (const id of this.company.whatIf.returners) this.troupe.start(id);
  }

  /** As the script does: on one agent of the side that has an own member alive and still lists one of them. */
  forceLeave(on: SideKey, members: readonly number[]): void {
    const own = this.members.filter(({ side, id }) => side === on && this.troupe.isRunning(id));
    const wants = (agent: number): number[] =>
      members.filter((id) => {
        const state = this.troupe.stateOn(agent, id);
        return state !== undefined && state !== "left";
      });
    const hasFriend = (agent: number): boolean =>
      own.length === 1 || own.some(({ id }) => id !== agent && this.troupe.stateOn(agent, id) === "alive");
    const agent = own.find(({ id }) => hasFriend(id) && wants(id).length > 0);
    if (agent === undefined) return;
    const eachMs = this.company.case.poolKind === "consul" ? LEAVE_MS.consul : LEAVE_MS.serf;
    for (const id of wants(agent.id)) {
      this.troupe.forceLeave(agent.id, this.members[id]?.name ?? "");
      this.pass(eachMs);
    }
  }

  /** Restarts the servers of each side one after the other, each without what it remembered of the WAN pool. */
  private rollingRestart(): void {
    for (const { id, side } of this.members) {
      if (side === "apart" || !this.troupe.isRunning(id)) continue;
      this.troupe.stop(id);
      this.troupe.clean(id);
      this.pass(RESTART_MS);
      this.troupe.start(id);
      const friend = this.members.find(
        (other) => other.side === side && other.id !== id && this.troupe.isRunning(other.id),
      );
      if (friend !== undefined) this.troupe.join(id, friend.id);
      this.pass(RESTART_MS);
    }
  }

  /** Begins the retry loops; each ends with its first success after the cut, as an agent's does. */
  loop(from: number, to: number, isOver: () => boolean): void {
    const { world } = this.troupe;
    world.at(world.now + RETRY_EVERY_MS, () => {
      if (isOver()) return;
      this.troupe.join(from, to);
      this.loop(from, to, isOver);
    });
  }

  /** On how many hosts a rule set is now, and what it drops there. */
  get cutText(): string {
    const { forgotten, onlySide, protocols } = this.company.whatIf;
    const hosts = this.members.filter(({ side }) => side !== "apart");
    const ruled = hosts.filter(
      ({ id, side }) => !forgotten.includes(id) && (onlySide === undefined || onlySide === side),
    );
    return `The rules are on ${ruled.length} of ${hosts.length} hosts and drop ${protocols.join(" and ")}.`;
  }

  /** What the members themselves would say of pairs, as a verification plans them. */
  verify(): IsolationRow[] {
    return planIsolation(caseSplit(this.company.case)).rounds.map((round) => {
      const verdict = this.judge(round);
      return {
        helper: round.helper.id,
        target: round.target.id,
        verdict,
        reason: verdict === "unknown" ? "not everybody who is needed runs" : "",
      };
    });
  }

  private judge({ helper, target, helperFriend, targetFriend }: Round): IsolationRow["verdict"] {
    const { network } = this.troupe;
    const needed = [helper, target, helperFriend, targetFriend];
    if (needed.some((member) => member === undefined || !this.troupe.isRunning(member.id))) return "unknown";
    const isOpen = network.passes(helper.id, target.id, "udp") && network.passes(target.id, helper.id, "udp");
    return isOpen ? "open" : "blocked";
  }

  private rejoin(members: readonly number[]): void {
    for (const id of members) {
      const { side } = this.members[id] ?? {};
      const friend = this.members.find((other) => other.side === side && other.id !== id);
      if (friend !== undefined) this.troupe.join(id, friend.id);
    }
  }

  private recover(side: SideKey): void {
    const servers = this.members.filter((member) => member.side === side && member.isServer);
    for (const { id } of servers) this.troupe.stop(id);
    this.pass(RESTART_MS);
    this.rafts.recover(side);
    for (const { id } of servers) this.troupe.start(id);
  }

  /** LAN names join by the LAN port, WAN names by the WAN port: two pools again. */
  private startThose(wanted: (member: CaseMember) => boolean): void {
    const started = this.members.filter((member) => wanted(member) && !this.troupe.isRunning(member.id));
    for (const { id } of started) this.troupe.start(id);
    for (const isDouble of [false, true]) {
      const pool = this.members.filter(({ id }) => this.doubles.has(id) === isDouble);
      const first = pool.find(({ id }) => this.troupe.isRunning(id));
      if (first === undefined) continue;
      this.troupe.gather([
        first.id,
        ...started.filter((member) => pool.includes(member) && member !== first).map(({ id }) => id),
      ]);
    }
  }
}
