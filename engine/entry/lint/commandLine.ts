/** The arguments of `lanekeeper lint` and `lanekeeper rules`. */
import { Option, type Command } from "commander";
import { runLint } from "../commands/lint.ts";
import type { LintArguments } from "./arguments.ts";
import { runRehearse, type RehearseOptions } from "../commands/rehearse.ts";
import { runRules } from "../commands/rules.ts";
import { FORMATS } from "./render.ts";

type GivenOptions = Omit<LintArguments, "places" | "show"> & { readonly show?: LintArguments["show"] };

/** They inherit how the program treats wrong use. */
export function addLintCommands(program: Command): void {
  program
    .command("lint")
    .argument("[places...]", "folders and files of agent configs, or - for standard input", ["."])
    .description("find what in agent configs could make two gossip pools one, before it is deployed")
    .addOption(new Option("--format <format>", "how to print").choices([...FORMATS]).default("stylish"))
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 at findings this severe")
        .choices(["error", "warning"])
        .default("warning"),
    )
    .addOption(
      new Option(
        "--show <severity>",
        "print findings this severe (default: warning; information for json, whose reader can choose)",
      ).choices(["error", "warning", "information", "hint"]),
    )
    .option("--baseline <file>", "known findings, which are not reported")
    .option("--write-baseline <file>", "write all findings as known ones, and report none")
    .option("--fix", "apply the fixes that need no choice", false)
    .option("--config <file>", "use this lanekeeper.yaml instead of the nearest one")
    .option("--resolve", "ask DNS for the names in join lists; without it nothing leaves this machine", false)
    .option(
      "--against <host:port>",
      "compare seeds and keys with a live pool, which is asked as a guest, once",
    )
    .addOption(
      new Option("--plane <plane>", "with --against: which pool listens there")
        .choices(["lan", "wan"])
        .default("lan"),
    )
    .option("--key-file <file>", "with --against: gossip keys in base64, one a line")
    .option("--label <label>", "with --against: memberlist label of the pool")
    .option("--stdin-filename <path>", "the path that standard input stands for", "stdin.hcl")
    .addHelpText("after", EXAMPLES)
    .action(async (places: string[], options: GivenOptions) => {
      const show = options.show ?? (options.format === "json" ? "information" : "warning");
      process.exitCode = await runLint({ places, ...options, show });
    });
  program
    .command("rehearse")
    .argument("[places...]", "folders and files of agent configs", ["."])
    .description(
      "play in virtual time what agent configs would do: which pools would become one, and how fast",
    )
    .option("--config <file>", "use this lanekeeper.yaml instead of the nearest one")
    .addOption(new Option("--output <format>", "how to print").choices(["text", "json"]).default("text"))
    .action(async (places: string[], options: RehearseOptions) => {
      process.exitCode = await runRehearse(places, options);
    });
  program
    .command("rules")
    .argument("[rule]", "id or code of one rule")
    .description("list the lint rules, or explain one")
    .action((rule: string | undefined) => {
      process.exitCode = runRules(rule);
    });
}

const EXAMPLES = `
Examples:
  lanekeeper lint consul.d nomad.d
  lanekeeper lint . --format sarif > lanekeeper.sarif
  lanekeeper lint . --write-baseline lanekeeper-baseline.json
  lanekeeper lint . --baseline lanekeeper-baseline.json
  lanekeeper lint . - --stdin-filename consul.d/join.hcl < edited.hcl

  lanekeeper lint consul.d --against 10.1.0.10:8301 --key-file keys.txt

Exit codes: 0 nothing found, 1 findings, 2 wrong use or something could not be read.
`;
