/** The options of `unmix plan`, `next`, `status` and `say`. */
import { Argument, Option, type Command } from "commander";
import { DIALECTS } from "../../firewall/dialects/index.ts";
import type { Said } from "../../unmix/journal.ts";
import { fleetOptions } from "./fleetOptions.ts";
import type { ReadOptions } from "./runbookSource.ts";
import { unmixNext, unmixSay, unmixStatus, type SayOptions } from "./unmixNext.ts";
import { unmixPlan, type PlanOptions } from "./unmixPlan.ts";

export function addUnmixRunbook(unmix: Command): void {
  fleetOptions(unmix.command("plan"))
    .description("open a runbook in a folder: the document, the journal and the rule set")
    .requiredOption("--a <side>", "a datacenter, or ranges such as 10.1.0.0/16,fd00:1::/64")
    .requiredOption("--b <side>", "the other side")
    .requiredOption("-o, --output <folder>", "where the runbook is kept")
    .addOption(
      new Option("--dialect <dialect>", "what rules are written in")
        .choices(DIALECTS.map(({ id }) => id))
        .default("nftables"),
    )
    .addOption(
      new Option("--kind <kind>", "the kind of mix, where you know it better").choices([
        "P",
        "R",
        "W",
        "M",
        "H",
        "B",
      ]),
    )
    .action(async (options: PlanOptions) => {
      process.exitCode = await unmixPlan(options);
    });
  readOptions(unmix.command("next"))
    .description(
      "read again, note what is seen, and show the current step with the commands that are allowed now",
    )
    .action(async (folder: string, options: ReadOptions) => {
      process.exitCode = await unmixNext(folder, options);
    });
  readOptions(unmix.command("status"))
    .description("the same without any command")
    .action(async (folder: string, options: ReadOptions) => {
      process.exitCode = await unmixStatus(folder, options);
    });
  unmix
    .command("say")
    .description("tell the runbook what nobody can observe from here, of the step that is open")
    .argument("<folder>", "where the runbook is kept")
    .addArgument(
      new Argument("<what>", "done; kept: the rules stay; down: that member is stopped for good").choices([
        "done",
        "kept",
        "down",
      ]),
    )
    .option("--member <name>", "with down: which one")
    .action(async (folder: string, what: Said["what"], options: SayOptions) => {
      process.exitCode = await unmixSay(folder, what, options);
    });
}

function readOptions(command: Command): Command {
  return command
    .argument("<folder>", "where the runbook is kept")
    .option(
      "--from <source...>",
      "lists to read: files, AGENT=FILE to say whose list it is, - for standard input, or HOST:PORT of a live member",
      [],
    )
    .option("--key-file <file>", "gossip keys in base64, one a line, the primary one first")
    .option("--label <label>", "memberlist label of the pool")
    .option("--cidr <range...>", "of a live pool: ranges whose members may be asked too", [])
    .option("--read-for <seconds>", "of a live pool: longest time to read all agents", "60");
}
