/** `--format json`: one versioned object, the form that other programs read. Its fields are never renamed. */
import type { Finding } from "../finding.ts";
import type { Report } from "./report.ts";

const VERSION = 1;

export function jsonReport({ findings }: Report): string {
  return `${JSON.stringify({ version: VERSION, findings: findings.map(plain) }, null, 2)}\n`;
}

function plain(finding: Finding): object {
  const { rule, code, severity, path, line, column, endLine, endColumn, message, related } = finding;
  return {
    rule,
    code,
    severity,
    path,
    line,
    column,
    endLine,
    endColumn,
    message,
    related: related.map((place) => ({ path: place.path, line: place.line, message: place.message })),
  };
}
