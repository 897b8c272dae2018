/**
 * `lanekeeper lint`: config files in, findings out. Data on stdout, talk on stderr. Exit codes: 0 nothing at or above
 * `--fail-on`, 1 findings, 2 wrong use or something that could not be read.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { ok, type Result } from "../../base/result.ts";
import { applyBaseline, writeBaseline, type BaselineEntry } from "../../lint/config/baseline.ts";
import type { Finding, Severity } from "../../lint/finding.ts";
import { fingerprints } from "../../lint/identity.ts";
import { lintFleet } from "../../lint/session.ts";
import { findAgainst } from "../lint/against.ts";
import type { LintArguments } from "../lint/arguments.ts";
import { reason, type Workspace } from "../lint/discover.ts";
import { fixAll } from "../lint/fixAll.ts";
import { prepareRun, type LintRun } from "../lint/prepareRun.ts";
import { render } from "../lint/render.ts";
import { ALL_RULES } from "../lint/ruleCatalogue.ts";

export interface LintStreams {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
}

const LOUDNESS: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1, hint: 0 };

/** Runs the command and gives its exit code; never throws on what the files hold. */
export async function runLint(args: LintArguments, streams: LintStreams = process): Promise<number> {
  const prepared = await prepareRun(args, streams.stdin);
  if (!prepared.ok) return misuse(streams, prepared.error);
  try {
    const run = args.fix ? await fixed(prepared.value, streams.stderr) : prepared.value;
    const live = await liveOf(run, args);
    if (!live.ok) return misuse(streams, `--against: ${live.error}`);
    const found = [...lintFleet(run.workspace.texts, run.options), ...live.value];
    return await report(found, run, args, streams);
  } catch (cause) {
    if ((cause as { syscall?: unknown }).syscall === undefined) throw cause;
    return misuse(streams, reason(cause));
  }
}

async function liveOf(
  { workspace, options }: LintRun,
  { against, plane = "lan", keyFile, label }: LintArguments,
): Promise<Result<readonly Finding[], string>> {
  if (against === undefined) return ok([]);
  return findAgainst({ place: against, plane, keyFile, label }, workspace.texts, options);
}

function misuse({ stderr }: LintStreams, message: string): 2 {
  stderr.write(`${message}\n`);
  return 2;
}

/** The run after all fixes that need no choice; they are on disk then. */
async function fixed(run: LintRun, stderr: Writable): Promise<LintRun> {
  const { workspace, options } = run;
  const { texts, applied } = fixAll(workspace.texts, options);
  const changed = [...texts].filter(([name, text]) => text !== workspace.texts.get(name));
  for (const [name, text] of changed) await writeFile(path.join(workspace.root, name), text);
  stderr.write(`${applied} fixed in ${changed.length} ${changed.length === 1 ? "file" : "files"}\n`);
  return { ...run, workspace: { ...workspace, texts } };
}

async function report(
  all: readonly Finding[],
  { workspace, baseline }: LintRun,
  args: LintArguments,
  { stdout, stderr }: LintStreams,
): Promise<number> {
  const prints = fingerprints(all, (name) => workspace.texts.get(name));
  const { fresh, stale } = applyBaseline(all, prints, baseline);
  const shown = fresh.filter(({ severity }) => LOUDNESS[severity] >= LOUDNESS[args.show]);
  if (stale.length > 0) stderr.write(staleText(stale, args.baseline ?? ""));
  for (const line of workspace.skipped) stderr.write(`skipped ${line}\n`);
  for (const line of workspace.unreadable) stderr.write(`cannot read ${line}\n`);
  if (args.writeBaseline !== undefined) {
    const kept = all.filter(({ severity }) => LOUDNESS[severity] >= LOUDNESS[args.show]);
    await writeFile(args.writeBaseline, writeBaseline(kept, prints));
    stderr.write(`${kept.length} findings written to ${args.writeBaseline}\n`);
    return workspace.unreadable.length > 0 ? 2 : 0;
  }
  const files = workspace.texts.size;
  stdout.write(
    render({ findings: shown, fingerprints: prints, rules: ALL_RULES, files }, args.format, stdout),
  );
  return exitCode(shown, workspace, args);
}

function staleText(stale: readonly BaselineEntry[], file: string): string {
  const places = stale.map(({ path, rule }) => `  ${path}  ${rule}`).join("\n");
  const what = stale.length === 1 ? "1 entry is" : `${stale.length} entries are`;
  return `${what} no longer found; renew ${file} with --write-baseline:\n${places}\n`;
}

function exitCode(shown: readonly Finding[], { unreadable }: Workspace, { failOn }: LintArguments): number {
  if (unreadable.length > 0) return 2;
  return shown.some(({ severity }) => LOUDNESS[severity] >= LOUDNESS[failOn]) ? 1 : 0;
}
