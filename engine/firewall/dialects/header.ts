/** What stands on top of every generated file: what it does, where it runs, what stays open, what to know. */
import { lineText } from "../plainText.ts";
import type { Policy, Side } from "../statement.ts";

/** Members that are named; the rest is counted. */
const NAMED_MAX = 12;

/** Plain lines without a comment sign, "" for an empty one. All foreign text in them is printable. */
export function headerLines(
  policy: Policy,
  title: string,
  isMeasured: boolean,
  notes: readonly string[],
): string[] {
  const { a, b, pool, id, revision } = policy;
  return [
    `Lanekeeper rule set ${id}, revision ${revision}, ${title}`,
    `Pool ${pool}: keeps ${a.name} (side A) and ${b.name} (side B) from gossiping with each other.`,
    isMeasured
      ? "Measured: this dialect was applied to real clusters, as generated."
      : "UNMEASURED: nobody has applied this dialect to a real cluster yet. Read it before you use it, and verify afterwards.",
    "",
    "What it does, on receipt only and on the hosts of both sides; a cut on one side only does not hold:",
    ...policy.statements.map(
      ({ number, on, family, from, protocols, ports, reason }) =>
        `  ${number}. on side ${on.toUpperCase()}, IPv${family}: drop ${protocols.join("+")} to port ${ports.join(", ")} from ${from.length === 1 ? "1 range" : `${from.length} ranges`}. ${reason}`,
    ),
    "What it leaves alone: everything it sends, every other port and address, SSH, the default policy of the host.",
    "It does not survive a reboot.",
    ...[a, b].flatMap(sideLines),
    ...(notes.length === 0 ? [] : ["", ...notes]),
    ...(policy.warnings.length === 0
      ? []
      : ["", "Know before you apply:", ...policy.warnings.map((each) => `  ! ${each}`)]),
  ];
}

function sideLines({ key, name, members }: Side): string[] {
  const shown = members
    .slice(0, NAMED_MAX)
    .map((member) => `    ${lineText(member.name, 60)}  ${member.ip === "" ? "no address" : member.ip}`);
  const more = members.length > NAMED_MAX ? [`    and ${members.length - NAMED_MAX} more`] : [];
  return [
    `  Side ${key.toUpperCase()}, ${name}: ${members.length === 1 ? "one member" : `${members.length} members`}`,
    ...shown,
    ...more,
  ];
}
