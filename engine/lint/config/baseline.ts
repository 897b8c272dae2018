/**
 * Findings that were there when linting began, so that only new ones count:
 *
 *     {"version": 1, "findings": [{"path", "rule", "message", "fingerprint"}]}
 *
 * The message is for whoever reviews the file; path, rule and fingerprint are what is compared.
 */
import { fail, ok, type Result } from "../../base/result.ts";
import type { Finding } from "../finding.ts";

const VERSION = 1;

export interface BaselineEntry {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
  readonly fingerprint: string;
}

/** The text of a baseline that holds all the findings. */
export function writeBaseline(
  findings: readonly Finding[],
  fingerprints: ReadonlyMap<Finding, string>,
): string {
  const entries = findings.map((finding): BaselineEntry => {
    const { path, rule, message } = finding;
    return { path, rule, message, fingerprint: fingerprints.get(finding) ?? "" };
  });
  return `${JSON.stringify({ version: VERSION, findings: entries }, null, 2)}\n`;
}

export function readBaseline(text: string): Result<readonly BaselineEntry[], string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("it is not JSON; write a new one with --write-baseline");
  }
  const { version, findings } = (value ?? {}) as { version?: unknown; findings?: unknown };
  if (version !== VERSION)
    return fail(`its version is not ${VERSION}; write a new one with --write-baseline`);
  if (!Array.isArray(findings) || !findings.every(isEntry)) {
    return fail("`findings` is not a list of entries with path, rule and fingerprint");
  }
  return ok(findings);
}

function isEntry(value: unknown): value is BaselineEntry {
  const { path, rule, fingerprint } = (value ?? {}) as Partial<Record<keyof BaselineEntry, unknown>>;
  return [path, rule, fingerprint].every((field) => typeof field === "string");
}

export interface Baselined {
  /** What the baseline does not know. */
  readonly fresh: readonly Finding[];
  /** Entries that nothing matches any more. */
  readonly stale: readonly BaselineEntry[];
}

export function applyBaseline(
  findings: readonly Finding[],
  fingerprints: ReadonlyMap<Finding, string>,
  entries: readonly BaselineEntry[],
): Baselined {
  const left = new Map(entries.map((entry) => [identity(entry.path, entry.rule, entry.fingerprint), entry]));
  const fresh = findings.filter(
    (finding) => !left.delete(identity(finding.path, finding.rule, fingerprints.get(finding) ?? "")),
  );
  return { fresh, stale: [...left.values()] };
}

function identity(path: string, rule: string, fingerprint: string): string {
  return [path, rule, fingerprint].join("\n");
}
