/** Hosts as operators write them, in the one spelling in which they can be compared. */
import { addressRange, parseIp } from "../../base/address.ts";

/** Canonical IP literal without brackets, or a name in lower case without the dot at its end. */
export function canonicalHost(text: string): { readonly host: string; readonly isName: boolean } {
  const ip = ipOfHost(text);
  if (ip !== undefined) return { host: ip, isName: false };
  return { host: text.trim().toLowerCase().replace(/\.$/, ""), isName: true };
}

/** The canonical spelling of an IP literal, with brackets or without; `undefined` for names. */
export function ipOfHost(text: string): string | undefined {
  return factsOf(text.trim()).ip;
}

/** 127.0.0.0/8, ::1 and the names that mean them. */
export function isLoopbackHost(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost") || host === "host.docker.internal") return true;
  return factsOf(host).range === "loopback";
}

/** 0.0.0.0 and ::, which mean every address of the machine. */
export function isUnspecified(host: string): boolean {
  return factsOf(host).range === "unspecified";
}

export function isLinkLocal(host: string): boolean {
  return factsOf(host).range === "linkLocal";
}

/** The first label of a name: `web` of `web.ams.example.net`. */
export function firstLabel(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

/** A name without a dot, which only means something near by. */
export function isShortName(name: string): boolean {
  return !name.includes(".");
}

interface HostFacts {
  readonly ip?: string;
  readonly range?: string;
}

/** One fleet has few hosts and names each of them often. */
const REMEMBERED_MAX = 20_000;
const remembered = new Map<string, HostFacts>();

function factsOf(text: string): HostFacts {
  const before = remembered.get(text);
  if (before !== undefined) return before;
  const ip = /^[0-9a-fA-F:.[\]]+$/.test(text) ? parseIp(text) : undefined;
  const facts = ip?.ok === true ? { ip: ip.value, range: addressRange(ip.value) } : {};
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, facts);
  return facts;
}
