/** The words of `replay` and `redact`. */
import type { Command } from "commander";
import { Option } from "commander";
import { redactRecording } from "../recordings.ts";
import { runReplay, type ReplayOptions } from "./replay.ts";
import { talk } from "./talk.ts";

/** `untilStopped` runs something that Ctrl-C ends, and gives its exit code. */
export function addRecordingCommands(
  program: Command,
  untilStopped: (run: (stopped: Promise<void>) => Promise<number>) => Promise<number>,
): void {
  program
    .command("replay")
    .argument("<file>", "a recording, *.lkrec")
    .description("show what a recording holds, at its own pace or faster, and check statements about it")
    .option("--speed <times>", "times real time, or max; 1 without --assert, max with it")
    .option(
      "--assert <statement>",
      'such as "finally state:failed = 0", "ever state:suspect >= 3", "events memberRefuted > 0"; repeatable',
      (statement: string, statements: readonly string[]) => [...statements, statement],
      [],
    )
    .option("--allow-cut", "let statements hold for a recording that is cut off, by what is left of it")
    .addOption(new Option("--output <format>", "how to print").choices(["text", "json"]).default("text"))
    .action(async (file: string, options: ReplayOptions) => {
      process.exitCode = await untilStopped((stopped) => runReplay(file, options, stopped));
    });
  program
    .command("redact")
    .argument("<file>", "a recording, *.lkrec")
    .description("write a copy in which names, addresses and tags are pseudonyms")
    .option("-o, --out <file>", "where to; else beside it, as NAME.redacted.lkrec")
    .action((file: string, { out }: { out?: string }) => {
      const to = out ?? `${file.replace(/\.lkrec$/, "")}.redacted.lkrec`;
      const written = redactRecording(file, to);
      if (!written.ok) process.exitCode = talk(2, written.error);
      else {
        if (written.value !== undefined) talk(0, `${file}: ${written.value}`);
        process.stdout.write(`${to}\n`);
      }
    });
}
