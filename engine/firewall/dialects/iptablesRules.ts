/** The matches that iptables, ufw and firewalld share: one a range, protocol and fifteen ports. */
import { formatCidr } from "../../base/address.ts";
import { tagText } from "../plainText.ts";
import type { Policy, Side } from "../statement.ts";

/** Ports that one `multiport` match takes. */
const MULTIPORT_MAX = 15;

/** Arguments from `-s` to `DROP`, without the chain. */
export function dropMatches(policy: Policy, { key }: Side, family: 4 | 6): string[] {
  const names = `${tagText(policy.a.name, 24)}-${tagText(policy.b.name, 24)}`;
  return policy.statements
    .filter((statement) => statement.on === key && statement.family === family)
    .flatMap(({ number, from, protocols, ports }) =>
      from.flatMap((range) =>
        protocols.flatMap((protocol) =>
          chunks(ports, MULTIPORT_MAX).map(
            (some) =>
              `-s ${formatCidr(range)} -p ${protocol} -m multiport --dports ${some.join(",")} -m comment --comment "lanekeeper ${names} ${number} rev=${policy.revision}" -j DROP`,
          ),
        ),
      ),
    );
}

/** How many of them a side has in both families. */
export function countMatches(policy: Policy, side: Side): number {
  return dropMatches(policy, side, 4).length + dropMatches(policy, side, 6).length;
}

/** The name of our chain: 28 characters at most, as iptables wants. */
export function chainName({ id }: Policy): string {
  return `LANEKEEPER_${id.toUpperCase()}`;
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  return parts;
}
