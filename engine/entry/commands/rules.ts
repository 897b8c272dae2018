/** `lanekeeper rules`: what is checked, or one rule's page. Exit codes: 0, or 2 for a rule that does not exist. */
import type { Writable } from "node:stream";
import { withPage } from "../lint/rulePages.ts";
import { ALL_RULES, RULE_NAMES } from "../lint/ruleCatalogue.ts";

export function runRules(
  name: string | undefined,
  { stdout, stderr }: { readonly stdout: Writable; readonly stderr: Writable } = process,
): number {
  if (name === undefined) {
    stdout.write(table());
    return 0;
  }
  const id = RULE_NAMES.find(name);
  const rule = ALL_RULES.find((candidate) => candidate.id === id);
  if (rule === undefined) {
    stderr.write(`lanekeeper rules: ${RULE_NAMES.unknown(name)}\n`);
    return 2;
  }
  stdout.write(
    withPage(rule).page ?? `# ${rule.id} (${rule.code})\n\n${rule.summary}.\n\n${rule.whyItIsARisk}\n`,
  );
  return 0;
}

function table(): string {
  const width = Math.max(...ALL_RULES.map(({ id }) => id.length));
  const lines = ALL_RULES.map(
    ({ code, id, severity, summary }) =>
      `${code.padEnd(6)}  ${id.padEnd(width)}  ${severity.padEnd(11)}  ${summary}`,
  );
  return `${lines.join("\n")}\n`;
}
