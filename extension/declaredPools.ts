/** Pools that a team writes into `lanekeeper.pools`: read with care, since a workspace's settings are foreign. No VS Code here. */
import * as v from "valibot";
import { parseCidr, type PoolKind, type Plane } from "../engine/index.ts";
import { poolId, type KnownApi, type KnownPool } from "./pool.ts";
import { readSource, type Source } from "./sourceChoices.ts";

const KINDS = ["consul", "nomad", "serf", "memberlist"] as const satisfies readonly PoolKind[];
const PLANES = ["lan", "wan"] as const satisfies readonly Plane[];
/** As people who run it call a pool. */
export const ENVIRONMENTS = ["production", "staging", "development"] as const;

const shortText = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(128));
const cidr = v.pipe(
  v.string(),
  v.check((text) => parseCidr(text).ok, "this is no range such as 10.1.0.0/16"),
);

const declaredPool = v.strictObject({
  name: shortText,
  kind: v.picklist(KINDS),
  plane: v.optional(v.picklist(PLANES), "lan"),
  seed: v.optional(v.string()),
  apiAddress: v.optional(v.string()),
  label: v.optional(v.pipe(v.string(), v.maxLength(255)), ""),
  cidrs: v.optional(v.pipe(v.array(cidr), v.maxLength(64)), []),
  environment: v.optional(v.picklist(ENVIRONMENTS)),
});

export interface DeclaredPools {
  readonly pools: readonly KnownPool[];
  /** One sentence each: which entry, and what is wrong with it. */
  readonly problems: readonly string[];
}

/** Reads the setting; an entry that cannot be read is named and left out. */
export function declaredPools(setting: unknown): DeclaredPools {
  if (!Array.isArray(setting))
    return { pools: [], problems: ["lanekeeper.pools: this is no list of pools."] };
  const pools: KnownPool[] = [];
  const problems: string[] = [];
  setting.slice(0, 100).forEach((entry: unknown, index) => {
    const read = v.safeParse(declaredPool, entry);
    const pool = read.success ? poolOf(read.output) : problemOf(read.issues[0]);
    if (typeof pool === "string") problems.push(`lanekeeper.pools, entry ${index + 1}: ${pool}.`);
    else pools.push(pool);
  });
  return { pools, problems };
}

function poolOf(entry: v.InferOutput<typeof declaredPool>): KnownPool | string {
  const { name, kind, plane, seed, apiAddress, label, cidrs, environment } = entry;
  if ((seed === undefined) === (apiAddress === undefined)) return "it needs either seed or apiAddress";
  const way = apiAddress === undefined ? "gossip" : kind === "serf" ? "serfRpc" : "consulHttp";
  const source = readSource(way, apiAddress ?? seed ?? "");
  if (!source.ok) return source.error;
  const { host, port } = source.value;
  const api = apiOf(source.value);
  const place = { plane, host, port, label, ...(api === undefined ? {} : { api }) };
  const more = environment === undefined ? {} : { environment };
  return { ...place, ...more, id: poolId(place), name, kind, confirmedCidrs: cidrs };
}

function apiOf({ kind, url = "" }: Source): KnownApi | undefined {
  if (kind === "consulHttp") return { kind, url };
  return kind === "serfRpc" ? { kind } : undefined;
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map(({ key }) => String(key)).join(".") ?? "";
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
