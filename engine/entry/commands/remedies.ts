/** The options of `firewall` and `force-leave`. */
import { Option, type Command } from "commander";
import { DIALECTS } from "../../firewall/dialects/index.ts";
import { LEAVE_STYLES } from "../../unmix/leaveStyles.ts";
import { firewall, type FirewallOptions } from "./firewall.ts";
import { unmixVerify, type VerifyOptions } from "./unmixVerify.ts";
import { addUnmixRunbook } from "./runbookCommandLine.ts";
import { fleetOptions } from "./fleetOptions.ts";
import { forceLeave, type ForceLeaveOptions } from "./forceLeave.ts";

export function addRemedyCommands(program: Command): void {
  const unmix = program.command("unmix").description("steps of taking two pools apart; runs none of them");
  addUnmixRunbook(unmix);
  addUnmixVerify(unmix);
  fleetOptions(program.command("firewall"))
    .description("write rules that keep two sides of a pool apart; applies nothing")
    .requiredOption("--a <side>", "a datacenter, or ranges such as 10.1.0.0/16,fd00:1::/64")
    .requiredOption("--b <side>", "the other side")
    .addOption(
      new Option("--dialect <dialect>", "what to write")
        .choices(DIALECTS.map(({ id }) => id))
        .default("nftables"),
    )
    .option("-o, --output <folder>", "write the whole set there instead of printing the rules")
    .option("--wan", "in a LAN pool: close the servers' WAN gossip port too", false)
    .option("--server-rpc", "close the servers' RPC port too", false)
    .option("--raft-is-apart", "you read raft list-peers on every server: no foreign one is in it", false)
    .option("--widen <bits>", "accept ranges that cover unknown addresses, down to these prefixes: 24,64")
    .option("--confirm-within <seconds>", "an applied set undoes itself unless confirmed; 0 is never", "60")
    .action(async (options: FirewallOptions) => {
      process.exitCode = await firewall(options);
    });
  fleetOptions(program.command("force-leave"))
    .description("write the commands that force each side's members out of the other; runs nothing")
    .option("--a <side>", "a datacenter, or ranges")
    .option("--b <side>", "the other side")
    .option(
      "--filter <filter>",
      "instead of sides: force these out of the live pool, such as 'state:failed dc:dc2'",
    )
    .addOption(
      new Option("--style <style>", "whose words; by the product when not named").choices([...LEAVE_STYLES]),
    )
    .option("-o, --output <folder>", "write one script a side there instead of printing them")
    .option("--batch-size <number>", "names between two pauses", "5")
    .option("--pause <seconds>", "how long a pause is", "10")
    .action(async (options: ForceLeaveOptions) => {
      process.exitCode = await forceLeave(options);
    });
}

function addUnmixVerify(unmix: Command): void {
  unmix
    .command("verify")
    .description(
      "ask members of both sides whether they still reach each other; sends nothing without --send",
    )
    .requiredOption("--from <host:port>", "gossip address of one member")
    .requiredOption("--a <side>", "a datacenter, or ranges")
    .requiredOption("--b <side>", "the other side")
    .option("--assign <name=side...>", "give a member a side by hand: NAME=a, NAME=b or NAME=apart", [])
    .option("--cidr <range...>", "ranges whose members may be asked", [])
    .option("--key-file <file>", "gossip keys in base64, one a line, the primary one first")
    .option("--label <label>", "memberlist label of the pool")
    .addOption(
      new Option("--plane <plane>", "which pool listens there").choices(["lan", "wan"]).default("lan"),
    )
    .option("--send", "really ask", false)
    .option("--record <folder>", "note the result in the journal of the runbook there")
    .option("--confirmed", "the rules were confirmed on every host: no rollback timer runs", false)
    .action(async (options: VerifyOptions) => {
      process.exitCode = await unmixVerify(options);
    });
}
