/** The command line: reads argv, picks a command. Data on stdout, talk on stderr. */
import { Command, Option } from "commander";
import { addLintCommands } from "./lint/commandLine.ts";
import { runDecode, type DecodeArguments } from "./commands/decode.ts";
import { observe, type ObserveOptions } from "./commands/observe.ts";

/** After Ctrl-C and a clean detach. */
const INTERRUPTED = 130;

const program = new Command("lanekeeper")
  .description("Watches gossip pools of Consul, Serf and Nomad without joining them, and keeps them apart.")
  .exitOverride()
  .showHelpAfterError();

program
  .command("observe")
  .argument("<host:port>", "gossip address of one member")
  .description("show who is in a pool; adds nobody to it")
  .option("--key-file <file>", "gossip keys in base64, one a line, the primary one first")
  .option("--label <label>", "memberlist label of the pool")
  .addOption(new Option("--plane <plane>", "which pool listens there").choices(["lan", "wan"]).default("lan"))
  .option("--cidr <range...>", "ranges whose members may be asked too; without any, only the seed is", [])
  .option("--once", "print the members and end")
  .addOption(new Option("--output <format>", "how to print").choices(["text", "json"]).default("text"))
  .action(async (place: string, options: ObserveOptions) => {
    let interrupted = false;
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, () => {
          interrupted = true;
          resolve();
        });
      }
    });
    const code = await observe(place, options, stopped);
    process.exitCode = interrupted ? INTERRUPTED : code;
    // A listener for signals alone must not keep the process.
    process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
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

addLintCommands(program);

// Whoever reads our output may stop early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

await program.parseAsync().catch((error: unknown) => {
  const code = (error as { exitCode?: unknown }).exitCode;
  if (typeof code !== "number") throw error;
  process.exitCode = code === 0 ? 0 : 2;
});
