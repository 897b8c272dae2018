/**
 * `lanekeeper observe HOST:PORT`, `--http`, `--rpc`: the members of a live pool, once or as they change.
 * Adds nobody to it.
 */
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { parseHostPort } from "../../base/address.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { visible } from "../../base/visible.ts";
import type { PoolSource } from "../../observer/source.ts";
import type { MeteredPool } from "../../metrics/meteredPool.ts";
import { WatchedSource } from "../../recording/watched.ts";
import {
  memberRow,
  type MemberId,
  type MemberRow,
  type Plane,
  type PoolInfo,
  type PoolProblem,
  type PoolView,
} from "../../view/view.ts";
import type { AttachRequest } from "../../view/workerProtocol.ts";
import { parseKeyFile } from "../../wire/key.ts";
import { apiPlace, type ApiFlags } from "../apiAccess.ts";
import { attachPool } from "../attach.ts";
import { attachMember, planMember } from "../attachMember.ts";
import { record, type RunningRecording } from "../recordings.ts";
import { preflightReport } from "../preflight.ts";
import { eventText } from "./eventText.ts";

/** Between two attempts to reach a pool that is down, ms. */
const RETRY_MS = 30_000;
/** What may be otherwise in a while; a wrong key stays wrong. */
const SILENT: readonly PoolProblem["kind"][] = [
  "unresolved",
  "noListener",
  "unreachable",
  "timeout",
  "stalled",
];

export interface ObserveOptions extends ApiFlags {
  readonly keyFile?: string;
  readonly label?: string;
  readonly plane: Plane;
  readonly cidr: readonly string[];
  readonly attach?: "shadow" | "member";
  /** Name to join under, given as consent. */
  readonly yesJoin?: string;
  /** `ip:port` to listen at as a member. */
  readonly bind?: string;
  readonly environment?: PoolInfo["environment"];
  readonly once?: boolean;
  /** File that becomes a recording; with pseudonyms unless `redact` is false. */
  readonly record?: string;
  readonly redact?: boolean;
  /** Where metrics are served, as `parseMetricsPlace` reads it. */
  readonly metrics?: string;
  /** Series for each member too. */
  readonly metricsMembers?: boolean;
  readonly output: "json" | "text";
}

/** One of the pools that a command watches. */
export interface Watch {
  /** In front of what is printed of it; "" when it is the only one. */
  readonly title: string;
  readonly metered?: MeteredPool | undefined;
}

/** Exit code: 0 seen, 1 not seen, 2 wrong use. Ends by itself with `--once`, else when `stopped` resolves. */
export async function observe(
  place: string | undefined,
  options: ObserveOptions,
  stopped: Promise<void>,
  watch: Watch = { title: "" },
): Promise<number> {
  const request = await attachRequest(place, options);
  if (!request.ok) return complain(request.error, 2);
  if (options.attach !== "member" && options.yesJoin !== undefined)
    return complain("--yes-join needs --attach member", 2);
  const attached = await (options.attach === "member"
    ? joinPool(request.value, options)
    : watch.metered === undefined
      ? attachPool(request.value)
      : attachAtLast(request.value, stopped));
  const lacksConsent = options.attach === "member" && options.yesJoin === undefined;
  if (attached === undefined) return 1;
  if (!attached.ok) return complain(sentence(attached.error), lacksConsent ? 2 : 1);
  const pool = new WatchedSource(attached.value);
  if (watch.metered !== undefined) pool.add(watch.metered);
  const recording = startRecording(pool, options);
  if (!recording.ok) {
    await pool.detach();
    return complain(recording.error, 2);
  }
  try {
    const view = pool.snapshot();
    for (const problem of view.problems) talk(sentence(problem));
    print(
      options.output === "json"
        ? JSON.stringify(poolJson(view))
        : [...titleLines(watch), poolText(view), ...findingLines(view)].join("\n"),
    );
    if (options.once !== true) await follow(pool, options, stopped, watch);
    return 0;
  } finally {
    recording.value?.stop();
    await pool.detach();
  }
}

/** Metrics are to say that a pool is down, and that it is back: who is silent is asked again, until we are stopped. */
async function attachAtLast(
  request: AttachRequest,
  stopped: Promise<void>,
): Promise<Result<PoolSource, PoolProblem> | undefined> {
  let isStopped = false;
  let wake = (): void => undefined;
  void stopped.then(() => {
    isStopped = true;
    wake();
  });
  for (let tries = 0; !isStopped; tries += 1) {
    const attached = await attachPool(request);
    if (attached.ok || !SILENT.includes(attached.error.kind)) return attached;
    if (tries === 0) talk(`${sentence(attached.error)} It is asked again every ${RETRY_MS / 1_000} s.`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isStopped) wake();
    });
  }
  return undefined;
}

function startRecording(
  pool: WatchedSource,
  { record: path, redact }: ObserveOptions,
): Result<RunningRecording | undefined, string> {
  return path === undefined ? ok(undefined) : record(pool, path, redact !== false, Date.now(), talk);
}

/** Joins with the user's consent; without it says what joining would mean, and joins nothing. */
async function joinPool(
  request: AttachRequest,
  { yesJoin, bind }: ObserveOptions,
): Promise<Result<PoolSource, PoolProblem>> {
  if (request.api !== undefined)
    return fail(
      notJoining("A member joins through a gossip port, not through an API.", "Leave out --http and --rpc."),
    );
  const name = yesJoin ?? `observer-${hostname().replace(/[^A-Za-z0-9-]/g, "-")}`;
  const place = bind === undefined ? ok(undefined) : parseHostPort(bind, 0);
  if (!place.ok) return fail(notJoining(`--bind: ${place.error}.`, "Write it like 10.0.0.9:7946."));
  const access =
    place.value === undefined ? { name } : { name, ip: place.value.host, port: place.value.port };
  const plan = await planMember(request, access);
  if (!plan.ok) return plan;
  for (const line of plan.value.consequences.split("\n")) talk(line);
  if (yesJoin !== undefined) return attachMember(request, plan.value);
  return fail(notJoining("Nothing was joined.", `If you agree, repeat the command with --yes-join ${name}.`));
}

function notJoining(message: string, advice: string): PoolProblem {
  return { kind: "refused", message, advice };
}

/** What the command line said, as a request; the error says what to write instead. */
export async function attachRequest(
  place: string | undefined,
  options: ObserveOptions,
): Promise<Result<AttachRequest, string>> {
  const api = await apiPlace(options, process.env);
  if (!api.ok) return api;
  if (api.value === undefined) return gossipRequest(place, options);
  if (place !== undefined) return fail("give a gossip address, or --http, or --rpc: one pool at a time");
  const { place: poolId, ...access } = api.value;
  return ok({ ...sharedRequest(poolId, options), ...access });
}

async function gossipRequest(
  place: string | undefined,
  options: ObserveOptions,
): Promise<Result<AttachRequest, string>> {
  if (place === undefined) return fail("give the gossip address of one member, or --http, or --rpc");
  const seed = parseHostPort(place, options.plane === "wan" ? 8302 : 8301);
  if (!seed.ok) return seed;
  const keys = options.keyFile === undefined ? ok([]) : await readKeys(options.keyFile);
  if (!keys.ok) return keys;
  return ok({ ...sharedRequest(place, options), seed: seed.value, keys: keys.value });
}

function sharedRequest(place: string, options: ObserveOptions): Omit<AttachRequest, "seed"> {
  return {
    poolId: place,
    poolName: place,
    kind: "serf",
    plane: options.plane,
    environment: options.environment ?? "unknown",
    label: options.label ?? "",
    keys: [],
    confirmedCidrs: options.cidr,
    updatesPerSecondMax: 4,
    intervalMs: 5_000,
  };
}

async function readKeys(file: string): Promise<Result<Uint8Array[], string>> {
  const text = await readFile(file, "utf8").catch((error: unknown) => error);
  if (typeof text !== "string")
    return fail(`cannot read the key file: ${text instanceof Error ? text.message : file}`);
  const keys = parseKeyFile(text);
  return keys.ok ? ok(keys.value.map((key) => key.reveal())) : fail(`${file}: ${keys.error}`);
}

/** Prints one line a change until told to stop. */
async function follow(
  pool: PoolSource,
  { output }: ObserveOptions,
  stopped: Promise<void>,
  { title }: Watch,
): Promise<void> {
  pool.takeEvents();
  pool.onChange(() => {
    pool.takeDelta();
    for (const event of pool.takeEvents()) print(eventText(event, output, title));
  });
  await stopped;
}

function poolJson(view: PoolView): unknown {
  const report = preflightReport(view);
  return {
    version: 1,
    pool: {
      seed: report.answeredBy,
      kind: report.kind,
      plane: report.plane,
      encrypted: report.encrypted,
      members: report.members,
      datacenters: report.datacenters,
      attach: view.info.attach,
      // False: members may be missing from the list.
      isWhole: view.vantages.every(({ partial }) => partial === undefined),
    },
    problems: view.problems,
    raft: view.raft ?? [],
    findings: view.findings.map((finding) => ({ ...finding, members: namesOf(view, finding.members) })),
    edges: view.edges.map((edge) => ({ ...edge, members: namesOf(view, edge.members) })),
    members: shownMembers(view).map(({ name, ip, port, state, incarnation, tags, datacenter, versions }) => ({
      name,
      address: ip,
      port,
      state,
      incarnation,
      tags,
      datacenter,
      versions,
    })),
  };
}

/** Member rows as names: row numbers mean nothing outside of this process. */
function namesOf(view: PoolView, ids: readonly MemberId[]): string[] {
  return ids.map((id) => memberRow(view, id).name);
}

function titleLines({ title }: Watch): string[] {
  return title === "" ? [] : [visible(title)];
}

/** What is wrong, below the table; no line when nothing is. */
function findingLines({ findings }: PoolView): string[] {
  return findings.flatMap(({ kind, certainty, sentence, firstStep }) => [
    "",
    visible(`${certainty} (${kind}): ${sentence}`),
    visible(`  first safe step: ${firstStep}`),
  ]);
}

function poolText(view: PoolView): string {
  const rows = shownMembers(view).map(({ name, address, state, datacenter, incarnation }) => [
    visible(name),
    address,
    state,
    visible(datacenter) || "-",
    String(incarnation),
  ]);
  const table = [["NAME", "ADDRESS", "STATE", "DC", "INC"], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function shownMembers(view: PoolView): MemberRow[] {
  const rows = Array.from({ length: view.count }, (_, id) => memberRow(view, id));
  return rows.filter(({ state }) => state !== "reaped").sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sentence({ message, advice }: PoolProblem): string {
  return `${message} ${advice}`;
}

function complain(message: string, code: number): number {
  talk(message);
  return code;
}

function talk(message: string): void {
  process.stderr.write(`lanekeeper: ${visible(message)}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
