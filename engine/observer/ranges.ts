/** Which ranges cover the members of a first answer, to be confirmed before anybody but the seed is asked. */
import { formatCidr, networkBase } from "../base/address.ts";

/** IPv4 by /24, IPv6 by /64: what a person can read and judge. At most this many are proposed. */
const RANGES_MAX = 50;

/** Distinct ranges of the addresses, in the order of first appearance. */
export function coveringRanges(ips: readonly string[]): string[] {
  const ranges = new Set<string>();
  for (const ip of ips) {
    if (ip === "") continue;
    const prefixBits = ip.includes(":") ? 64 : 24;
    ranges.add(formatCidr({ base: networkBase(ip, prefixBits), prefixBits }));
    if (ranges.size >= RANGES_MAX) break;
  }
  return [...ranges];
}
