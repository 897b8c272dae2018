/** `--format stylish`: for a person at a terminal. A file, its findings below it, related places under each. */
import type { Finding, Severity } from "../finding.ts";
import { byPath, countsText, type Report } from "./report.ts";

const COLOUR: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 34, hint: 34 };
const UNDERLINE = 4;
const DIM = 2;

export function stylishReport({ findings, files }: Report, { colours }: { colours: boolean }): string {
  const paint: Paint = colours ? (text, code) => `\u001b[${code}m${text}\u001b[0m` : (text) => text;
  const blocks = byPath(findings).map(([path, here]) => fileBlock(path, here, paint));
  return `${[...blocks, summary(findings, files)].join("\n\n")}\n`;
}

type Paint = (text: string, code: number) => string;

function fileBlock(path: string, findings: readonly Finding[], paint: Paint): string {
  const placeWidth = Math.max(...findings.map(({ line, column }) => `${line}:${column}`.length));
  const lines = findings.flatMap((finding) => [
    findingLine(finding, placeWidth, paint),
    ...finding.related.map(({ path, line, message }) =>
      paint(`${" ".repeat(placeWidth + 4)}${path}:${line}  ${message}`, DIM),
    ),
  ]);
  return [paint(path, UNDERLINE), ...lines].join("\n");
}

function findingLine(finding: Finding, placeWidth: number, paint: Paint): string {
  const { line, column, severity, message, rule, code } = finding;
  const place = `${line}:${column}`.padStart(placeWidth);
  const word = paint(severity.padEnd("information".length), COLOUR[severity]);
  return `  ${place}  ${word}  ${message}  ${paint(`${rule} ${code}`, DIM)}`;
}

function summary(findings: readonly Finding[], files: number): string {
  const read = `${files} ${files === 1 ? "file" : "files"}`;
  if (findings.length === 0) return `${read}: nothing found that could merge gossip pools.`;
  const fixable = findings.filter(({ fix }) => fix !== undefined).length;
  const hint = fixable === 0 ? "" : ` ${fixable} can be fixed with --fix.`;
  return `${read}: ${countsText(findings)}.${hint}`;
}
