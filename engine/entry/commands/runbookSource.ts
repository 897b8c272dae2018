/** What `unmix next` and `unmix status` read: lists of live agents, or what somebody pasted into files. */
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { fail, ok, type Result } from "../../base/result.ts";
import { readPaste } from "../../evidence/parse/paste.ts";
import type { PoolSource } from "../../observer/source.ts";
import { agentsToRead } from "../../unmix/checks.ts";
import type { Journal } from "../../unmix/journal.ts";
import { observeEvidence, observeView, type Observation } from "../../unmix/observation.ts";
import { attachShadow } from "../attach.ts";
import { readText } from "./fleetSource.ts";
import { attachRequest } from "./observe.ts";

export interface ReadOptions {
  /** Files, `AGENT=FILE`, `-`, or HOST:PORT of a live member. */
  readonly from: readonly string[];
  readonly keyFile?: string;
  readonly label?: string;
  /** Ranges whose members may be asked too. */
  readonly cidr: readonly string[];
  /** Longest time to read a live pool, seconds. */
  readonly readFor: string;
}

export function nothingRead(nowMs: number): Observation {
  return { atMs: nowMs, lists: [], raft: [], newcomers: [], returns: [] };
}

/** All sources as one observation; each list has the time at which it was read. */
export async function readSources(
  journal: Journal,
  options: ReadOptions,
): Promise<Result<Observation, string>> {
  const parts: Observation[] = [];
  for (const from of options.from) {
    const part = await readSource(journal, from, options);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  return ok({
    atMs: Date.now(),
    lists: parts.flatMap(({ lists }) => lists),
    raft: parts.flatMap(({ raft }) => raft),
    newcomers: [...new Set(parts.flatMap(({ newcomers }) => newcomers))],
    returns: parts.flatMap(({ returns }) => returns),
  });
}

async function readSource(
  journal: Journal,
  from: string,
  options: ReadOptions,
): Promise<Result<Observation, string>> {
  if (from === "-" || existsSync(from)) return readPasted(journal, from, "");
  const at = from.indexOf("=");
  if (at > 0) return readPasted(journal, from.slice(at + 1), from.slice(0, at));
  return readLive(journal, from, options);
}

/** A file is as old as its last change: read twice, it proves nothing new. */
async function readPasted(
  journal: Journal,
  file: string,
  teller: string,
): Promise<Result<Observation, string>> {
  try {
    const text = file === "-" ? await readText("-") : await readFile(file, "utf8");
    const changedMs = file === "-" ? Date.now() : (await stat(file)).mtimeMs;
    const { evidence } = readPaste(text, file === "-" ? "standard input" : file);
    return ok(
      observeEvidence([{ evidence, teller }], journal.case, Math.floor(Math.min(changedMs, Date.now()))),
    );
  } catch (error) {
    return fail(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Asks as a guest until every agent that may be asked was read, or for so long; joins nothing. */
async function readLive(
  journal: Journal,
  from: string,
  options: ReadOptions,
): Promise<Result<Observation, string>> {
  const request = await attachRequest(from, { ...options, plane: journal.case.plane, output: "json" });
  if (!request.ok) return fail(`${from} is neither a file nor an address: ${request.error}`);
  const attached = await attachShadow({ ...request.value, intervalMs: 1_000 });
  if (!attached.ok) return fail(`${attached.error.message} ${attached.error.advice}`);
  const pool = attached.value;
  try {
    if (options.cidr.length > 0) await readAll(pool, journal, Number(options.readFor) * 1_000);
    return ok(observeView(pool.snapshot(), journal.case));
  } finally {
    await pool.detach();
  }
}

function readAll(pool: PoolSource, journal: Journal, longestMs: number): Promise<void> {
  return new Promise((resolve) => {
    const wanted = agentsToRead(journal).map(({ id }) => id);
    const timer = setTimeout(resolve, longestMs);
    const look = (): void => {
      const read = new Set(observeView(pool.snapshot(), journal.case).lists.map(({ agent }) => agent));
      if (!wanted.every((id) => read.has(id))) return;
      clearTimeout(timer);
      resolve();
    };
    pool.onChange(look);
    look();
  });
}
