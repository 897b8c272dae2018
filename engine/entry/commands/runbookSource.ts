/** What `unmix next` and `unmix status` read: lists of live agents, or what somebody pasted into files. */
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { fail, ok, type Result } from "../../base/result.ts";
import { readPaste } from "../../evidence/parse/paste.ts";
import type { PoolSource } from "../../observer/source.ts";
import { namesText } from "../../firewall/refusal.ts";
import { agentsToRead } from "../../unmix/checks.ts";
import type { Journal } from "../../unmix/journal.ts";
import { observeEvidence, observeView, type Observation } from "../../unmix/observation.ts";
import type { ApiFlags } from "../apiAccess.ts";
import { attachPool } from "../attach.ts";
import { readText } from "./fleetSource.ts";
import { attachRequest } from "./observe.ts";

export interface ReadOptions extends ApiFlags {
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
  const places = [...options.from, ...(isApiAsked(options) ? [undefined] : [])];
  for (const from of places) {
    const part =
      from === undefined
        ? await readLive(journal, undefined, options)
        : await readSource(journal, from, withoutApi(options));
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

/** Whether anything is to be read at all. */
export function isAnythingRead(options: ReadOptions): boolean {
  return options.from.length > 0 || isApiAsked(options);
}

function isApiAsked({ http, rpc }: ReadOptions): boolean {
  return http !== undefined || rpc !== undefined;
}

/** A gossip address is asked by gossip, whatever API is asked besides. */
function withoutApi({ from, keyFile, label, cidr, readFor }: ReadOptions): ReadOptions {
  return {
    from,
    cidr,
    readFor,
    ...(keyFile === undefined ? {} : { keyFile }),
    ...(label === undefined ? {} : { label }),
  };
}

async function readSource(
  journal: Journal,
  from: string,
  options: ReadOptions,
): Promise<Result<Observation, string>> {
  if (from === "-" || existsSync(from)) return readPasted(journal, from, "");
  const at = from.indexOf("=");
  if (at > 0) return readOf(journal, from.slice(0, at), from.slice(at + 1));
  return readLive(journal, from, options);
}

/** A list counts only as somebody's: one of nobody that the runbook knows would be left out without a word. */
async function readOf(journal: Journal, agent: string, file: string): Promise<Result<Observation, string>> {
  const { members } = journal.case;
  const known = members.filter(({ name }) => name === agent).length;
  if (known === 1) return readPasted(journal, file, agent);
  if (known > 1)
    return fail(
      `more than one member of this runbook is called "${agent}", so its list can't be told apart; read that agent live`,
    );
  return fail(
    `nobody in this runbook is called "${agent}"; write AGENT=FILE with one of ${namesText(members, 20)}`,
  );
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

/** Asks as a guest until every agent that may be asked was read, or for so long; an API is asked once. Joins nothing. */
async function readLive(
  journal: Journal,
  from: string | undefined,
  options: ReadOptions,
): Promise<Result<Observation, string>> {
  const request = await attachRequest(from, { ...options, plane: journal.case.plane, output: "json" });
  if (!request.ok)
    return fail(
      from === undefined ? request.error : `${from} is neither a file nor an address: ${request.error}`,
    );
  const attached = await attachPool({ ...request.value, intervalMs: 1_000 });
  if (!attached.ok) return fail(`${attached.error.message} ${attached.error.advice}`);
  const pool = attached.value;
  try {
    if (from !== undefined && options.cidr.length > 0)
      await readAll(pool, journal, Number(options.readFor) * 1_000);
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
