/** The page that lies beside a saved rule set. */
import type { Dialect } from "./dialect.ts";
import { lineText } from "./plainText.ts";
import type { Policy, Side } from "./statement.ts";

export function setReadme(policy: Policy, dialect: Dialect): string {
  const { a, b, id, revision, pool, warnings } = policy;
  return `${[
    `# Rule set \`${id}\``,
    "",
    `Keeps **${markdown(a.name)}** (side A) and **${markdown(b.name)}** (side B) of the pool ${markdown(pool)} from gossiping with each other. Dialect: ${dialect.title}${dialect.isMeasured ? "" : ", **unmeasured**"}. Revision \`${revision}\`.`,
    "",
    ...(dialect.group === "Host"
      ? hostSteps(policy.confirmWithinSeconds)
      : ["The header of the file says where it belongs and what it can't do."]),
    "",
    "| # | on the hosts of | what is dropped on receipt | why |",
    "| - | --- | --- | --- |",
    ...policy.statements.map(
      ({ number, on, family, from, protocols, ports, reason }) =>
        `| ${number} | ${markdown(policy[on].name)} | IPv${family} ${protocols.join("+")} to ${ports.join(", ")} from ${from.length} range${from.length === 1 ? "" : "s"} | ${markdown(reason)} |`,
    ),
    "",
    ...(warnings.length === 0
      ? []
      : ["## Know before you apply", "", ...warnings.map((each) => `- ${markdown(each)}`), ""]),
    "## How you know that it holds",
    "",
    "Not by a ping from your desk and not by the exit code of a firewall tool: on **every** agent of both sides, **every** foreign member must become `failed`, first after 5 to 10 s, all within 31 s (LAN) or 180 s (WAN). A foreign member that stays or comes back to `alive` means a hole; an own member that becomes `failed` means that the cut is too wide: run `undo` at once.",
    "",
    ...sideTable(a),
    ...sideTable(b),
  ].join("\n")}\n`;
}

function hostSteps(confirmWithinSeconds: number): string[] {
  return [
    "The same file goes to every host of both sides:",
    "",
    "1. `sh rules.sh check`: finds the host's side, loads nothing.",
    `2. \`sh rules.sh apply\`: loads the rules${confirmWithinSeconds > 0 ? `, for ${confirmWithinSeconds} s unless confirmed` : ""}.`,
    "3. `sh rules.sh confirm`: keeps them.",
    "4. `sh rules.sh verify`: in place, and dropping?",
    "5. `sh undo.sh`: removes them; needs nothing that `apply` left.",
  ];
}

function sideTable({ key, name, members }: Side): string[] {
  return [
    `## Side ${key.toUpperCase()}: ${markdown(name)}`,
    "",
    "| member | address | port | state |",
    "| --- | --- | --- | --- |",
    ...members.map(
      (member) =>
        `| ${markdown(lineText(member.name, 60))} | ${member.ip === "" ? "unknown" : member.ip} | ${member.port} | ${member.state} |`,
    ),
    "",
  ];
}

/** Text that Markdown shows as it is. */
function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~$&-]/g, "\\$&");
}
