/** A lane: what somebody says is meant to be one pool, by ranges of addresses or by datacenter. */
import { cidrContains, parseCidr, type Cidr } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { SeenMember } from "../evidence/evidence.ts";

export interface Lane {
  readonly name: string;
  readonly ranges: readonly Cidr[];
  readonly datacenters: readonly string[];
}

/** Reads `10.1.0.0/16,10.2.0.0/16` or `dc1,dc2`; the whole text is the lane's name. */
export function parseLane(text: string): Result<Lane, string> {
  const ranges: Cidr[] = [];
  const datacenters: string[] = [];
  for (const word of text.split(",").map((part) => part.trim())) {
    if (word === "") continue;
    if (/[/:]|^\d+\.\d+\.\d+\.\d+$/.test(word)) {
      const range = parseCidr(word);
      if (!range.ok) return range;
      ranges.push(range.value);
    } else datacenters.push(word);
  }
  if (ranges.length + datacenters.length === 0) {
    return fail(`"${text}" names no lane; write ranges such as 10.1.0.0/16 or datacenters such as dc1`);
  }
  return ok({ name: text.trim(), ranges, datacenters });
}

/** Whether the member belongs to the lane. */
export function isInLane({ ranges, datacenters }: Lane, { ip, agent }: SeenMember): boolean {
  return datacenters.includes(agent.datacenter) || isAddressInLane(ranges, ip);
}

/** Whether an address lies in one of the ranges. */
export function isAddressInLane(ranges: readonly Cidr[], ip: string): boolean {
  return ip !== "" && ranges.some((range) => cidrContains(range, ip));
}
