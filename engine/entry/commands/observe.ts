/** `lanekeeper observe HOST:PORT`: the members of a live pool, once or as they change. Adds nobody to it. */
import { readFile } from "node:fs/promises";
import { parseHostPort } from "../../base/address.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { ShadowPool } from "../../host/shadowPool.ts";
import { memberRow, type MemberRow, type Plane, type PoolProblem, type PoolView } from "../../view/view.ts";
import type { AttachRequest } from "../../view/workerProtocol.ts";
import { parseKeyFile } from "../../wire/key.ts";
import { attachShadow } from "../attach.ts";
import { preflightReport } from "../preflight.ts";

export interface ObserveOptions {
  readonly keyFile?: string;
  readonly label?: string;
  readonly plane: Plane;
  readonly cidr: readonly string[];
  readonly once?: boolean;
  readonly output: "json" | "text";
}

/** Exit code: 0 seen, 1 not seen, 2 wrong use. Ends by itself with `--once`, else when `stopped` resolves. */
export async function observe(
  place: string,
  options: ObserveOptions,
  stopped: Promise<void>,
): Promise<number> {
  const request = await attachRequest(place, options);
  if (!request.ok) return complain(request.error, 2);
  const attached = await attachShadow(request.value);
  if (!attached.ok) return complain(sentence(attached.error), 1);
  const pool = attached.value;
  try {
    const view = pool.snapshot();
    print(options.output === "json" ? JSON.stringify(poolJson(view)) : poolText(view));
    if (options.once !== true) await follow(pool, options, stopped);
    return 0;
  } finally {
    await pool.detach();
  }
}

/** What the command line said, as a request; the error says what to write instead. */
export async function attachRequest(
  place: string,
  options: ObserveOptions,
): Promise<Result<AttachRequest, string>> {
  const seed = parseHostPort(place, options.plane === "wan" ? 8302 : 8301);
  if (!seed.ok) return seed;
  const keys = options.keyFile === undefined ? ok([]) : await readKeys(options.keyFile);
  if (!keys.ok) return keys;
  return ok({
    poolId: place,
    poolName: place,
    kind: "serf",
    plane: options.plane,
    environment: "unknown",
    seed: seed.value,
    label: options.label ?? "",
    keys: keys.value,
    confirmedCidrs: options.cidr,
    updatesPerSecondMax: 4,
    intervalMs: 5_000,
  });
}

async function readKeys(file: string): Promise<Result<Uint8Array[], string>> {
  const text = await readFile(file, "utf8").catch((error: unknown) => error);
  if (typeof text !== "string")
    return fail(`cannot read the key file: ${text instanceof Error ? text.message : file}`);
  const keys = parseKeyFile(text);
  return keys.ok ? ok(keys.value.map((key) => key.reveal())) : fail(`${file}: ${keys.error}`);
}

/** Prints one line a change until told to stop. */
async function follow(pool: ShadowPool, { output }: ObserveOptions, stopped: Promise<void>): Promise<void> {
  pool.takeEvents();
  pool.onChange(() => {
    pool.takeDelta();
    for (const event of pool.takeEvents()) {
      const time = new Date(event.atMs).toISOString();
      const { kind, member, by, incarnation, detail } = event;
      print(
        output === "json"
          ? JSON.stringify({
              version: 1,
              event: { time, kind, member: visible(member), by: visible(by), incarnation, detail },
            })
          : `${time}  ${kind}  ${visible(member)}  by ${visible(by)}${detail === "" ? "" : ` (${visible(detail)})`}`,
      );
    }
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
    },
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

/** Names come from the network: control characters must not reach a terminal. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

function sentence({ message, advice }: PoolProblem): string {
  return `${message} ${advice}`;
}

function complain(message: string, code: number): number {
  process.stderr.write(`lanekeeper: ${visible(message)}\n`);
  return code;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
