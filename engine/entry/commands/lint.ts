/**
 * `lanekeeper lint`: config files in, findings out. Data on stdout, talk on stderr. Exit codes: 0 nothing at or above
 * `--fail-on`, 1 findings, 2 wrong use or something that could not be read.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { fail, ok, type Result } from "../../base/result.ts";
import {
  applyBaseline,
  readBaseline,
  writeBaseline,
  type BaselineEntry,
} from "../../lint/config/baseline.ts";
import { refiner } from "../../lint/config/refine.ts";
import { ignores } from "../../lint/config/severity.ts";
import type { Finding, Severity } from "../../lint/finding.ts";
import { fingerprints } from "../../lint/identity.ts";
import { RULES } from "../../lint/rules/index.ts";
import { lintFleet, type SessionOptions } from "../../lint/session.ts";
import { loadConfig, type ConfigFile } from "../lint/configFile.ts";
import { discover, reason, rootOf, type Workspace } from "../lint/discover.ts";
import { fixAll } from "../lint/fixAll.ts";
import { resolveNames } from "../lint/resolveNames.ts";
import { render, type Format } from "../lint/render.ts";
import { ALL_RULES, RULE_NAMES } from "../lint/ruleCatalogue.ts";

export interface LintArguments {
  /** Folders and files; `-` is standard input. */
  readonly places: readonly string[];
  readonly format: Format;
  readonly failOn: "error" | "warning";
  /** What is quieter is not shown. */
  readonly show: Severity;
  readonly baseline?: string | undefined;
  readonly writeBaseline?: string | undefined;
  readonly fix: boolean;
  readonly config?: string | undefined;
  /** The path that standard input stands for. */
  readonly stdinFilename: string;
  /** Ask DNS for the names in join lists. */
  readonly resolve: boolean;
}

export interface LintStreams {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
}

const LOUDNESS: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1, hint: 0 };

/** Runs the command and gives its exit code; never throws on what the files hold. */
export async function runLint(args: LintArguments, streams: LintStreams = process): Promise<number> {
  const prepared = await prepare(args, streams.stdin);
  if (!prepared.ok) {
    streams.stderr.write(`${prepared.error}\n`);
    return 2;
  }
  const run = prepared.value;
  if (args.fix) await applyAllFixes(run, streams.stderr);
  const all = lintFleet(run.workspace.texts, run.options);
  return await report(all, run, args, streams);
}

interface Run {
  workspace: Workspace;
  readonly options: SessionOptions;
  readonly baseline: readonly BaselineEntry[];
}

async function prepare(args: LintArguments, stdin: Readable): Promise<Result<Run, string>> {
  const places = args.places.filter((place) => place !== "-");
  const readsStdin = places.length < args.places.length;
  if (readsStdin && args.fix) return fail("--fix has no file to write to when it reads standard input");
  const config = await loadConfig(args.config, await rootOf(places), RULE_NAMES);
  if (!config.ok) return config;
  const baseline = await loadBaseline(args.baseline);
  if (!baseline.ok) return baseline;
  const workspace = await discover(places, ignores(config.value.config));
  const texts = readsStdin ? withStdin(workspace, args.stdinFilename, await textOf(stdin)) : workspace.texts;
  const options = sessionOptions(config.value, workspace.root);
  return ok({
    workspace: { ...workspace, texts },
    options: args.resolve ? await withAnswers(options, config.value, texts) : options,
    baseline: baseline.value,
  });
}

async function withAnswers(
  options: SessionOptions,
  { config }: ConfigFile,
  texts: ReadonlyMap<string, string>,
): Promise<SessionOptions> {
  return { ...options, settings: { ...config.settings, resolved: await resolveNames(texts, options) } };
}

function sessionOptions({ config, folder }: ConfigFile, root: string): SessionOptions {
  // Globs start at the folder of lanekeeper.yaml, findings at the folder that is linted.
  const prefix = path.relative(folder, root).split(path.sep).join("/");
  return {
    rules: RULES,
    settings: config.settings,
    refine: refiner(config, RULE_NAMES, (name) => path.posix.join(prefix, name)),
  };
}

async function loadBaseline(file: string | undefined): Promise<Result<readonly BaselineEntry[], string>> {
  if (file === undefined) return ok([]);
  const text = await readFile(file, "utf8").catch((cause: unknown) => cause);
  if (typeof text !== "string") return fail(`cannot read the baseline ${file}: ${reason(text)}`);
  const entries = readBaseline(text);
  return entries.ok ? entries : fail(`${file}: ${entries.error}`);
}

/** An editor sends the text it has; the folder tells what is around it. */
function withStdin({ texts, root }: Workspace, filename: string, text: string): ReadonlyMap<string, string> {
  const name = path.relative(root, path.resolve(filename)).split(path.sep).join("/");
  return new Map([...texts, [name, text]]);
}

async function textOf(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

async function applyAllFixes(run: Run, stderr: Writable): Promise<void> {
  const { texts, applied } = fixAll(run.workspace.texts, run.options);
  const changed = [...texts].filter(([name, text]) => text !== run.workspace.texts.get(name));
  for (const [name, text] of changed) await writeFile(path.join(run.workspace.root, name), text);
  run.workspace = { ...run.workspace, texts };
  stderr.write(`${applied} fixed in ${changed.length} ${changed.length === 1 ? "file" : "files"}\n`);
}

async function report(
  all: readonly Finding[],
  { workspace, baseline }: Run,
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
