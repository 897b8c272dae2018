/** Picks the report format. */
import { unreachable } from "../../base/assert.ts";
import { githubReport } from "../../lint/report/github.ts";
import { jsonReport } from "../../lint/report/json.ts";
import { junitReport } from "../../lint/report/junit.ts";
import type { Report } from "../../lint/report/report.ts";
import { sarifReport } from "../../lint/report/sarif.ts";
import { stylishReport } from "../../lint/report/stylish.ts";
import { withPage } from "./rulePages.ts";
import { VERSION } from "../version.ts";

export const FORMATS = ["stylish", "json", "sarif", "github", "junit"] as const;
export type Format = (typeof FORMATS)[number];

export function render(
  found: Omit<Report, "version">,
  format: Format,
  { isTTY }: { readonly isTTY?: boolean },
): string {
  const report: Report = { ...found, version: VERSION };
  switch (format) {
    case "stylish":
      return stylishReport(report, { colours: isTTY === true && process.env["NO_COLOR"] === undefined });
    case "json":
      return jsonReport(report);
    case "sarif":
      return sarifReport({ ...report, rules: report.rules.map(withPage) });
    case "github":
      return githubReport(report);
    case "junit":
      return junitReport(report);
    default:
      return unreachable(format);
  }
}
