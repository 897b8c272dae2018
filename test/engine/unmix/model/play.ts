/** One random order of steps and faults: a person does some of what the board allows, and the world does what it wants. */
import { SeededRandom } from "../../../../engine/base/random.ts";
import type { SideKey } from "../../../../engine/firewall/sides.ts";
import type { CaseMember, RunbookCase } from "../../../../engine/unmix/case.ts";
import { openJournal, type Journal } from "../../../../engine/unmix/journal.ts";
import type { IsolationRow, Observation } from "../../../../engine/unmix/observation.ts";
import { boardOf, isolated, observe, offer, resume, say } from "../../../../engine/unmix/runbook.ts";
import type { Action } from "../../../../engine/unmix/step.ts";
import { HOLD_MS } from "../../../../engine/unmix/windows.ts";
import { World } from "./world.ts";

export interface Outcome {
  /** What must never be, with what led to it; undefined: all well. */
  readonly offence: string | undefined;
  readonly isFinished: boolean;
  /** Kinds of actions that were done, and faults. */
  readonly done: ReadonlySet<string>;
}

const NOTHING: Observation = { atMs: 0, lists: [], raft: [], newcomers: [], returns: [] };

export class Play {
  private readonly random: SeededRandom;
  private readonly world: World;
  private journal: Journal;
  private seen: Observation = NOTHING;
  private readonly done = new Set<string>();
  private offence: string | undefined;

  constructor(
    seed: number,
    private readonly kind: "P" | "R",
  ) {
    this.random = new SeededRandom(seed);
    const sizes =
      kind === "R" ? { a: 3, b: 3 } : { a: 1 + this.random.below(3), b: 1 + this.random.below(3) };
    const raft = kind === "R" ? "merged" : this.random.below(2) === 0 ? "apart" : "none";
    this.world = new World(this.random, sizes, raft);
    this.journal = openJournal(caseOf(this.world, kind, raft), this.world.nowMs);
  }

  run(turns: number): Outcome {
    for (let turn = 0; turn < turns && this.offence === undefined; turn += 1) {
      this.turn();
      if (boardOf(this.journal, this.seen, this.world.nowMs).current === undefined) {
        return { offence: this.offence, isFinished: true, done: this.done };
      }
    }
    return { offence: this.offence, isFinished: false, done: this.done };
  }

  private turn(): void {
    const dice = this.random.below(100);
    if (dice < 42) this.read();
    else if (dice < 72) this.act();
    else if (dice < 80) this.speak();
    else if (dice < 86) this.world.pass(1_000 * (1 + this.random.below(45)));
    else if (dice < 92) this.verify();
    else if (dice < 94) this.restart();
    else this.fault(dice);
  }

  /** Most often everybody; sometimes some, and sometimes what was read before comes late. */
  private read(): void {
    const { world } = this;
    world.pass(1_000 * (1 + this.random.below(12)));
    const isWhole = this.random.below(4) > 0;
    const asked = world.agents.filter(
      ({ isRunning }) => isRunning && (isWhole || this.random.below(2) === 0),
    );
    const atMs = world.nowMs;
    this.seen = {
      ...NOTHING,
      atMs,
      lists: asked.map((agent) => {
        const states = agent.list.map((_, id) => world.stateOn(agent, id));
        return { agent: agent.id, atMs, stateOf: (id: number) => states[id] };
      }),
      raft: asked
        .filter(({ voters }) => voters !== 0)
        .map((agent) => {
          const leader = world.leaderFor(agent);
          const peers = world.agents
            .filter(({ id }) => (agent.voters & (1 << id)) !== 0)
            .map(({ id }) => ({ id, raftId: `id-${id}`, voter: true, leader: leader === id }));
          return { server: agent.id, atMs, peers };
        }),
    };
    if (isWhole) {
      world.faultsSinceReading = 0;
      for (const agent of world.agents) agent.isMissed = !agent.isRunning;
    }
    // It may come late.
    if (this.random.below(8) === 0) world.pass(1_000 * this.random.below(40));
    this.journal = observe(this.journal, this.seen, world.nowMs);
  }

  private act(): void {
    const { actions } = boardOf(this.journal, this.seen, this.world.nowMs);
    const action = actions[this.random.below(Math.max(1, actions.length))];
    if (action === undefined) return this.speak();
    this.journal = offer(this.journal, this.seen, action, this.world.nowMs);
    // Shown is not run; and what was shown before is not kept to be run later.
    if (this.random.below(8) === 0) return;
    this.done.add(action.kind === "forceLeave" && action.prune ? "prune" : action.kind);
    const before = { a: this.world.hasQuorum("a"), b: this.world.hasQuorum("b") };
    this.perform(action);
    for (const side of ["a", "b"] as const) {
      const mustKeep = this.kind === "P" || side === this.journal.survivor;
      if (mustKeep && before[side] && !this.world.hasQuorum(side))
        this.fail(`${action.kind} lost the quorum of ${side}`);
    }
  }

  private perform(action: Action): void {
    const { world } = this;
    switch (action.kind) {
      case "cut":
        for (const agent of world.agents) if (this.random.below(24) > 0) agent.cut = action.ports;
        return;
      case "forceLeave":
        return this.forceLeave(action.on, action.members, action.prune);
      case "recoverPeers":
        return world.recover(action.on);
      case "lift":
        this.judgeLift();
        for (const agent of world.agents) agent.cut = "none";
        return world.opened();
      case "rollBack":
        for (const agent of world.agents) agent.cut = "none";
        return world.opened();
      case "rejoin":
        return world.repeatJoin("a");
      default:
        return;
    }
  }

  private forceLeave(on: SideKey, members: readonly number[], prune: boolean): void {
    const { world } = this;
    const own = members.find((id) => world.agents[id]?.side === on);
    if (own !== undefined) this.fail(`an own member, ${own}, was to be forced out of ${on}`);
    const agents = world.of(on).filter(({ isRunning }) => isRunning);
    const agent = agents[this.random.below(Math.max(1, agents.length))];
    if (agent === undefined) return;
    const victims = prune ? members.filter((id) => world.isLive(id) && agent.list[id] === 5) : [];
    if (victims.length > 0 && world.faultsSinceReading === 0)
      this.fail(`a live member, ${victims.join()}, was pruned`);
    world.forceLeave(agent, members, prune);
  }

  /** Nothing may be on its way, unless a fault came after the last reading. */
  private judgeLift(): void {
    const { world, journal } = this;
    if (world.faultsSinceReading > 0) return;
    if (world.nowMs - (journal.leftAtMs ?? world.nowMs) < HOLD_MS) this.fail("lifted before 20 s");
    if (world.nowMs - world.lastForeignMs < HOLD_MS)
      this.fail(`lifted ${world.nowMs - world.lastForeignMs} ms after a foreign member was still known`);
    if (world.hasAttempts()) this.fail("lifted while somebody reconnects");
  }

  /** A person says what the step waits for, in earnest or by mistake. */
  private speak(): void {
    const { current } = boardOf(this.journal, this.seen, this.world.nowMs);
    if (current === undefined) return;
    const what = current.id === "lift" && this.random.below(4) === 0 ? "kept" : "done";
    this.journal = say(this.journal, { step: current.id, what }, this.world.nowMs);
  }

  private verify(): void {
    const { world } = this;
    const rows = world.of("a").flatMap((helper) =>
      world.of("b").map((target): IsolationRow => {
        const isKnown = helper.isRunning && target.isRunning;
        const verdict = !isKnown ? "unknown" : world.hears(helper, target) ? "open" : "blocked";
        return { helper: helper.id, target: target.id, verdict, reason: "" };
      }),
    );
    world.nowMs += 1_000;
    this.journal = isolated(this.journal, rows, true, world.nowMs);
  }

  /** The journal is all that stays. */
  private restart(): void {
    this.journal = resume(JSON.parse(JSON.stringify(this.journal)) as Journal, this.world.nowMs);
    this.seen = NOTHING;
    this.done.add("restart");
  }

  private fault(dice: number): void {
    const { world } = this;
    const agent = world.agents[this.random.below(world.agents.length)];
    if (agent === undefined) return;
    // One fault at most between a reading and what is done by it: that much the runbook withstands.
    if (world.faultsSinceReading > 0) return;
    if (dice < 97) {
      if (agent.isRunning) world.stop(agent);
      else if (agent.isMissed) world.start(agent);
      else return;
      this.done.add("stopped or started");
    } else if (dice < 98) {
      world.loseRules(agent);
      this.done.add("rules lost");
    } else if (dice < 99) {
      world.getStuck(agent);
      this.done.add("stuck");
    } else {
      for (const each of world.agents) if (!each.isRunning && each.isMissed) world.start(each);
      world.repeatJoin("a");
      world.repeatJoin("b");
    }
  }

  private fail(what: string): void {
    const record = this.journal.log.slice(-12).map(({ atMs, text }) => `${atMs} ${text}`);
    this.offence ??= [what, ...record].join("\n");
  }
}

function caseOf(world: World, kind: "P" | "R", raft: "none" | "apart" | "merged"): RunbookCase {
  return {
    id: "model",
    kind,
    certainty: "certain",
    pool: "model",
    poolKind: raft === "none" ? "serf" : "consul",
    plane: "lan",
    names: { a: "A", b: "B" },
    members: world.agents.map(({ id, side }): CaseMember => {
      const ports = { port: 8301, wanPort: 8302, rpcPort: 8300 };
      const name = `${side}${id}`;
      const ip = `10.0.0.${id + 1}`;
      return {
        id,
        side,
        name,
        ip,
        ...ports,
        datacenter: "dc1",
        isServer: raft !== "none",
        state: "alive",
        build: "1.8.7",
      };
    }),
    dialect: "nftables",
    findings: [],
    openedAtMs: world.nowMs,
  };
}
