/** Findings without a check of their own: what a parser says, and the comments that switch rules off. */
import type { ReportedRule } from "../report/report.ts";

const SYNTAX: ReportedRule = {
  id: "syntax",
  code: "GM001",
  summary: "The file is not what its agent can read",
  severity: "error",
  whyItIsARisk:
    "The agent does not start, or a template engine makes something else of the file than its author saw. What could not be read was not checked either.",
};

export const UNUSED_SUPPRESSION: ReportedRule = {
  id: "unused-suppression",
  code: "GM011",
  summary: "A comment disables a rule that finds nothing there",
  severity: "information",
  whyItIsARisk:
    "What it once excused is gone. Left standing, it will hide the next mistake of that kind on the same line.",
};

export const INVALID_SUPPRESSION: ReportedRule = {
  id: "invalid-suppression",
  code: "GM012",
  summary: "A comment that was meant to disable a rule, and does not",
  severity: "warning",
  whyItIsARisk: "Whoever reads the file believes that somebody looked at the finding and accepted it.",
};

export const DIFFERS_FROM_LIVE_POOL: ReportedRule = {
  id: "differs-from-live-pool",
  code: "GM021",
  summary: "A seed or a key is not what was seen in a live pool",
  severity: "warning",
  whyItIsARisk:
    "A seed that lives in another pool joins the two; one that nobody has is an address that somebody else may get. Said only of pools that were looked at, as those who were asked told it.",
};

export const HOUSEKEEPING: readonly ReportedRule[] = [
  SYNTAX,
  UNUSED_SUPPRESSION,
  INVALID_SUPPRESSION,
  DIFFERS_FROM_LIVE_POOL,
];
