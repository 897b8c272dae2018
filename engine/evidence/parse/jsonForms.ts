/**
 * Lists in JSON: `serf members -format=json`, `/v1/agent/members`, `/v1/agent/self`, `/v1/operator/raft/configuration`.
 * Source: consul api/agent.go, api/operator_raft.go; serf cmd/serf/command/members.go.
 */
import { parseHostPort, parseIp } from "../../base/address.ts";
import { agentFacts } from "../../consul/members.ts";
import type { ListedMember, RaftPeer } from "../evidence.ts";
import type { Block, Command } from "./block.ts";
import { isRecord, jsonEnd, numberField, textField, textRecord, type JsonRecord } from "./json.ts";
import { LIST_MEMBERS_MAX, listedState } from "./memberTable.ts";
import { RAFT_PEERS_MAX } from "./raftTable.ts";

/** 100,000 members with their tags. */
const JSON_CHARS_MAX = 64_000_000;
/** Source: serf serf.go, MemberStatus. */
const STATUSES = ["none", "alive", "leaving", "left", "failed"];

/** A JSON value that begins in this line; what stands behind it in its last line is looked at afterwards. */
export function readJson(lines: string[], at: number, command: Command): Block | undefined {
  const line = lines[at] ?? "";
  if (!/^\s*[[{]/.test(line)) return undefined;
  const end = jsonEnd(lines, at, JSON_CHARS_MAX);
  if (end === undefined) return undefined;
  const last = lines[end.line] ?? "";
  const text = [...lines.slice(at, end.line), last.slice(0, end.column)].join("\n");
  const value = parsed(text);
  const rest = last.slice(end.column);
  const isAll = rest.trim() === "" || rest.trim() === "%";
  const block = formOf(value, isAll ? end.line + 1 : end.line, command);
  if (block !== undefined && !isAll) lines[end.line] = rest;
  return block;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formOf(value: unknown, next: number, command: Command): Block | undefined {
  if (Array.isArray(value)) return membersBlock(value, next, command);
  if (!isRecord(value)) return undefined;
  if (Array.isArray(value["members"])) return membersBlock(value["members"], next, command);
  if (Array.isArray(value["Servers"])) return raftBlock(value["Servers"], next);
  if (isRecord(value["Config"]) && isRecord(value["Member"])) {
    return { kind: "self", name: textField(value["Config"], "NodeName"), next };
  }
  return undefined;
}

function membersBlock(values: readonly unknown[], next: number, command: Command): Block | undefined {
  const members = values.slice(0, LIST_MEMBERS_MAX).flatMap((value) => {
    const member = isRecord(value) ? memberOf(value) : undefined;
    return member === undefined ? [] : [member];
  });
  if (members.length === 0 || members.length < values.length / 2) return undefined;
  const isPartial = command.isPartial || members.length < values.length;
  return { kind: "list", next, list: { plane: command.plane, isPartial, members } };
}

/** Consul's fields are `Name Addr Port Tags Status`, Serf's the same in small letters with `ip:port` as address. */
function memberOf(value: JsonRecord): ListedMember | undefined {
  const isConsul = typeof value["Name"] === "string";
  const name = textField(value, isConsul ? "Name" : "name");
  const text = textField(value, isConsul ? "Addr" : "addr");
  const address = parseHostPort(text, 1);
  const tags = value[isConsul ? "Tags" : "tags"];
  const ip = parseIp(address.ok ? address.value.host : text);
  if (name === "" || !ip.ok) return undefined;
  const status = isConsul ? (STATUSES[numberField(value, "Status")] ?? "none") : textField(value, "status");
  return {
    name,
    ip: ip.value,
    port:
      numberField(value, isConsul ? "Port" : "port") || (isConsul || !address.ok ? 0 : address.value.port),
    state: listedState(status),
    agent: agentFacts(textRecord(tags)),
    known: isRecord(tags) || tags === null ? "tags" : "nothing",
    firstSeenMs: undefined,
    id: undefined,
  };
}

function raftBlock(values: readonly unknown[], next: number): Block | undefined {
  const peers = values.slice(0, RAFT_PEERS_MAX).flatMap((value): RaftPeer[] => {
    if (!isRecord(value) || textField(value, "Address") === "") return [];
    return [
      {
        id: textField(value, "ID"),
        node: textField(value, "Node"),
        address: textField(value, "Address"),
        isVoter: value["Voter"] === true,
        isLeader: value["Leader"] === true,
      },
    ];
  });
  return peers.length < values.length ? undefined : { kind: "raft", next, raft: { peers } };
}
