/** Host names to addresses: all of them, IPv4 first. Source: serf and consul resolve seeds the same way. */
import { lookup } from "node:dns/promises";
import { parseIp } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { unresolved } from "../observer/problems.ts";
import type { PoolProblem } from "../view/view.ts";

/** Asks the system's resolver for every address of a name. */
async function systemLookup(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
}

/** The addresses of a name or literal, at least one. */
export async function resolveHost(
  host: string,
  addressesOf = systemLookup,
): Promise<Result<readonly string[], PoolProblem>> {
  const literal = parseIp(host);
  if (literal.ok) return ok([literal.value]);
  const found = await addressesOf(host).catch(() => []);
  const ips = found.flatMap((address) => {
    const ip = parseIp(address);
    return ip.ok ? [ip.value] : [];
  });
  const ordered = [...ips.filter((ip) => !ip.includes(":")), ...ips.filter((ip) => ip.includes(":"))];
  return ordered.length > 0 ? ok([...new Set(ordered)]) : fail(unresolved(host));
}
