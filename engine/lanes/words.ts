/** Names, counts and addresses in sentences. */
import { formatAddress } from "../base/address.ts";
import type { SeenMember } from "../evidence/evidence.ts";

const NAMES_MAX = 3;

/** `a, b and 4 more`. */
export function listed(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0] ?? "";
  if (texts.length > NAMES_MAX) {
    return `${texts.slice(0, NAMES_MAX).join(", ")} and ${texts.length - NAMES_MAX} more`;
  }
  return `${texts.slice(0, -1).join(", ")} and ${texts.at(-1) ?? ""}`;
}

export function namesOf(members: readonly SeenMember[]): string {
  return listed(members.map(({ name }) => name));
}

/** `one member`, `3 members`. */
export function counted(count: number, noun: string): string {
  return `${count === 1 ? "one" : count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `s11 (10.0.0.1:8301)`. */
export function named({ name, ip, port }: SeenMember): string {
  return ip === "" ? name : `${name} (${formatAddress({ ip, port })})`;
}

export function namedAll(members: readonly SeenMember[]): string {
  return listed(members.map(named));
}

/** The /24 or /64 that an address lies in, as a text; "" without an address. */
export function subnetOf(ip: string): string {
  if (ip === "") return "";
  if (!ip.includes(":")) return `${ip.slice(0, ip.lastIndexOf("."))}.0/24`;
  const groups = ip.split("::")[0]?.split(":") ?? [];
  return `${[...groups, "0", "0", "0", "0"].slice(0, 4).join(":")}::/64`;
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
