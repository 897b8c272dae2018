/** The options of `lanekeeper cluster`. */
import { writeFile } from "node:fs/promises";
import { Argument, Option, type Command } from "commander";
import { SCENARIOS } from "../../cluster/scenarios/index.ts";
import { playScenario } from "../../cluster/scenarios/play.ts";
import { exportCluster } from "../../cluster/export/export.ts";
import type { ClusterCommand, FaultKind } from "../../view/cluster.ts";
import { talk } from "../commands/talk.ts";
import { tellCluster } from "./control.ts";
import { FAULT_KINDS, faultOf, type FaultFlags } from "./faultWords.ts";
import { specOf, startCluster, type StartOptions } from "./start.ts";

const INTERRUPTED = 130;

export function addClusterCommands(program: Command): void {
  const cluster = program
    .command("cluster")
    .description("test clusters: our own members on loopback, or in virtual time; never a real pool");
  addStart(cluster);
  addFault(cluster);
  addControls(cluster);
  addScenario(cluster);
  addExport(cluster);
}

function shape(command: Command): Command {
  return command
    .option("--dc <datacenters>", "NAME=SERVERS+CLIENTS of each datacenter", "dc1=3+12,dc2=3+12")
    .addOption(
      new Option("--product <product>", "whose names, ports and tags")
        .choices(["consul", "serf"])
        .default("consul"),
    )
    .option("--encrypt", "gossip is encrypted", false)
    .option("--label <label>", "memberlist label", "");
}

function addStart(cluster: Command): void {
  named(shape(cluster.command("start")))
    .description("start members and run them until Ctrl-C or `cluster stop`")
    .option("--range <range>", "loopback addresses for the members", "127.77.0.0/16")
    .option("--simulate", "in virtual time: nothing is bound or sent", false)
    .option("--seed <number>", "of all chance in virtual time", "1")
    .option("--speed <times>", "of virtual time, 0.1 to 1000", "1")
    .addOption(
      new Option("--output <format>", "how to print events").choices(["text", "json"]).default("text"),
    )
    .action(async (options: StartOptions) => {
      let isInterrupted = false;
      const stopped = new Promise<void>((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const)
          process.once(signal, () => {
            isInterrupted = true;
            resolve();
          });
      });
      const code = await startCluster(options, stopped);
      process.exitCode = isInterrupted ? INTERRUPTED : code;
      process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
    });
}

function addFault(cluster: Command): void {
  named(cluster.command("fault"))
    .description("do something to members, pairs or datacenters of the running cluster")
    .addArgument(new Argument("<kind>", "what").choices(FAULT_KINDS))
    .argument("<target...>", "members or datacenters by name, or `all`")
    .option("--for <time>", "undone after so long, such as 30s; otherwise until it is undone")
    .option("--to <target...>", "partition, loss, delay, duplicate, reorder: the other side; all by default")
    .option("--one-way", "only what goes from the targets to --to", false)
    .option("--percent <number>", "loss, duplicate, reorder: of the packets", "20")
    .option("--delay <time>", "delay: added; reorder: held back", "100ms")
    .option("--jitter <time>", "delay: up to so much more", "0ms")
    .option("--stopped <time>", "slow: stands still for so long", "3s")
    .option("--running <time>", "slow: then runs for so long", "500ms")
    .action(async (kind: FaultKind, targets: string[], options: FaultFlags & { name: string }) => {
      const request = faultOf(kind, targets, options);
      process.exitCode = request.ok
        ? await tell(options.name, { kind: "fault", request: request.value })
        : talk(2, request.error);
    });
  named(cluster.command("undo"))
    .argument("[fault]", "its number; all without one")
    .description("undo a fault, or all")
    .action(async (id: string | undefined, { name }: { name: string }) => {
      process.exitCode = await tell(
        name,
        id === undefined ? { kind: "clearFaults" } : { kind: "undo", id: Number(id) },
      );
    });
}

function addControls(cluster: Command): void {
  const plain = (verb: string, description: string, command: ClusterCommand): void => {
    named(cluster.command(verb))
      .description(description)
      .action(async ({ name }: { name: string }) => {
        process.exitCode = await tell(name, command);
      });
  };
  plain("stop", "stop the running cluster", { kind: "stop" });
  plain("pause", "hold virtual time", { kind: "pause", isPaused: true });
  plain("resume", "let virtual time go on", { kind: "pause", isPaused: false });
  plain("step", "play one protocol period of virtual time", { kind: "step" });
  named(cluster.command("status"))
    .description("members, pools and faults of the running cluster, as JSON")
    .action(async ({ name }: { name: string }) => {
      const answer = await tellCluster(name, { kind: "status" });
      if (!answer.ok || !answer.value.isDone)
        process.exitCode = talk(1, answer.ok ? answer.value.text : answer.error);
      else process.stdout.write(`${JSON.stringify({ version: 1, ...answer.value.status }, null, 2)}\n`);
    });
  named(cluster.command("table"))
    .argument("<member>", "whose view")
    .description("what one member believes of the others")
    .action(async (agent: string, { name }: { name: string }) => {
      process.exitCode = await tell(name, { kind: "table", agent });
    });
  named(cluster.command("join"))
    .argument("<member>", "who joins")
    .argument("<through>", "a member of whatever pool")
    .description("let a member of the running cluster join another pool of it: the accident itself")
    .action(async (agent: string, through: string, { name }: { name: string }) => {
      process.exitCode = await tell(name, { kind: "join", agent, through });
    });
  named(cluster.command("attach-agent"))
    .argument("<datacenter>", "whose LAN pool")
    .description("print the commands with which a real agent joins the running cluster")
    .action(async (datacenter: string, { name }: { name: string }) => {
      process.exitCode = await tell(name, { kind: "attachAgent", datacenter });
    });
}

function addScenario(cluster: Command): void {
  cluster
    .command("scenario")
    .argument("[name]", "which one; lists them without a name")
    .description("play a guided scenario in virtual time, with a verdict")
    .option("--seed <number>", "of all chance", "7")
    .option("--assert", "exit with 1 when the verdict is not: passed", false)
    .action((name: string | undefined, options: { seed: string; assert: boolean }) => {
      process.exitCode = scenario(name, options);
    });
}

function scenario(name: string | undefined, { seed, assert }: { seed: string; assert: boolean }): number {
  if (name === undefined) {
    for (const { id, title, teaches } of SCENARIOS) process.stdout.write(`${id}\n  ${title}. ${teaches}\n`);
    return 0;
  }
  const chosen = SCENARIOS.find(({ id }) => id === name);
  if (chosen === undefined)
    return talk(2, `there is no scenario ${name}; there are ${SCENARIOS.map(({ id }) => id).join(", ")}`);
  const { transcript, isPassed } = playScenario(chosen, Number(seed) || 7);
  process.stdout.write(transcript);
  for (const rule of chosen.rules) talk(0, `how it gets into a configuration: lanekeeper rules ${rule}`);
  return assert && !isPassed ? 1 : 0;
}

function addExport(cluster: Command): void {
  shape(cluster.command("export"))
    .description("write the same cluster as real Consul or Serf agents; starts nothing")
    .addOption(
      new Option("--format <format>", "for what").choices(["compose", "kubernetes"]).makeOptionMandatory(),
    )
    .option("-o, --output <file>", "write it there instead of printing it")
    .action(async (options: StartOptions & { format: "compose" | "kubernetes"; output?: string }) => {
      const spec = specOf({
        ...options,
        name: "lanekeeper",
        simulate: false,
        seed: "1",
        range: "127.77.0.0/16",
      });
      if (!spec.ok) return void (process.exitCode = talk(2, spec.error));
      const exported = exportCluster(spec.value, options.format);
      if (!exported.ok) return void (process.exitCode = talk(2, exported.error));
      if (options.output === undefined) process.stdout.write(exported.value);
      else await writeFile(options.output, exported.value);
    });
}

function named(command: Command): Command {
  return command.option("--name <name>", "of the cluster, where several run", "test");
}

async function tell(name: string, command: ClusterCommand): Promise<number> {
  const answer = await tellCluster(name, command);
  if (!answer.ok) return talk(1, answer.error);
  if (!answer.value.isDone) return talk(1, answer.value.text);
  process.stdout.write(`${answer.value.text}\n`);
  return 0;
}
