/** Workspaces on disk for the linter's tests, and how what is found compares with what is expected. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Finding } from "../../../engine/lint/finding.ts";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { lintFleet, mayMatter } from "../../../engine/lint/session.ts";

export interface Expected {
  readonly description: string;
  readonly clean: boolean;
  readonly findings: readonly ExpectedFinding[];
  readonly optional: readonly ExpectedFinding[];
}

interface ExpectedFinding {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
}

/** All files below a folder that may matter, by their path in it. */
export function readWorkspace(root: string, below = ""): [string, string][] {
  return readdirSync(path.join(root, below))
    .sort()
    .flatMap((name) => {
      const inside = path.posix.join(below, name);
      if (statSync(path.join(root, inside)).isDirectory()) return readWorkspace(root, inside);
      return mayMatter(inside)
        ? [[inside, readFileSync(path.join(root, inside), "utf8")] as [string, string]]
        : [];
    });
}

export function lintFolder(root: string): readonly Finding[] {
  return lintFleet(readWorkspace(root), { rules: RULES });
}

/** `GM101 dc2/app.hcl:9`, sorted. */
export function marks(findings: readonly Finding[]): string[] {
  return findings.map(({ code, path: file, line }) => `${code} ${file}:${line}`).sort();
}

export function expectedMarks(expected: readonly ExpectedFinding[]): string[] {
  return expected.map(({ rule, file, line }) => `${rule} ${file}:${line}`).sort();
}

export function readExpected(scenario: string): Expected {
  return JSON.parse(readFileSync(path.join(scenario, "expected.json"), "utf8")) as Expected;
}

/** Findings that count: everything but notes. */
export function isLoud({ severity }: Finding): boolean {
  return severity === "error" || severity === "warning";
}
