#!/usr/bin/env node
/** The command line: reads argv, picks a command. Data on stdout, talk on stderr. */
import { Command, Option } from "commander";
import { addClusterCommands } from "./cluster/commandLine.ts";
import { addLintCommands } from "./lint/commandLine.ts";
import { apiOptions } from "./commands/apiOptions.ts";
import { runDecode, type DecodeArguments } from "./commands/decode.ts";
import { runDiagnose, type DiagnoseOptions } from "./commands/diagnose.ts";
import { runExplain } from "./commands/explain.ts";
import type { ObserveOptions } from "./commands/observe.ts";
import { observePools } from "./commands/observePools.ts";
import { addRecordingCommands } from "./commands/recordingCommands.ts";
import { addRemedyCommands } from "./commands/remedies.ts";
import { addSimulationCommands } from "./commands/simulate.ts";

/** After Ctrl-C and a clean detach. */
const INTERRUPTED = 130;

const program = new Command("lanekeeper")
  .description("Watches gossip pools of Consul, Serf and Nomad without joining them, and keeps them apart.")
  .exitOverride()
  .showHelpAfterError();

apiOptions(program.command("observe"))
  .argument("[host:port...]", "gossip address of one member, of each pool one")
  .description("show who is in a pool, or in several; adds nobody to them")
  .option("--key-file <file>", "gossip keys in base64, one a line, the primary one first")
  .option("--label <label>", "memberlist label of the pool")
  .addOption(new Option("--plane <plane>", "which pool listens there").choices(["lan", "wan"]).default("lan"))
  .option("--cidr <range...>", "ranges whose members may be asked too; without any, only the seed is", [])
  .addOption(
    new Option("--attach <how>", "as a guest, or as a member that appears in the pool's lists")
      .choices(["shadow", "member"])
      .default("shadow"),
  )
  .option(
    "--yes-join <name>",
    "with --attach member: join under this name; without it, only says what that means",
  )
  .option("--bind <ip:port>", "with --attach member: listen there; else at the address that faces the pool")
  .addOption(
    new Option("--environment <environment>", "a pool marked production is never joined")
      .choices(["production", "staging", "development", "unknown"])
      .default("unknown"),
  )
  .option("--once", "print the members and end")
  .option("--record <file>", "write a recording, *.lkrec, with pseudonyms for names, addresses and tags")
  .option("--no-redact", "record names, addresses and tags as they are")
  .option("--metrics <ip:port>", "serve OpenMetrics at /metrics; of a port alone, on 127.0.0.1 only")
  .option("--metrics-members", "series for each member too; without it, their number stays small")
  .addOption(new Option("--output <format>", "how to print").choices(["text", "json"]).default("text"))
  .action(async (places: string[], options: ObserveOptions) => {
    process.exitCode = await untilStopped((stopped) => observePools(places, options, stopped));
  });

program
  .command("decode")
  .argument("<file>", "captured payload, or - for standard input")
  .description("say what a captured gossip payload holds")
  .option("--stream", "the file holds one direction of a TCP connection, not a datagram", false)
  .option("--key-file <file>", "gossip keys in base64, one a line, the primary one first")
  .option("--label <label>", "memberlist label of the pool")
  .addOption(new Option("--output <format>", "how to print").choices(["json", "text"]).default("json"))
  .action(async (file: string, options: Omit<DecodeArguments, "file">) => {
    process.exitCode = await runDecode({ file, ...options });
  });

program
  .command("diagnose")
  .argument("<file...>", "pasted output of members, raft list-peers, logs; - for standard input")
  .description("say which kind of mix pasted output shows, what is not known, and the first safe step")
  .option(
    "--lane <what>",
    "ranges or datacenters meant to be one pool, such as 10.1.0.0/16 or dc1; once for each side",
    (lane: string, lanes: readonly string[]) => [...lanes, lane],
    [],
  )
  .addOption(new Option("--output <format>", "how to print").choices(["text", "json"]).default("text"))
  .action(async (files: string[], options: DiagnoseOptions) => {
    process.exitCode = await runDiagnose(files, options);
  });

program
  .command("explain")
  .argument("[text...]", "a log line or an error; without any, or with -, standard input")
  .description("say what a log line of Consul, Serf, Nomad or memberlist means, and what to do")
  .addOption(new Option("--output <format>", "how to print").choices(["text", "json"]).default("text"))
  .action(async (words: string[], options: { readonly output: "json" | "text" }) => {
    process.exitCode = await runExplain(words, options);
  });
addRecordingCommands(program, untilStopped);
addLintCommands(program);
addRemedyCommands(program);
addClusterCommands(program);
addSimulationCommands(program);

// Whoever reads our output may stop early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

/** Runs until it ends by itself or is interrupted, and gives the exit code of either. */
async function untilStopped(run: (stopped: Promise<void>) => Promise<number>): Promise<number> {
  let interrupted = false;
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        interrupted = true;
        resolve();
      });
    }
  });
  const code = await run(stopped);
  // A listener for signals alone must not keep the process.
  process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
  return interrupted ? INTERRUPTED : code;
}

await program.parseAsync().catch((error: unknown) => {
  const code = (error as { exitCode?: unknown }).exitCode;
  if (typeof code !== "number") throw error;
  process.exitCode = code === 0 ? 0 : 2;
});
