/**
 * `--format github`: workflow commands, which GitHub Actions turns into annotations of the pull request.
 * Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
 */
import type { Finding, Severity } from "../finding.ts";
import type { Report } from "./report.ts";

const COMMAND: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
};

export function githubReport({ findings }: Report): string {
  return findings.map((finding) => `${annotation(finding)}\n`).join("");
}

function annotation(finding: Finding): string {
  const { path, line, column, endLine, endColumn, message, related, rule, code, severity } = finding;
  const properties = {
    file: path,
    line,
    // A runner takes columns only where the range stays in one line.
    ...(line === endLine ? { col: column, endColumn } : { endLine }),
    title: `${rule} (${code})`,
  };
  const words = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const places = related.map((place) => `${place.path}:${place.line} ${place.message}`);
  return `::${COMMAND[severity]} ${words.join(",")}::${escapeData([message, ...places].join("\n"))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
