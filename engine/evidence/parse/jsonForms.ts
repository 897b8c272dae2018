/**
 * Lists in JSON: our own `observe --output json`, `serf members -format=json`, `/v1/agent/members`, `/v1/agent/self`,
 * `/v1/operator/raft/configuration`.
 * Source: consul api/agent.go, api/operator_raft.go; serf cmd/serf/command/members.go.
 */
import { parseHostPort, parseIp } from "../../base/address.ts";
import { asList, asRecord, asText, asUint, field, parseJson, type JsonRecord } from "../../consul/json.ts";
import { SERF_STATUSES } from "../../serf/listedMember.ts";
import { agentFacts } from "../../consul/members.ts";
import type { RaftPeer } from "../../view/view.ts";
import type { SeenMember } from "../evidence.ts";
import type { Block, BlockReader, Command } from "./block.ts";
import { jsonEnd, type JsonEnd } from "./jsonEnd.ts";
import { LIST_MEMBERS_MAX, listedState } from "./memberTable.ts";
import { RAFT_PEERS_MAX } from "./raftTable.ts";

/** Characters that are looked at in vain, in all, for JSON that never ends. */
const VAIN_CHARS_MAX = 64_000_000;
/** So begin lists and objects; `[INFO]` and `{{ template }}` do not. */
const BEGINNING = /^\s*(?:\[\s*(?:\{|\]|$)|\{\s*(?:"|\}|$))/;

/** A reader of JSON values that begin in a line; what stands behind one in its last line is looked at afterwards. */
export function jsonReader(): BlockReader {
  let charsLeft = VAIN_CHARS_MAX;
  return (lines, at, command) => {
    if (!BEGINNING.test((lines[at] ?? "").slice(0, 1_000))) return undefined;
    const found = jsonEnd(lines, at, charsLeft);
    if (!found.ok) {
      charsLeft -= found.error;
      return undefined;
    }
    return valueTo(found.value, lines, at, command);
  };
}

function valueTo(end: JsonEnd, lines: string[], at: number, command: Command): Block | undefined {
  const last = lines[end.line] ?? "";
  const text = [...lines.slice(at, end.line), last.slice(0, end.column)].join("\n");
  const value = parseJson(text);
  const rest = last.slice(end.column);
  // A shell without a newline prints its mark, or its next prompt, behind the value.
  const isAll = rest.trim() === "" || rest.trim() === "%";
  const block = formOf(value.ok ? value.value : undefined, isAll ? end.line + 1 : end.line, command);
  if (block !== undefined && !isAll) lines[end.line] = rest;
  return block;
}

function formOf(value: unknown, next: number, command: Command): Block | undefined {
  const list = asList(value);
  if (list !== undefined) return membersBlock(list, next, command);
  const record = asRecord(value);
  const members = asList(field(record, "members") ?? field(record, "Members"));
  if (members !== undefined) return membersBlock(members, next, poolOf(record, command));
  const servers = asList(field(record, "Servers"));
  if (servers !== undefined) return raftBlock(servers, next);
  const name = asText(field(asRecord(field(record, "Config")), "NodeName"));
  return name === undefined ? undefined : { kind: "self", name, next };
}

/** Our own output names its pool, and says whether it is whole. */
function poolOf(record: JsonRecord | undefined, command: Command): Command {
  const pool = asRecord(field(record, "pool"));
  const plane = asText(field(pool, "plane"));
  const isPartial = command.isPartial || field(pool, "isWhole") === false;
  return { ...command, isPartial, ...(plane === "lan" || plane === "wan" ? { plane } : {}) };
}

function membersBlock(values: readonly unknown[], next: number, command: Command): Block | undefined {
  const members = values.slice(0, LIST_MEMBERS_MAX).flatMap((value) => memberOf(asRecord(value)) ?? []);
  if (members.length === 0 || members.length < values.length / 2) return undefined;
  const isPartial = command.isPartial || members.length < values.length;
  return { kind: "list", next, list: { plane: command.plane, isPartial, isLoose: false, members } };
}

/**
 * Consul's and Nomad's fields are `Name Addr Port Tags Status`, Serf's the same in small letters with `ip:port` as
 * address, and ours say `address` and `state`.
 */
function memberOf(record: JsonRecord | undefined): SeenMember | undefined {
  const isConsul = field(record, "Name") !== undefined;
  const name = asText(field(record, isConsul ? "Name" : "name")) ?? "";
  const text = asText(field(record, isConsul ? "Addr" : "addr") ?? field(record, "address")) ?? "";
  const address = parseHostPort(text, 1);
  const ip = parseIp(address.ok ? address.value.host : text);
  if (name === "" || !ip.ok) return undefined;
  const port = asUint(field(record, isConsul ? "Port" : "port"), 65_535);
  const status = field(record, isConsul ? "Status" : "status") ?? field(record, "state");
  const tags = field(record, isConsul ? "Tags" : "tags");
  return {
    name,
    ip: ip.value,
    port: port > 0 || isConsul || !address.ok ? port : address.value.port,
    state: listedState(
      typeof status === "number" ? (SERF_STATUSES[status] ?? "none") : (asText(status) ?? "none"),
    ),
    agent: agentFacts(tagsOf(tags)),
    known: asRecord(tags) !== undefined || tags === null ? "tags" : "nothing",
    firstSeenMs: undefined,
    id: undefined,
  };
}

/** Texts only, and no prototype: keys are foreign. */
function tagsOf(value: unknown): Readonly<Record<string, string>> {
  const tags = Object.create(null) as Record<string, string>;
  for (const [key, text] of Object.entries(asRecord(value) ?? {}))
    if (typeof text === "string") tags[key] = text;
  return tags;
}

function raftBlock(values: readonly unknown[], next: number): Block | undefined {
  const peers = values.slice(0, RAFT_PEERS_MAX).flatMap((value): RaftPeer[] => {
    const server = asRecord(value);
    const address = asText(field(server, "Address")) ?? "";
    if (address === "") return [];
    const [id = "", node = ""] = ["ID", "Node"].map((name) => asText(field(server, name)));
    const [voter = false, leader = false] = ["Voter", "Leader"].map((name) => field(server, name) === true);
    return [{ id, node, address, voter, leader }];
  });
  return peers.length < values.length ? undefined : { kind: "raft", next, raft: { peers } };
}
