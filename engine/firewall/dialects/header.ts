/** What stands on top of every generated file: what it does, where it runs, what stays open, what to know. */
import { comments, lineText } from "../plainText.ts";
import type { Policy, Side } from "../statement.ts";

/** Members that are named; the rest is counted. */
const NAMED_MAX = 12;

export interface HeaderParts {
  readonly title: string;
  readonly isMeasured: boolean;
  /** Whether the file itself drops on the hosts; else it only says what is wanted. */
  readonly isHostSet: boolean;
  /** What to know of the dialect. */
  readonly notes: readonly string[];
}

/** The header as comment lines, `#` in front. All foreign text in it is printable. */
export function header(policy: Policy, { title, isMeasured, isHostSet, notes }: HeaderParts): string[] {
  const { a, b, pool, id, revision, statements, warnings } = policy;
  return comments([
    `Lanekeeper rule set ${id}, revision ${revision}, ${title}`,
    `Pool ${pool}: keeps ${a.name} (side A) and ${b.name} (side B) from gossiping with each other.`,
    isMeasured
      ? "Measured: this dialect was applied to real clusters, as generated."
      : "UNMEASURED: nobody has applied this dialect to a real cluster yet. Read it before you use it, and verify afterwards.",
    "",
    isHostSet
      ? "What it does, on receipt only and on the hosts of both sides; on one side only it does not hold:"
      : "What is wanted, on both sides; on one side only it does not hold:",
    ...statements.map(
      ({ number, on, family, from, protocols, ports, reason }) =>
        `  ${number}. on side ${on.toUpperCase()}, IPv${family}: drop ${protocols.join("+")} to port ${ports.join(", ")} from ${from.length === 1 ? "1 range" : `${from.length} ranges`}. ${reason}`,
    ),
    ...(isHostSet
      ? [
          "What it leaves alone: all that a host sends, every other port and address, SSH, the default policy.",
        ]
      : []),
    ...[a, b].flatMap(sideLines),
    ...(notes.length === 0 ? [] : ["", ...notes]),
    ...(warnings.length === 0
      ? []
      : ["", "Know before you apply:", ...warnings.map((each) => `  ! ${each}`)]),
  ]);
}

function sideLines({ key, name, members }: Side): string[] {
  const shown = members
    .slice(0, NAMED_MAX)
    .map((member) => `    ${lineText(member.name, 60)}  ${member.ip === "" ? "no address" : member.ip}`);
  const more = members.length > NAMED_MAX ? [`    and ${members.length - NAMED_MAX} more`] : [];
  const count = members.length === 1 ? "one member" : `${members.length} members`;
  return [`  Side ${key.toUpperCase()}, ${name}: ${count}`, ...shown, ...more];
}
