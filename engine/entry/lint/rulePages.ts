/** The Markdown pages beside the rules, as they are installed with the command line. */
import { readFileSync } from "node:fs";
import type { ReportedRule } from "../../lint/report/report.ts";

/** From the bundle in `dist/`, and from this file. */
const FOLDERS = ["../engine/lint/rules/", "../../lint/rules/"];

/** The rule with its page; where none is installed, with the help made from its fields, if it has any. */
export function withPage(rule: ReportedRule): ReportedRule {
  for (const folder of FOLDERS) {
    try {
      return { ...rule, page: readFileSync(new URL(`${folder}${rule.id}.md`, import.meta.url), "utf8") };
    } catch {
      // Not installed there.
    }
  }
  return rule;
}
