/**
 * A member list that somebody pasted or saved, read into a fleet: `lanekeeper observe --output json`,
 * `serf members -format json`, Consul's and Nomad's `/v1/agent/members`, and the tables that
 * `serf members`, `consul members` and `consul members -wan` print. No network, no key.
 */
import { parseHostPort, parseIp } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { MEMBER_STATES, type MemberState, type PoolKind } from "../view/view.ts";
import { portsOfTags, type Fleet, type FleetMember } from "./fleet.ts";

/** Longest text that is read, characters. */
const TEXT_LENGTH_MAX = 32 * 1_048_576;
const MEMBERS_MAX = 100_000;

/** Consul's numbers for Serf's states. Source: serf serf.go, MemberStatus. */
const STATUS_NUMBERS: readonly MemberState[] = ["unknown", "alive", "leaving", "left", "failed"];

/** Reads a list; the error says what was expected. */
export function parseMemberList(text: string, name: string): Result<Fleet, string> {
  if (text.length > TEXT_LENGTH_MAX) return fail(`${name} is longer than ${TEXT_LENGTH_MAX} characters`);
  const entries = /^\s*[[{]/.test(text) ? jsonEntries(text) : tableEntries(text);
  if (!entries.ok) return fail(`${name}: ${entries.error}`);
  if (entries.value.length === 0) return fail(`${name} lists no member`);
  if (entries.value.length > MEMBERS_MAX) return fail(`${name} lists more than ${MEMBERS_MAX} members`);
  const kind = kindOf(entries.value);
  const plane = kind === "consul" && entries.value.every(isWanEntry) ? "wan" : "lan";
  return ok({ name, kind, plane, members: entries.value.map((entry, id) => memberOf(entry, id)) });
}

interface Entry {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly state: MemberState;
  readonly tags: Readonly<Record<string, string>>;
}

function memberOf({ name, ip, port, state, tags }: Entry, id: number): FleetMember {
  const isServer = isServerRole(tags["role"]);
  return {
    id,
    name,
    ip,
    port,
    state,
    datacenter: datacenterOf(tags),
    isServer,
    ...portsOfTags(tags, isServer),
  };
}

/** The tag, or what Nomad calls it. */
function datacenterOf(tags: Entry["tags"]): string {
  return tags["dc"] ?? (tags["role"] === "nomad" ? (tags["region"] ?? "") : "");
}

function isServerRole(role: string | undefined): boolean {
  return role === "consul" || role === "nomad";
}

function kindOf(entries: readonly Entry[]): PoolKind {
  if (entries.some(({ tags }) => tags["role"] === "consul" || tags["role"] === "node")) return "consul";
  return entries.some(({ tags }) => tags["role"] === "nomad") ? "nomad" : "serf";
}

function isWanEntry({ name, tags }: Entry): boolean {
  return tags["role"] === "consul" && name.endsWith(`.${tags["dc"] ?? ""}`);
}

function jsonEntries(text: string): Result<Entry[], string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return fail(`is not JSON: ${cause instanceof Error ? cause.message : "unreadable"}`);
  }
  const list = Array.isArray(value)
    ? (value as unknown[])
    : (fieldOf(value, "members") ?? fieldOf(value, "Members"));
  if (!Array.isArray(list)) return fail('has no list of members: neither an array nor "members"');
  const entries: Entry[] = [];
  for (const item of list as unknown[]) {
    const entry = jsonEntry(item);
    if (entry === undefined)
      return fail(`member ${entries.length + 1} has no name, or an address that is none`);
    entries.push(entry);
  }
  return ok(entries);
}

/** One member in any of the four spellings. */
function jsonEntry(item: unknown): Entry | undefined {
  const name = fieldOf(item, "name") ?? fieldOf(item, "Name");
  if (typeof name !== "string" || name === "") return undefined;
  const address = fieldOf(item, "addr") ?? fieldOf(item, "address") ?? fieldOf(item, "Addr") ?? "";
  const port = fieldOf(item, "port") ?? fieldOf(item, "Port") ?? 0;
  if (typeof address !== "string" || typeof port !== "number") return undefined;
  const place = placeOf(address, port);
  if (place === undefined) return undefined;
  const state = stateOf(fieldOf(item, "status") ?? fieldOf(item, "state") ?? fieldOf(item, "Status"));
  return { name, ...place, state, tags: tagsOf(fieldOf(item, "tags") ?? fieldOf(item, "Tags")) };
}

function tableEntries(text: string): Result<Entry[], string> {
  const entries: Entry[] = [];
  let header: readonly string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const words = line.trim().split(/\s+/);
    if (words[0] === "Node" && words[1] === "Address") header = words;
    else {
      const entry = tableEntry(words, header);
      if (entry === undefined)
        return fail(`"${line.slice(0, 80)}" is no line of a member list; paste the whole output`);
      entries.push(entry);
    }
  }
  return ok(entries);
}

/** `name address state [tags]` of Serf, or Consul's columns under its header. Names hold no blanks there. */
function tableEntry(words: readonly string[], header: readonly string[] | undefined): Entry | undefined {
  const [name = "", address = "", status = "", rest = ""] = words;
  const place = placeOf(address, 0);
  const state = stateOf(status);
  if (place === undefined || state === "unknown") return undefined;
  if (header === undefined) return { name, ...place, state, tags: pairs(rest) };
  // Consul's word for a tag that a plain Serf agent does not have.
  const column = (title: string): string => (words[header.indexOf(title)] ?? "").replace(/^unknown$/, "");
  const role = { server: "consul", client: "node" }[column("Type")];
  const tags = { dc: column("DC"), build: column("Build"), ...(role === undefined ? {} : { role }) };
  return { name, ...place, state, tags };
}

function placeOf(address: string, port: number): { ip: string; port: number } | undefined {
  if (address === "") return { ip: "", port };
  const bare = parseIp(address);
  if (bare.ok) return { ip: bare.value, port };
  const both = parseHostPort(address, port === 0 ? 1 : port);
  const ip = both.ok ? parseIp(both.value.host) : both;
  return both.ok && ip.ok ? { ip: ip.value, port: both.value.port } : undefined;
}

function stateOf(status: unknown): MemberState {
  if (typeof status === "number") return STATUS_NUMBERS[status] ?? "unknown";
  const words: readonly string[] = MEMBER_STATES;
  return typeof status === "string" && words.includes(status) ? (status as MemberState) : "unknown";
}

function pairs(text: string): Record<string, string> {
  const tags = Object.create(null) as Record<string, string>;
  for (const pair of text.split(",")) {
    const at = pair.indexOf("=");
    if (at > 0) tags[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return tags;
}

function tagsOf(value: unknown): Record<string, string> {
  const tags = Object.create(null) as Record<string, string>;
  if (typeof value !== "object" || value === null) return tags;
  for (const [key, each] of Object.entries(value)) if (typeof each === "string") tags[key] = each;
  return tags;
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
