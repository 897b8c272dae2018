/**
 * `consul members` (with and without `-detailed`) and `serf members`: columns of text, with or without their header.
 * Source: consul command/members/members.go; serf cmd/serf/command/members.go.
 */
import { parseHostPort, parseIp } from "../../base/address.ts";
import type { AgentFacts, Product, Role } from "../../consul/agentFacts.ts";
import { NO_FACTS } from "../../consul/agentFacts.ts";
import { agentFacts } from "../../consul/members.ts";
import type { MemberState } from "../../view/view.ts";
import type { SeenMember } from "../evidence.ts";
import type { Block, Command } from "./block.ts";

/** Members that one list may name. */
export const LIST_MEMBERS_MAX = 100_000;

const ROW =
  /^\s{0,12}(\S+)\s+(\[[0-9a-fA-F:.%\w]+\]:\d{1,5}|[0-9a-fA-F:.]+:\d{1,5})\s+(none|alive|leaving|left|failed)\b\s*(.*)$/;
const TYPE_ROW = /^(server|client|unknown)(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?/;
const HEADER = /^\s{0,12}Node\s+Address\s+Status\s+(Type|Tags)\b/;

/** A whole table or a run of rows. Columns are aligned; where they no longer are, another list begins. */
export function readMemberTable(lines: string[], at: number, command: Command): Block | undefined {
  const header = HEADER.exec((lines[at] ?? "").slice(0, 1_000));
  const first = header === null ? at : at + 1;
  const column = addressColumn(lines[first] ?? "");
  const members: SeenMember[] = [];
  const names = new Set<string>();
  let next = first;
  let isTyped = header?.[1] === "Type";
  for (; next < lines.length && members.length < LIST_MEMBERS_MAX; next += 1) {
    const line = lines[next] ?? "";
    const row = readRow(line);
    // Nobody lists a name twice, or one row with a type and one with tags.
    const isOther = row === undefined || names.has(row.name) || addressColumn(line) !== column;
    if (isOther || (header !== null && (row.known === "type") !== isTyped)) break;
    names.add(row.name);
    isTyped ||= row.known === "type";
    members.push(row);
  }
  if (members.length === 0 && header === null) return undefined;
  // Consul prints a header: without one, rows were picked out.
  const isPartial = command.isPartial || members.length === 0 || (header === null && isTyped);
  const isAligned = header !== null && column >= 0 && addressColumn(lines[at] ?? "") === column;
  return { kind: "list", next, list: { plane: command.plane, isPartial, isLoose: !isAligned, members } };
}

/** Where the second column begins; -1 where columns are lost: squeezed to one space, or of characters of other widths. */
function addressColumn(line: string): number {
  const match = /^\s{0,12}\S+(\s+)/.exec(line.slice(0, 2_000));
  const isKept = match !== null && (match[1] ?? "").length > 1 && !/[^\x20-\x7e]/.test(match[0]);
  return isKept ? match[0].length : -1;
}

function readRow(line: string): SeenMember | undefined {
  const match = ROW.exec(line.slice(0, 4_000));
  const address = match === null ? undefined : parseHostPort(match[2] ?? "", 0);
  const ip = address?.ok === true ? parseIp(address.value.host) : undefined;
  if (match === null || address?.ok !== true || ip?.ok !== true) return undefined;
  const rest = match[4] ?? "";
  const type = TYPE_ROW.exec(rest);
  return {
    name: match[1] ?? "",
    ip: ip.value,
    port: address.value.port,
    state: listedState(match[3] ?? ""),
    agent: type === null ? agentFacts(tagsOf(rest)) : typeFacts(type),
    known: type === null ? "tags" : "type",
    firstSeenMs: undefined,
    id: undefined,
  };
}

/** Serf's words for a status, and ours for a suspect; `none` says nothing. */
export function listedState(status: string): MemberState {
  const states: readonly MemberState[] = ["alive", "suspect", "leaving", "left", "failed"];
  return states.find((state) => state === status) ?? "unknown";
}

/** `a=b,c=d`; a comma inside a value is told from one between tags by the `=` that follows. */
function tagsOf(text: string): Readonly<Record<string, string>> {
  const tags = Object.create(null) as Record<string, string>;
  const plain = text.replace(/\s+Protocol Version: .*$/, "");
  let key = "";
  for (const part of plain.split(",").slice(0, 200)) {
    const equals = part.indexOf("=");
    if (equals > 0) {
      key = part.slice(0, equals).trim();
      tags[key] = part.slice(equals + 1);
    } else if (key !== "") tags[key] = `${tags[key] ?? ""},${part}`;
  }
  return tags;
}

/** Type, Build, Protocol, DC and, by release, Partition and Segment; a type that is unknown has nothing behind it. */
function typeFacts([, type = "", build = "", , datacenter = ""]: RegExpExecArray): AgentFacts {
  const product: Product = type === "unknown" ? "serf" : "consul";
  const role: Role = type === "server" || type === "client" ? type : "unknown";
  return { ...NO_FACTS, product, role, build, datacenter };
}
