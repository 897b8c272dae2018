/**
 * A folder `NAME/` with a workspace in `ws/` and what a linter should say about it in `expected.json`:
 * `findings` must be reported, `optional` may be; all else of severity warning or error is a false alarm.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { discover } from "../../engine/entry/lint/discover.ts";
import type { Finding } from "../../engine/lint/finding.ts";
import { RULES } from "../../engine/lint/rules/index.ts";
import { lintFleet } from "../../engine/lint/session.ts";

interface Expectation {
  /** The code. */
  readonly rule: string;
  readonly file: string;
  readonly line: number;
}

export interface Score {
  readonly name: string;
  readonly expected: number;
  readonly found: number;
  /** Reported with severity warning or error. */
  readonly reported: number;
  readonly wanted: number;
  readonly misses: readonly string[];
  readonly falseAlarms: readonly string[];
}

/** Names of the scenarios of a folder; the folder may be a scenario itself. */
export function scenariosIn(folder: string): readonly string[] {
  if (existsSync(path.join(folder, "expected.json"))) return [folder];
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name))
    .filter((place) => existsSync(path.join(place, "expected.json")));
}

export async function scoreScenario(folder: string): Promise<Score> {
  const text = readFileSync(path.join(folder, "expected.json"), "utf8");
  const expected = JSON.parse(text) as Partial<Record<"findings" | "optional", Expectation[]>> & {
    root?: string;
  };
  const { texts } = await discover([path.join(folder, expected.root ?? "ws")], () => false);
  const reported = lintFleet(texts, { rules: RULES });
  return compare(path.basename(folder), reported, expected.findings ?? [], expected.optional ?? []);
}

function compare(
  name: string,
  reported: readonly Finding[],
  findings: readonly Expectation[],
  optional: readonly Expectation[],
): Score {
  const required = new Set(findings.map(keyOfExpected));
  const allowed = new Set([...required, ...optional.map(keyOfExpected)]);
  const given = new Set(reported.map(keyOf));
  const loud = reported.filter(({ severity }) => severity === "warning" || severity === "error");
  const misses = [...required].filter((key) => !given.has(key));
  const falseAlarms = loud.filter((finding) => !allowed.has(keyOf(finding)));
  return {
    name,
    expected: required.size,
    found: required.size - misses.length,
    reported: loud.length,
    wanted: loud.length - falseAlarms.length,
    misses,
    falseAlarms: falseAlarms.map((finding) => `${keyOf(finding)} ${finding.severity}: ${finding.message}`),
  };
}

function keyOf({ code, path, line }: Finding): string {
  return `${code} ${path}:${line}`;
}

function keyOfExpected({ rule, file, line }: Expectation): string {
  return `${rule} ${file}:${line}`;
}

/** A quotient of two counts; nothing of nothing is all of it. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
