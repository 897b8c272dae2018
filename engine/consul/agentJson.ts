/**
 * The bodies of Consul's HTTP API, as far as gossip is concerned. Each reader takes JSON text and gives plain
 * values, or one sentence about what it is instead.
 * Source: consul agent/agent_endpoint.go, operator_endpoint.go, coordinate_endpoint.go; api/agent.go.
 */
import { parseIp } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { VivaldiCoordinate } from "../serf/coordinate.ts";
import { SERF_STATUSES, type ListedMember } from "../serf/listedMember.ts";
import type { Tags } from "../serf/tags.ts";
import { asList, asRecord, asText, asUint, field, parseJson, type JsonRecord } from "./json.ts";

/** Most members that are taken from one answer. */
export const LISTED_MEMBERS_MAX = 100_000;
const DIMENSIONS = 8;

/** What `/v1/agent/self` says about the agent that answers. */
export interface ConsulSelf {
  readonly nodeName: string;
  readonly datacenter: string;
  readonly isServer: boolean;
  readonly lan: SerfStats | undefined;
  /** Servers only: clients are in no WAN pool. */
  readonly wan: SerfStats | undefined;
}

/** Serf's own count of one pool. */
export interface SerfStats {
  /** All that it remembers, failed and left ones too. */
  readonly members: number;
  /** Its local health, 0 is good. */
  readonly healthScore: number;
  readonly isEncrypted: boolean;
}

/** A server of Raft's configuration. */
export interface ConsulRaftPeer {
  readonly id: string;
  readonly node: string;
  readonly address: string;
  readonly voter: boolean;
  readonly leader: boolean;
}

/** `/v1/agent/members`; undefined for `null`, which clients answer about the WAN. */
export function readMembers(text: string): Result<readonly ListedMember[] | undefined, string> {
  const json = parseJson(text);
  if (!json.ok) return json;
  if (json.value === null) return ok(undefined);
  const list = asList(json.value);
  if (list === undefined) return fail("the body is no list of members");
  if (list.length > LISTED_MEMBERS_MAX) return fail(`it lists ${list.length} members, more than are read`);
  const members: ListedMember[] = [];
  for (const entry of list) {
    const member = readMember(asRecord(entry));
    if (member === undefined) return fail("the body is a list, but not of members");
    members.push(member);
  }
  return ok(members);
}

/** Whether the body is the member list of Nomad's API, which has the same path. Source: nomad api/agent.go. */
export function isNomadMembers(text: string): boolean {
  const json = parseJson(text);
  const record = json.ok ? asRecord(json.value) : undefined;
  return field(record, "ServerRegion") !== undefined && asList(field(record, "Members")) !== undefined;
}

/** `/v1/agent/self`. */
export function readSelf(text: string): Result<ConsulSelf, string> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const self = asRecord(json.value);
  const config = asRecord(field(self, "Config"));
  const nodeName = asText(field(config, "NodeName"));
  if (nodeName === undefined) return fail("the body does not describe an agent of Consul");
  const stats = asRecord(field(self, "Stats"));
  return ok({
    nodeName,
    datacenter: asText(field(config, "Datacenter")) ?? "",
    isServer: field(config, "Server") === true,
    lan: readStats(asRecord(field(stats, "serf_lan"))),
    wan: readStats(asRecord(field(stats, "serf_wan"))),
  });
}

/** `/v1/operator/raft/configuration`. */
export function readRaft(text: string): Result<readonly ConsulRaftPeer[], string> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const servers = asList(field(asRecord(json.value), "Servers"));
  if (servers === undefined) return fail("the body is no Raft configuration");
  const peers: ConsulRaftPeer[] = [];
  for (const entry of servers) {
    const server = asRecord(entry);
    const id = asText(field(server, "ID"));
    const address = asText(field(server, "Address"));
    if (id === undefined || address === undefined) return fail("a Raft peer has no id or no address");
    const node = asText(field(server, "Node")) ?? "";
    const [voter, leader] = [field(server, "Voter") === true, field(server, "Leader") === true];
    peers.push({ id, node, address, voter, leader });
  }
  return ok(peers);
}

/** `/v1/status/leader`: `ip:port`, "" while there is none. */
export function readLeader(text: string): Result<string, string> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const leader = asText(json.value);
  return leader === undefined ? fail("the body is no leader's address") : ok(leader);
}

/** `/v1/coordinate/nodes`: by node name, seconds. Entries that are no coordinates are left out. */
export function readCoordinates(
  text: string,
): Result<readonly (readonly [string, VivaldiCoordinate])[], string> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const list = asList(json.value);
  if (list === undefined) return fail("the body is no list of coordinates");
  return ok(
    list.flatMap((entry) => {
      const record = asRecord(entry);
      const node = asText(field(record, "Node"));
      const coordinate = readCoordinate(asRecord(field(record, "Coord")));
      return node === undefined || coordinate === undefined ? [] : [[node, coordinate] as const];
    }),
  );
}

function readMember(record: JsonRecord | undefined): ListedMember | undefined {
  const name = asText(field(record, "Name"));
  const status = field(record, "Status");
  if (name === undefined || typeof status !== "number") return undefined;
  return {
    name,
    ip: canonicalIp(asText(field(record, "Addr")) ?? ""),
    port: asUint(field(record, "Port"), 65_535),
    status: SERF_STATUSES[status] ?? "none",
    tags: readTags(asRecord(field(record, "Tags")) ?? {}),
    versions: VERSION_FIELDS.map((version) => asUint(field(record, version), 255)),
  };
}

function readTags(record: JsonRecord): Tags {
  const tags: [string, string][] = [];
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (typeof value === "string") tags.push([key, value]);
  }
  return tags;
}

/** Agents write IPv4 canonically: the pattern is much cheaper than parsing, and a list has thousands. */
const CANONICAL_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function canonicalIp(text: string): string {
  if (CANONICAL_IPV4.test(text)) return text;
  const ip = parseIp(text);
  return ip.ok ? ip.value : "";
}

const VERSION_FIELDS = [
  "ProtocolMin",
  "ProtocolMax",
  "ProtocolCur",
  "DelegateMin",
  "DelegateMax",
  "DelegateCur",
] as const;

/** Serf writes its statistics as texts. */
function readStats(stats: JsonRecord | undefined): SerfStats | undefined {
  const members = Number(asText(field(stats, "members")) ?? NaN);
  if (!Number.isInteger(members) || members < 0) return undefined;
  const healthScore = asUint(Number(field(stats, "health_score")), 1_000);
  return { members, healthScore, isEncrypted: field(stats, "encrypted") === "true" };
}

function readCoordinate(record: JsonRecord | undefined): VivaldiCoordinate | undefined {
  const vec = (asList(field(record, "Vec")) ?? []).map(Number);
  const [error = NaN, adjustment = NaN, height = NaN] = ["Error", "Adjustment", "Height"].map((name) =>
    Number(field(record, name)),
  );
  const isFinite = [...vec, error, adjustment, height].every(Number.isFinite);
  return vec.length === DIMENSIONS && isFinite ? { vec, error, adjustment, height } : undefined;
}
