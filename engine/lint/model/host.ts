/** Hosts as operators write them, in the one spelling in which they can be compared. */
import { addressRange, parseIp } from "../../base/address.ts";

/** Canonical IP literal without brackets, or a name in lower case without the dot at its end. */
export function canonicalHost(text: string): { readonly host: string; readonly isName: boolean } {
  const ip = parseIp(text.trim());
  if (ip.ok) return { host: ip.value, isName: false };
  return { host: text.trim().toLowerCase().replace(/\.$/, ""), isName: true };
}

/** 127.0.0.0/8, ::1 and the names that mean them. */
export function isLoopbackHost(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost") || host === "host.docker.internal") return true;
  return parseIp(host).ok && addressRange(host) === "loopback";
}

/** 0.0.0.0 and ::, which mean every address of the machine. */
export function isUnspecified(host: string): boolean {
  return parseIp(host).ok && addressRange(host) === "unspecified";
}

export function isLinkLocal(host: string): boolean {
  return parseIp(host).ok && addressRange(host) === "linkLocal";
}

/** The first label of a name: `web` of `web.ams.example.net`. */
export function firstLabel(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

/** A name without a dot, which only means something near by. */
export function isShortName(name: string): boolean {
  return !name.includes(".");
}
