/** Options of all commands that read a fleet. */
import { Option, type Command } from "commander";

const FROM = [
  "--from <source>",
  "a file with pasted member lists, - for standard input, or HOST:PORT of a live member",
] as const;

export function fleetOptions(command: Command): Command {
  return readingOptions(command.requiredOption(...FROM));
}

/** The same for a command that has another source too. */
export function optionalFleetOptions(command: Command): Command {
  return readingOptions(command.option(...FROM));
}

function readingOptions(command: Command): Command {
  return command
    .option("--assign <name=side...>", "give a member a side by hand: NAME=a, NAME=b or NAME=apart", [])
    .option("--key-file <file>", "gossip keys in base64, one a line, the primary one first")
    .option("--label <label>", "memberlist label of the pool")
    .addOption(
      new Option(
        "--plane <plane>",
        "which pool listens at HOST:PORT, or which lists of a file count",
      ).choices(["lan", "wan"]),
    );
}
