/** The options of `unmix plan`, `next`, `status` and `say`. */
import { Argument, Option, type Command } from "commander";
import { DIALECTS } from "../../firewall/dialects/index.ts";
import type { MixKind } from "../../lanes/finding.ts";
import { ACTS } from "../../rehearse/unmix/whatIf.ts";
import type { Said } from "../../unmix/journal.ts";
import { apiOptions } from "./apiOptions.ts";
import { fleetOptions, optionalFleetOptions } from "./fleetOptions.ts";
import type { ReadOptions } from "./runbookSource.ts";
import { unmixNext, unmixSay, unmixStatus, type SayOptions } from "./unmixNext.ts";
import { unmixPlan, type PlanOptions } from "./unmixPlan.ts";
import { unmixRehearse, type RehearseUnmixOptions } from "./unmixRehearse.ts";

const KINDS: readonly MixKind[] = ["P", "R", "W", "M", "H", "B"];

export function addUnmixRunbook(unmix: Command): void {
  addRehearse(unmix);
  fleetOptions(unmix.command("plan"))
    .description("open a runbook in a folder: the document, the journal and the rule set")
    .requiredOption("--a <side>", "a datacenter, or ranges such as 10.1.0.0/16,fd00:1::/64")
    .requiredOption("--b <side>", "the other side")
    .requiredOption("-o, --output <folder>", "where the runbook is kept")
    .addOption(dialectOption())
    .addOption(kindOption())
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

function dialectOption(): Option {
  return new Option("--dialect <dialect>", "what rules are written in")
    .choices(DIALECTS.map(({ id }) => id))
    .default("nftables");
}

function kindOption(): Option {
  return new Option("--kind <kind>", "the kind of mix, where you know it better").choices([...KINDS]);
}

function addRehearse(unmix: Command): void {
  optionalFleetOptions(unmix.command("rehearse"))
    .description(
      "follow the runbook on a simulated copy of the pool, and say whether it would hold; sends nothing",
    )
    .argument("[folder]", "a runbook's folder; or name --from, --a and --b")
    .option("--a <side>", "a datacenter, or ranges such as 10.1.0.0/16,fd00:1::/64")
    .option("--b <side>", "the other side")
    .addOption(dialectOption())
    .addOption(kindOption())
    .option("--configs <dir...>", "agent configs: whose join lists name the other side retries", [])
    .option(
      "--forget <name...>",
      "what if the rules are forgotten there (kind M: the agent is not stopped)",
      [],
    )
    .addOption(new Option("--only-side <side>", "what if the rules are there only").choices(["a", "b"]))
    .addOption(
      new Option("--drop-only <protocol>", "what if the rules drop one only").choices(["tcp", "udp"]),
    )
    .option("--retry-join <from=to...>", "what if an agent's retry loop names that member", [])
    .option(
      "--returner <name...>",
      "what if an agent is stopped meanwhile and starts when the rules are gone",
      [],
    )
    .option("--order <acts>", `what if people do, with commas, of ${ACTS.join(", ")}`)
    .option("--seed <number>", "chance; the same seed plays the same way", "1")
    .addOption(new Option("-o, --output <output>", "what to print").choices(["text", "json"]).default("text"))
    .action(async (folder: string | undefined, options: RehearseUnmixOptions) => {
      process.exitCode = await unmixRehearse(folder, options);
    });
}

function readOptions(command: Command): Command {
  return apiOptions(command)
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
