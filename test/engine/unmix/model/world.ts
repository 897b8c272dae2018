/**
 * Two mixed pools as small as they can be and still go wrong: who runs, whose rules are in place, what each agent's
 * list says, and what Raft each server believes in. Chance decides how long things take; real agents decide which
 * transitions there are, see `TRANSITIONS`.
 */
import type { SeededRandom } from "../../../../engine/base/random.ts";
import type { SideKey } from "../../../../engine/firewall/sides.ts";
import type { MemberState } from "../../../../engine/view/view.ts";

/** What may happen in the world, and the scenario of real agents that shows it, in test/netns. */
export const TRANSITIONS = {
  "a member that is cut off, or stopped, becomes failed on each agent in its own time": "P1",
  "failed agents are tried again; the attempt retries for 10 s, and wins when the way is open": "P6",
  "rules that are gone let a failed member come back alive on both sides": "P1",
  "a drop on one agent only, or none, leaves the way open": "P4",
  "a force-leave too early reaches some agents only": "P5",
  "a force-leave from an agent with an own member leaving is not broadcast": "P8",
  "an agent that starts again tries whom its snapshot names": "P7",
  "a name on both sides hits whichever member is known": "P9",
  "a force-leave of a server on the leader's side takes it out of Raft": "R2",
  "with gossip cut alone, Raft goes on over the RPC port": "R2",
  "a cut of the RPC port while foreign voters are in Raft takes the quorum": "R3",
  "peers.json gives a site its own Raft": "R1",
} as const;

const STATES = ["unknown", "alive", "suspect", "failed", "leaving", "left"] as const;
const ALIVE = 1;
const FAILED = 3;
const LEAVING = 4;
const LEFT = 5;
const ABSENT = 0;

export type Cut = "none" | "gossip" | "gossipAndRpc";

export interface Agent {
  readonly id: number;
  readonly side: SideKey;
  isRunning: boolean;
  /** Somebody looked while it was stopped. Whoever restarts an agent unseen breaks what the step Freeze asks for. */
  isMissed: boolean;
  /** Rules of its host. */
  cut: Cut;
  /** State code by member. */
  readonly list: number[];
  /** Since when a member that can't be heard is silent here, ms; by member. */
  readonly silentSinceMs: number[];
  /** Voters that it believes in, as bits. */
  voters: number;
  /** An attempt to reconnect retries until then, by member. */
  readonly attemptUntilMs: number[];
}

export class World {
  nowMs = 1_000_000;
  readonly agents: Agent[];
  /** The last time that any agent had a foreign member that is not out, ms. */
  lastForeignMs = 0;
  /** Somebody restarted, or rules went by themselves, since the last reading of all. */
  faultsSinceReading = 0;

  constructor(
    private readonly random: SeededRandom,
    private readonly sizes: Readonly<Record<SideKey, number>>,
    private readonly raft: "none" | "apart" | "merged",
  ) {
    const count = sizes.a + sizes.b;
    this.agents = Array.from({ length: count }, (_, id) => {
      const side = id < sizes.a ? "a" : "b";
      return {
        id,
        side,
        isRunning: true,
        isMissed: false,
        cut: "none" as const,
        list: Array.from({ length: count }, () => ALIVE),
        silentSinceMs: Array.from({ length: count }, () => -1),
        voters: raft === "merged" ? this.mask("a") | this.mask("b") : raft === "apart" ? this.mask(side) : 0,
        attemptUntilMs: Array.from({ length: count }, () => 0),
      };
    });
  }

  mask(side: SideKey): number {
    const all = (1 << (this.sizes.a + this.sizes.b)) - 1;
    const a = (1 << this.sizes.a) - 1;
    return side === "a" ? a : all & ~a;
  }

  of(side: SideKey): Agent[] {
    return this.agents.filter((agent) => agent.side === side);
  }

  stateOn(agent: Agent, member: number): MemberState | undefined {
    const code = agent.list[member] ?? 0;
    return code === ABSENT ? undefined : STATES[code];
  }

  /** Both ways: a cut on either host closes it for gossip. */
  hears(one: Agent, other: Agent): boolean {
    if (!one.isRunning || !other.isRunning) return false;
    return one.side === other.side || (one.cut === "none" && other.cut === "none");
  }

  hasRpc(one: Agent, other: Agent): boolean {
    if (!one.isRunning || !other.isRunning) return false;
    return one.side === other.side || (one.cut !== "gossipAndRpc" && other.cut !== "gossipAndRpc");
  }

  /** Whether somebody of the side can be elected, or stay elected. */
  hasQuorum(side: SideKey): boolean {
    return this.raft !== "none" && this.of(side).some((server) => this.isElectable(server));
  }

  /** The lowest electable server that hears this one: all agree, as terms make them. */
  leaderFor(server: Agent): number | undefined {
    return this.agents.find(
      (other) =>
        (server.voters & (1 << other.id)) !== 0 && this.hasRpc(server, other) && this.isElectable(other),
    )?.id;
  }

  private isElectable(server: Agent): boolean {
    if (!server.isRunning || (server.voters & (1 << server.id)) === 0) return false;
    const voters = this.agents.filter(({ id }) => (server.voters & (1 << id)) !== 0);
    return voters.filter((other) => this.hasRpc(server, other)).length > voters.length / 2;
  }

  /** Time passes; whoever is not heard fails after a while, and whoever failed is tried again. */
  pass(ms: number): void {
    this.nowMs += ms;
    for (const agent of this.agents) {
      if (!agent.isRunning) continue;
      for (const other of this.agents) {
        if (other === agent) continue;
        this.probe(agent, other);
      }
    }
    this.noteForeign();
  }

  private probe(agent: Agent, other: Agent): void {
    const state = agent.list[other.id];
    if (this.hears(agent, other)) {
      agent.silentSinceMs[other.id] = -1;
      // Who is failed here or there, and no longer kept apart, is reconnected; who left is not.
      if (state === FAILED && other.list[agent.id] !== undefined) this.meet(agent, other);
      return;
    }
    if (state === ALIVE) {
      const since = agent.silentSinceMs[other.id] ?? -1;
      if (since < 0) agent.silentSinceMs[other.id] = this.nowMs;
      // Between the shortest and the longest suspicion.
      else if (this.nowMs - since > 5_000 && this.random.below(3) > 0) agent.list[other.id] = FAILED;
    }
    if (agent.list[other.id] === FAILED && this.random.below(2) === 0)
      agent.attemptUntilMs[other.id] = this.nowMs + 10_000;
  }

  /** An open way and somebody who tries: the two sides are one pool again, on every agent that hears. */
  private meet(agent: Agent, other: Agent): void {
    for (const each of this.agents) {
      if (!each.isRunning) continue;
      if (each.side === agent.side && this.hears(each, other)) each.list[other.id] = ALIVE;
      if (each.side === other.side && this.hears(each, agent)) each.list[agent.id] = ALIVE;
    }
  }

  /** Attempts that are under way win as soon as the way is open. */
  opened(): void {
    for (const agent of this.agents) {
      for (const other of this.agents) {
        if ((agent.attemptUntilMs[other.id] ?? 0) > this.nowMs && this.hears(agent, other))
          this.meet(agent, other);
      }
    }
  }

  stop(agent: Agent): void {
    agent.isRunning = false;
    this.faultsSinceReading += 1;
  }

  /** It rejoins whom its snapshot names; where the way is closed, nothing comes of it. */
  start(agent: Agent): void {
    agent.isRunning = true;
    this.faultsSinceReading += 1;
    for (const other of this.agents) {
      if (other === agent) continue;
      agent.list[other.id] = other.side === agent.side && this.hears(agent, other) ? ALIVE : ABSENT;
      if (other.side === agent.side) {
        if (other.isRunning) other.list[agent.id] = ALIVE;
      } else if (this.hears(agent, other)) this.meet(agent, other);
      agent.attemptUntilMs[other.id] = other.side === agent.side ? 0 : this.nowMs + 10_000;
    }
    this.noteForeign();
  }

  /** Its rules go: a reboot, or a rollback timer that nobody confirmed. */
  loseRules(agent: Agent): void {
    if (agent.cut === "none") return;
    agent.cut = "none";
    this.faultsSinceReading += 1;
    this.opened();
  }

  /** Its join announcement was not repeated after an explicit join. */
  getStuck(agent: Agent): void {
    for (const other of this.of(agent.side))
      if (other !== agent && other.isRunning) other.list[agent.id] = LEAVING;
    this.faultsSinceReading += 1;
  }

  repeatJoin(side: SideKey): void {
    for (const agent of this.of(side))
      for (const other of this.of(side))
        if (agent.list[other.id] === LEAVING && other.isRunning) agent.list[other.id] = ALIVE;
  }

  /** What the script does on one agent: looks, and forces out only who is failed there (or, to prune, left). */
  forceLeave(on: Agent, members: readonly number[], prune: boolean): void {
    if (!on.isRunning) return;
    const own = this.of(on.side);
    const isHeard = own.every((other) => on.list[other.id] !== LEAVING);
    for (const member of members) {
      if (on.list[member] !== (prune ? LEFT : FAILED)) continue;
      const now = prune ? ABSENT : LEFT;
      on.list[member] = now;
      on.attemptUntilMs[member] = Math.min(on.attemptUntilMs[member] ?? 0, this.nowMs + 10_000);
      // A broadcast may be spent on the dead.
      if (isHeard)
        for (const other of own)
          if (other.isRunning && other.list[member] !== ALIVE && this.random.below(4) > 0)
            other.list[member] = now;
      this.leaveRaft(on, member);
    }
    this.noteForeign();
  }

  /** The leader of the side takes a server that left out of Raft, and tells all that stay. */
  private leaveRaft(on: Agent, member: number): void {
    const leader = this.of(on.side).find((server) => this.leaderFor(on) === server.id);
    if (leader === undefined || (leader.voters & (1 << member)) === 0) return;
    const voters = leader.voters & ~(1 << member);
    for (const server of this.agents)
      if ((voters & (1 << server.id)) !== 0 && this.hasRpc(leader, server)) server.voters = voters;
  }

  recover(side: SideKey): void {
    for (const server of this.of(side)) if (server.isRunning) server.voters = this.mask(side);
  }

  /** Whether any agent of the side that has not the member as its own still hears it. */
  isLive(member: number): boolean {
    const side = this.agents[member]?.side;
    return this.agents.some(
      (agent) => agent.isRunning && agent.side !== side && agent.list[member] === ALIVE,
    );
  }

  hasAttempts(): boolean {
    return this.agents.some(
      (agent) => agent.isRunning && agent.attemptUntilMs.some((until) => until > this.nowMs),
    );
  }

  private noteForeign(): void {
    const isMixed = this.agents.some(
      (agent) =>
        agent.isRunning &&
        this.agents.some(
          ({ id, side }) => side !== agent.side && agent.list[id] !== ABSENT && agent.list[id] !== LEFT,
        ),
    );
    if (isMixed) this.lastForeignMs = this.nowMs;
  }
}
