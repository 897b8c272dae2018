/** `serf_lan_allowed_cidrs` and its WAN sibling: which addresses a pool lets in. Source: memberlist config.go. */
import { ipToBytes, parseIp } from "../../base/address.ts";
import type { Agent } from "./agent.ts";
import { known, type Origin } from "./located.ts";
import { isPlaceholderAddress } from "./placeholder.ts";

export type AllowListKey = "serf_lan_allowed_cidrs" | "serf_wan_allowed_cidrs";

export interface AllowList {
  readonly key: AllowListKey;
  readonly entries: readonly AllowListEntry[];
  /** Whether a placeholder hides some of it: then what it covers is not known. */
  readonly isComplete: boolean;
  /** The list itself, for what concerns all of it. */
  readonly origin: Origin;
}

export interface AllowListEntry {
  readonly origin: Origin;
  readonly text: string;
  /** The range, or why Consul refuses it. */
  readonly range: AllowedRange | undefined;
  readonly problem: string | undefined;
}

/** A range whose base is kept in bytes, since it is compared with every address of the fleet. */
interface AllowedRange {
  readonly base: Uint8Array;
  readonly prefixBits: number;
}

/** Agents never change, so their lists are read once. */
const LISTS = new WeakMap<Agent, Map<AllowListKey, AllowList | undefined>>();

/** The agent's list; undefined where it has none, which allows everybody. */
export function allowListOf(agent: Agent, key: AllowListKey): AllowList | undefined {
  if (!agent.settings.has(key)) return undefined;
  const lists = LISTS.get(agent) ?? new Map<AllowListKey, AllowList | undefined>();
  LISTS.set(agent, lists);
  if (!lists.has(key)) lists.set(key, readAllowList(agent, key));
  return lists.get(key);
}

/** What decides whom the list lets in; equal lists let in the same. */
export function textOf({ entries }: AllowList): string {
  return entries.map(({ text }) => text).join(" ");
}

function readAllowList(agent: Agent, key: AllowListKey): AllowList | undefined {
  const items = agent.settings.list(key);
  const last = agent.settings.history(key).at(-1);
  if (last === undefined) return undefined;
  const entries = items.flatMap(({ value }) => {
    const text = String(known(value) ?? "");
    const isUnknown =
      text === "" || isPlaceholderAddress(text) || isPlaceholderAddress(text.split("/")[0] ?? "");
    return isUnknown ? [] : [entryOf(text, value)];
  });
  const isComplete = entries.length === items.length && last.node.kind !== "unknown";
  return { key, entries, isComplete, origin: entries[0]?.origin ?? last };
}

export function allows({ entries }: AllowList, ip: string): boolean {
  const bytes = ipToBytes(ip);
  return entries.some(({ range }) => range !== undefined && covers(range, bytes));
}

/** Whether the range holds the address, both in bytes; families never mix. */
export function covers({ base, prefixBits }: AllowedRange, ip: Uint8Array): boolean {
  if (base.length !== ip.length) return false;
  const whole = prefixBits >> 3;
  for (let i = 0; i < whole; i += 1) if (base[i] !== ip[i]) return false;
  const mask = (0xff00 >> (prefixBits & 7)) & 0xff;
  return whole === ip.length || ((base[whole] ?? 0) & mask) === ((ip[whole] ?? 0) & mask);
}

/** Consul masks host bits itself, and refuses a bare address. Source: Go net.ParseCIDR. */
function entryOf(text: string, origin: Origin): AllowListEntry {
  const [address = "", bits] = text.trim().split("/");
  if (bits === undefined) {
    return { origin, text, range: undefined, problem: "has no prefix length; Consul refuses a bare address" };
  }
  const ip = parseIp(address);
  const prefixBits = Number(bits);
  if (!ip.ok || !/^\d{1,3}$/.test(bits) || prefixBits > (ip.value.includes(":") ? 128 : 32)) {
    return { origin, text, range: undefined, problem: "is no address range" };
  }
  return { origin, text, range: { base: ipToBytes(ip.value), prefixBits }, problem: undefined };
}
