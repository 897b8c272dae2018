/** What one run of `lanekeeper lint` works on: the files, how to judge them, and what is known already. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { fail, ok, type Result } from "../../base/result.ts";
import { readBaseline, type BaselineEntry } from "../../lint/config/baseline.ts";
import { refiner } from "../../lint/config/refine.ts";
import { ignores } from "../../lint/config/severity.ts";
import { RULES } from "../../lint/rules/index.ts";
import type { SessionOptions } from "../../lint/session.ts";
import type { LintArguments } from "./arguments.ts";
import { loadConfig, type ConfigFile } from "./configFile.ts";
import { discover, reason, rootOf, type Workspace } from "./discover.ts";
import { resolveNames } from "./resolveNames.ts";
import { RULE_NAMES } from "./ruleCatalogue.ts";

export interface LintRun {
  readonly workspace: Workspace;
  readonly options: SessionOptions;
  readonly baseline: readonly BaselineEntry[];
}

/** Reads the places as the linter does, for a command that is after the fleet and not after findings. */
export function prepareReading(places: readonly string[], config?: string): Promise<Result<LintRun, string>> {
  const quiet = { format: "stylish", failOn: "error", show: "error", fix: false } as const;
  return prepareRun({ places, config, ...quiet, stdinFilename: "", resolve: false }, Readable.from([]));
}

/** Reads everything; the error says what could not be used, and why. */
export async function prepareRun(args: LintArguments, stdin: Readable): Promise<Result<LintRun, string>> {
  const places = args.places.filter((place) => place !== "-");
  const readsStdin = places.length < args.places.length;
  if (readsStdin && args.fix) return fail("--fix has no file to write to when it reads standard input");
  const root = await rootOf(places);
  const config = await loadConfig(args.config, root, RULE_NAMES);
  if (!config.ok) return config;
  const baseline = await loadBaseline(args.baseline);
  if (!baseline.ok) return baseline;
  const globPath = globPathOf(config.value, root);
  const isIgnored = ignores(config.value.config);
  const workspace = await discover(places, (name) => isIgnored(globPath(name)));
  const texts = readsStdin ? withStdin(workspace, args.stdinFilename, await textOf(stdin)) : workspace.texts;
  const options = sessionOptions(config.value, globPath);
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

/** Globs start at the folder of lanekeeper.yaml, the names of files at the folder that is linted. */
function globPathOf({ folder }: ConfigFile, root: string): (name: string) => string {
  const prefix = path.relative(folder, root).split(path.sep).join("/");
  return (name) => path.posix.join(prefix, name);
}

function sessionOptions({ config }: ConfigFile, globPath: (name: string) => string): SessionOptions {
  return { rules: RULES, settings: config.settings, refine: refiner(config, RULE_NAMES, globPath) };
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
