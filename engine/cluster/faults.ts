/** Faults that are in force: each begins, lasts for its time or until it is undone, and leaves nothing behind. */
import { unreachable } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { ActiveFault, Fault, FaultRequest, FaultTargets } from "../view/cluster.ts";
import { faultText } from "../view/faultText.ts";
import type { Disturbance } from "../simulator/network.ts";
import type { Agent } from "./agent.ts";
import type { Stage } from "./stage.ts";

/** What faults are done to; the cluster. */
export interface FaultGround {
  readonly stage: Stage;
  readonly agents: readonly Agent[];
  kill(agent: Agent): void;
  pause(agent: Agent, isPaused: boolean): void;
  leave(agent: Agent): void;
  restart(agent: Agent, key?: "cluster's" | "another"): void;
  addRogue(datacenter: string): Result<Agent, string>;
  noteFault(text: string): void;
}

type Undo = () => void;

interface Held {
  readonly row: ActiveFault;
  readonly undo: Undo;
  readonly forget: () => void;
}

const PROBLEM_PROBABILITY = "a probability is between 0 and 1";

export class Faults {
  private readonly held = new Map<number, Held>();
  private nextId = 1;

  constructor(private readonly ground: FaultGround) {}

  get active(): readonly ActiveFault[] {
    return [...this.held.values()].map(({ row }) => row);
  }

  inject({ fault, forMs }: FaultRequest): Result<ActiveFault, string> {
    if (forMs !== undefined && !(forMs > 0)) return fail("a fault lasts longer than 0 s");
    const undo = this.begin(fault);
    if (!undo.ok) return undo;
    const { stage } = this.ground;
    const id = this.nextId;
    this.nextId += 1;
    const sinceMs = stage.wallMs;
    const row = {
      ...{ id, text: faultText(fault), sinceMs },
      untilMs: forMs === undefined ? undefined : sinceMs + forMs,
    };
    const forget = forMs === undefined ? () => undefined : stage.after(forMs, () => void this.undo(id));
    this.held.set(id, { row, undo: undo.value, forget });
    this.ground.noteFault(row.text);
    return ok(row);
  }

  /** Ends one fault; false when there is none of that number. */
  undo(id: number): boolean {
    const held = this.held.get(id);
    if (held === undefined) return false;
    this.held.delete(id);
    held.forget();
    held.undo();
    this.ground.noteFault(`undone: ${held.row.text}`);
    return true;
  }

  undoAll(): number {
    const ids = [...this.held.keys()].reverse();
    for (const id of ids) this.undo(id);
    return ids.length;
  }

  /** Lets go of all timers without undoing anything: the cluster ends. */
  forget(): void {
    for (const { forget } of this.held.values()) forget();
    this.held.clear();
  }

  private begin(fault: Fault): Result<Undo, string> {
    switch (fault.kind) {
      case "kill":
      case "pause":
      case "leave":
      case "wrongKey":
      case "slow": {
        const agents = this.agentsOf(fault.targets);
        return agents.ok ? this.beginOn(fault, agents.value) : agents;
      }
      case "rogueJoin":
        return this.beginRogue(fault.targets);
      case "partition":
      case "loss":
      case "delay":
      case "duplicate":
      case "reorder":
        return this.beginBetween(fault);
      default:
        return unreachable(fault);
    }
  }

  private beginOn(
    fault: Extract<Fault, { kind: "kill" | "pause" | "leave" | "wrongKey" | "slow" }>,
    agents: readonly Agent[],
  ): Result<Undo, string> {
    const { ground } = this;
    switch (fault.kind) {
      case "kill":
        agents.forEach((agent) => ground.kill(agent));
        return ok(() => this.restartAll(agents));
      case "leave":
        agents.forEach((agent) => ground.leave(agent));
        return ok(() => this.restartAll(agents));
      case "wrongKey":
        agents.forEach((agent) => ground.restart(agent, "another"));
        return ok(() => this.restartAll(agents));
      case "pause":
        agents.forEach((agent) => ground.pause(agent, true));
        return ok(() => agents.forEach((agent) => ground.pause(agent, false)));
      case "slow":
        if (!(fault.stoppedMs > 0) || !(fault.runningMs > 0))
          return fail("a slow member is stopped and running for more than 0 ms");
        return ok(this.slow(agents, fault.stoppedMs, fault.runningMs));
      default:
        return unreachable(fault);
    }
  }

  private restartAll(agents: readonly Agent[]): void {
    for (const agent of agents) this.ground.restart(agent);
  }

  /** Stops and goes on in turn, as a member does that gets too little processor time. */
  private slow(agents: readonly Agent[], stoppedMs: number, runningMs: number): Undo {
    const { ground } = this;
    let forget: () => void = () => undefined;
    const turn = (isPaused: boolean): void => {
      agents.forEach((agent) => ground.pause(agent, isPaused));
      forget = ground.stage.after(isPaused ? stoppedMs : runningMs, () => turn(!isPaused));
    };
    turn(true);
    return () => {
      forget();
      agents.forEach((agent) => ground.pause(agent, false));
    };
  }

  private beginRogue(datacenters: FaultTargets): Result<Undo, string> {
    const rogues: Agent[] = [];
    for (const datacenter of datacenters) {
      const rogue = this.ground.addRogue(datacenter);
      if (!rogue.ok) return rogue;
      rogues.push(rogue.value);
    }
    return ok(() => rogues.forEach((rogue) => rogue.isThere && this.ground.leave(rogue)));
  }

  private beginBetween(
    fault: Extract<Fault, { kind: "partition" | "loss" | "delay" | "duplicate" | "reorder" }>,
  ): Result<Undo, string> {
    const [from, to] = [this.agentsOf(fault.from), this.agentsOf(fault.to)];
    if (!from.ok) return from;
    if (!to.ok) return to;
    if ("probability" in fault && !(fault.probability >= 0 && fault.probability <= 1))
      return fail(PROBLEM_PROBABILITY);
    const ways: (readonly [string[], string[]])[] = [[namesOf(from.value), namesOf(to.value)]];
    if (!fault.isOneWay) ways.push([namesOf(to.value), namesOf(from.value)]);
    const { network } = this.ground.stage;
    const undos = ways.map(([one, other]) =>
      fault.kind === "partition"
        ? network.cut(
            one,
            other.filter((name) => !one.includes(name)),
          )
        : network.disturb(one, other, disturbanceOf(fault)),
    );
    return ok(() => undos.forEach((undo) => undo()));
  }

  private agentsOf(targets: FaultTargets): Result<Agent[], string> {
    const { agents } = this.ground;
    const found = new Set<Agent>();
    for (const target of targets) {
      const meant = agents.filter(
        ({ name, plan }) => target === "all" || name === target || plan.datacenter === target,
      );
      if (meant.length === 0) return fail(`there is no member or datacenter ${target}`);
      meant.forEach((agent) => found.add(agent));
    }
    return found.size === 0 ? fail("name a member, a datacenter, or all") : ok([...found]);
  }
}

function disturbanceOf(
  fault: Extract<Fault, { kind: "loss" | "delay" | "duplicate" | "reorder" }>,
): Disturbance {
  switch (fault.kind) {
    case "loss":
      return { loss: fault.probability };
    case "delay":
      return { delayMs: fault.delayMs, jitterMs: fault.jitterMs };
    case "duplicate":
      return { duplicate: fault.probability };
    case "reorder":
      return { reorder: fault.probability, reorderMs: fault.byMs };
    default:
      return unreachable(fault);
  }
}

function namesOf(agents: readonly Agent[]): string[] {
  return agents.map(({ name }) => name);
}
