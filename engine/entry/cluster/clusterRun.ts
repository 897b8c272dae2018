/** A cluster that runs: on sockets or in virtual time, told what to do by the command line or by the editor. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unreachable } from "../../base/assert.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { Secret } from "../../base/secret.ts";
import type { Cluster } from "../../cluster/cluster.ts";
import { startLocalCluster } from "../../cluster/localCluster.ts";
import { Pacer } from "../../cluster/pacer.ts";
import { verdictText } from "../../cluster/scenarios/play.ts";
import type { ClusterScenario } from "../../cluster/scenarios/scenario.ts";
import { Scene } from "../../cluster/scenarios/scene.ts";
import { simulateCluster } from "../../cluster/simulatedCluster.ts";
import {
  attachCommands,
  keyFileText,
  placingNotes,
  statusOf,
  type AttachCommand,
} from "../../cluster/status.ts";
import { agreement, isGoneKnown, isSomebodySuspect } from "../../cluster/conditions.ts";
import type {
  ClusterAnswer,
  ClusterCommand,
  ClusterSpec,
  ClusterStatus,
  ScenarioStatus,
} from "../../view/cluster.ts";

/** memberlist's protocol period on a LAN, ms: what one step plays. */
const PERIOD_MS = 1_000;
/** Longest that `runUntil` goes on, virtual ms. */
const RUN_MS_MAX = 3_600_000;
const ONLY_SIMULATED = "that is for clusters in virtual time; this one runs on sockets";

interface Engine {
  readonly cluster: Cluster;
  readonly pacer: Pacer | undefined;
  readonly key: Secret | undefined;
  readonly notes: readonly string[];
  end(): void;
}

export class ClusterRun {
  private state: ClusterStatus["state"] = "running";
  private scenario: ScenarioStatus | undefined;
  private keyFolder: string | undefined;
  private listener: () => void = () => undefined;

  private constructor(private readonly engine: Engine) {}

  static async start(spec: ClusterSpec): Promise<Result<ClusterRun, string>> {
    const engine = spec.runs === "sockets" ? await onSockets(spec) : inVirtualTime(spec);
    return engine.ok ? ok(new ClusterRun(engine.value)) : engine;
  }

  get cluster(): Cluster {
    return this.engine.cluster;
  }

  get status(): ClusterStatus {
    const { pacer, notes, cluster } = this.engine;
    const { state, scenario } = this;
    return statusOf(cluster, { state, speed: pacer?.speed ?? 1, scenario, notes });
  }

  /** Hears when something of the status that members do not tell has changed. */
  onChange(listener: () => void): void {
    this.listener = listener;
  }

  async obey(command: ClusterCommand): Promise<ClusterAnswer> {
    const done = await this.carryOut(command);
    this.listener();
    return done.ok
      ? { isDone: true, text: done.value, status: this.status }
      : { isDone: false, text: done.error };
  }

  /** Plays a guided scenario at the pace of the cluster; its cluster must be the scenario's. */
  async play(scenario: ClusterScenario): Promise<void> {
    const scene = new Scene(this.cluster);
    const { id, title, steps } = scenario;
    const tell = (isOver: boolean): void => {
      const verdict = isOver ? { isPassed: !scene.hasFailed, words: verdictText(scene) } : undefined;
      this.scenario = { id, title, step: scene.step, steps, words: scene.words, verdict };
      this.listener();
    };
    const play = scenario.play(scene);
    for (let wait = play.next(); wait.done !== true; wait = play.next()) {
      tell(false);
      await this.engine.pacer?.watchUntil(wait.value.isSo, wait.value.maxMs);
      if (this.state === "stopped") return;
    }
    tell(true);
  }

  stop(): void {
    if (this.state === "stopped") return;
    this.state = "stopped";
    this.engine.pacer?.stop();
    this.engine.end();
    if (this.keyFolder !== undefined) rmSync(this.keyFolder, { recursive: true, force: true });
  }

  private carryOut(command: ClusterCommand): Result<string, string> | Promise<Result<string, string>> {
    const { cluster } = this;
    switch (command.kind) {
      case "status":
        return ok("");
      case "fault": {
        const active = cluster.inject(command.request);
        return active.ok ? ok(`${active.value.id}: ${active.value.text}`) : active;
      }
      case "undo":
        return cluster.faults.undo(command.id) ? ok("undone") : fail(`there is no fault ${command.id}`);
      case "clearFaults":
        return ok(`${cluster.faults.undoAll()} undone`);
      case "table":
        return this.table(command.agent);
      case "join":
        return this.join(command.agent, command.through);
      case "attachAgent":
        return this.attach(command.datacenter);
      case "stop":
        this.stop();
        return ok("stopped");
      case "pause":
      case "step":
      case "speed":
      case "runUntil":
      case "cancel":
        return this.pace(command);
      default:
        return unreachable(command);
    }
  }

  private async pace(
    command: Extract<ClusterCommand, { kind: "pause" | "step" | "speed" | "runUntil" | "cancel" }>,
  ): Promise<Result<string, string>> {
    const { pacer, cluster } = this.engine;
    if (pacer === undefined) return fail(ONLY_SIMULATED);
    switch (command.kind) {
      case "pause":
        pacer.isPaused = command.isPaused;
        this.state = command.isPaused ? "paused" : "running";
        return ok(this.state);
      case "step":
        pacer.step(PERIOD_MS);
        return ok(`played ${PERIOD_MS} ms`);
      case "speed":
        pacer.setSpeed(command.speed);
        return ok(`${pacer.speed}×`);
      case "cancel":
        pacer.cancel();
        return ok("cancelled");
      case "runUntil": {
        const isSo = CONDITIONS[command.what];
        const isReached = await pacer.runUntil(() => isSo(cluster), RUN_MS_MAX);
        return isReached ? ok(`it is so: ${command.what}`) : fail(`it did not come to be: ${command.what}`);
      }
      default:
        return unreachable(command);
    }
  }

  private join(name: string, through: string): Result<string, string> {
    const [agent, other] = [this.cluster.agent(name), this.cluster.agent(through)];
    if (agent === undefined || other === undefined)
      return fail(`there is no member ${agent === undefined ? name : through}`);
    this.cluster.joinThrough(agent, other);
    this.cluster.noteFault(`${name} joins through ${through}`);
    return ok(`${name} joins through ${through}`);
  }

  private table(name: string): Result<string, string> {
    const node = this.cluster.agent(name)?.nodes.get("lan")?.node;
    if (node === undefined) return fail(`there is no running member ${name}`);
    const rows = [...node.members.all()].map((member) => `${member.name}  ${member.status}`);
    return ok(rows.sort().join("\n"));
  }

  /** The key goes into a file that only this user can read, and that goes with the cluster. */
  private attach(datacenter: string): Result<string, string> {
    if (this.engine.pacer !== undefined) return fail("real agents can join clusters on sockets only");
    const commands = attachCommands(this.cluster, datacenter, undefined).map((each) =>
      this.engine.key === undefined ? each : this.withKey(each, datacenter, this.engine.key),
    );
    const text = commands.map(({ command }) => command).join("\n");
    return commands.length === 0 ? fail(`there is no running member in ${datacenter}`) : ok(text);
  }

  private withKey({ program }: AttachCommand, datacenter: string, key: Secret): AttachCommand {
    this.keyFolder ??= mkdtempSync(path.join(tmpdir(), "lanekeeper-cluster-"));
    const file = path.join(this.keyFolder, `${program}.json`);
    writeFileSync(file, keyFileText(program, key), { mode: 0o600 });
    const made = attachCommands(this.cluster, datacenter, file).find((each) => each.program === program);
    return made ?? { program, command: "" };
  }
}

const CONDITIONS = { suspect: isSomebodySuspect, failed: isGoneKnown, converged: agreement } as const;

async function onSockets(spec: ClusterSpec): Promise<Result<Engine, string>> {
  const started = await startLocalCluster(spec);
  if (!started.ok) return started;
  const { cluster, placing, isComplete, key } = started.value;
  const notes = placingNotes(placing);
  if (!isComplete) notes.push("Not every member knows every other yet; the next push/pull will tell them.");
  return ok({ cluster, pacer: undefined, key, notes, end: () => started.value.end() });
}

function inVirtualTime(spec: ClusterSpec): Result<Engine, string> {
  const simulated = simulateCluster(spec, Date.now());
  if (!simulated.ok) return simulated;
  const { cluster, stage } = simulated.value;
  const pacer = new Pacer(stage.world);
  pacer.start();
  const notes = [`Virtual time: nothing is bound or sent; the same seed (${spec.seed}) plays the same way.`];
  return ok({ cluster, pacer, key: undefined, notes, end: () => cluster.stop() });
}
