/** `--format junit`: a suite a file, a failed case a finding; what most CI servers know how to show. */
import type { Finding } from "../finding.ts";
import { byPath, type Report } from "./report.ts";

export function junitReport({ findings, files }: Report): string {
  const failures = findings.filter(isFailure).length;
  const suites = byPath(findings).map(([path, here]) => suite(path, here));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lanekeeper" tests="${Math.max(1, findings.length)}" failures="${failures}" errors="0">`,
    ...(suites.length === 0 ? [`  ${cleanSuite(files)}`] : suites),
    "</testsuites>",
    "",
  ].join("\n");
}

/** A server that gets no case at all calls the run broken. */
function cleanSuite(files: number): string {
  const opening = '<testsuite name="lanekeeper" tests="1" failures="0" errors="0">';
  return `${opening}<testcase classname="lanekeeper" name="${files} files, no findings"/></testsuite>`;
}

function suite(path: string, findings: readonly Finding[]): string {
  const failures = findings.filter(isFailure).length;
  const counts = `tests="${findings.length}" failures="${failures}" errors="0"`;
  return [
    `  <testsuite name="${escapeXml(path)}" ${counts}>`,
    ...findings.map((finding) => testCase(finding)),
    "  </testsuite>",
  ].join("\n");
}

function testCase(finding: Finding): string {
  const { path, line, column, rule, code, severity, message, related } = finding;
  const opening = `    <testcase classname="${escapeXml(path)}" name="${escapeXml(`${rule} ${line}:${column}`)}"`;
  const place = `${path}:${line}:${column}`;
  const details = [place, ...related.map((other) => `${other.path}:${other.line} ${other.message}`)].join(
    "\n",
  );
  if (!isFailure(finding)) {
    return `${opening}><system-out>${escapeXml(`${message}\n${details}`)}</system-out></testcase>`;
  }
  const failure = `type="${severity}" message="${escapeXml(`${message} (${code})`)}"`;
  return `${opening}><failure ${failure}>${escapeXml(details)}</failure></testcase>`;
}

function isFailure({ severity }: Finding): boolean {
  return severity === "error" || severity === "warning";
}

/** Characters that XML 1.0 has no way to write are left out. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
