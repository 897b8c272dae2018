/** Every rule by name: those that check, and those about the comments that switch them off. */
import { HOUSEKEEPING } from "../../lint/config/housekeeping.ts";
import { RuleNames } from "../../lint/config/ruleNames.ts";
import type { ReportedRule } from "../../lint/report/report.ts";
import { rulePage } from "../../lint/report/rulePage.ts";
import { RULES } from "../../lint/rules/index.ts";

export const ALL_RULES: readonly ReportedRule[] = [
  ...HOUSEKEEPING,
  ...RULES.map((rule) => ({ ...rule, page: rulePage(rule) })),
].sort((a, b) => order(a.code) - order(b.code));

export const RULE_NAMES = new RuleNames(ALL_RULES);

/** `GM1001` comes after `GM904`. */
function order(code: string): number {
  return Number(code.replace(/\D/g, ""));
}
