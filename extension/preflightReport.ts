/** What *Check Pool Before Observing* found, as a page to read or to hand on. No VS Code here. */
import { visible } from "../engine/index.ts";
import { seedText, type KnownPool } from "./pool.ts";
import type { PreflightAnswer } from "./sessions.ts";

/** Markdown; whatever came from the network is shown as code. */
export function preflightMarkdown(pool: KnownPool, answer: PreflightAnswer): string {
  const title = `# ${plain(pool.name)}: checked, not observed\n`;
  const asked = `One question went to ${code(seedText(pool))}; nothing was joined, and nothing is watched now.\n`;
  if (!answer.ok) {
    const { message, advice } = answer.problem;
    return [title, asked, `**It cannot be observed yet.** ${plain(message)}\n`, `${plain(advice)}\n`].join(
      "\n",
    );
  }
  const { report } = answer;
  const datacenters = report.datacenters.map(({ name, members }) => `${code(name)} ${members}`).join(", ");
  const rows = [
    ["Answered by", code(report.answeredBy)],
    ["Members", String(report.members)],
    ["Datacenters", datacenters === "" ? "none named" : datacenters],
    ["Looks like", `${report.kind}, ${report.plane.toUpperCase()}`],
    ["Encrypted", report.encrypted ? "yes" : "no"],
    ["Ranges of the members", report.cidrs.map(code).join(", ")],
    [
      "Watching would send at most",
      `${report.budgetPacketsPerSecond} packets and ${report.budgetBytesPerSecond} bytes a second`,
    ],
  ];
  const table = ["| | |", "| - | - |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
  const warnings = report.warnings.map(({ message, advice }) => `- ${plain(message)} ${plain(advice)}`);
  const wrong = kindProblem(pool, answer.report.kind, answer.report.plane);
  return [title, asked, table, "", ...wrong, ...warnings, ""].join("\n");
}

/** The pool is remembered as one kind and answers as another. */
function kindProblem(pool: KnownPool, kind: string, plane: string): string[] {
  if (pool.kind === kind && pool.plane === plane) return [];
  return [`- It is remembered as ${pool.kind} ${pool.plane}, and the answer looks like ${kind} ${plane}.`];
}

function plain(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>|#]/g, "\\$&");
}

function code(text: string): string {
  return `\`${visible(text).replaceAll("`", "'").replaceAll("|", "¦")}\``;
}
