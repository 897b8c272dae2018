/**
 * iptables and ip6tables, both backends: one chain of our own in the table `raw`, entered first from
 * PREROUTING, which is before connection tracking, NAT and every stateful accept. Each family is one
 * iptables-restore transaction; the two families are not one.
 */
import { formatCidr } from "../../base/address.ts";
import type { Dialect } from "../dialect.ts";
import { tagText } from "../plainText.ts";
import type { Policy, Side } from "../statement.ts";
import { hostFiles } from "./hostScript.ts";
import { heredoc } from "./shellText.ts";

/** Ports that one `multiport` match takes. */
const MULTIPORT_MAX = 15;

export const iptables: Dialect = {
  id: "iptables",
  title: "iptables and ip6tables",
  group: "Host",
  isMeasured: true,
  canDeny: true,
  card: "denies · IPv4 and IPv6 · atomic per family · undo · dry run",
  render: (policy) =>
    hostFiles(policy, {
      title: "iptables and ip6tables",
      isMeasured: true,
      needs: ["ip"],
      notes: [
        "Its own chain in table raw, entered first from PREROUTING: before connection tracking and every stateful accept.",
        "IPTABLES=iptables-legacy IP6TABLES=ip6tables-legacy choose the other backend; `iptables -V` says which one is yours.",
      ],
      names: [
        `chain='${chainName(policy)}'`,
        "ipv4=${IPTABLES:-iptables}",
        "ipv6=${IP6TABLES:-ip6tables}",
        'has_family() { command -v "$1" >/dev/null 2>&1; }',
        "leave() {",
        '  has_family "$1" || return 0',
        '  while "$1" -w 5 -t raw -D PREROUTING -j "$chain" 2>/dev/null; do :; done',
        '  "$1" -w 5 -t raw -F "$chain" 2>/dev/null || return 0',
        '  "$1" -w 5 -t raw -X "$chain"',
        "}",
      ],
      rules: [
        ...[policy.a, policy.b].flatMap((side) =>
          ([4, 6] as const).flatMap((family) =>
            heredoc(`rules_${side.key.toUpperCase()}_${family}`, restoreBlock(policy, side, family)),
          ),
        ),
        "wants_family() { \"rules_${side}_$1\" | grep -q '^-A'; }",
        'enter() { "$1" -w 5 -t raw -C PREROUTING -j "$chain" 2>/dev/null || "$1" -w 5 -t raw -I PREROUTING 1 -j "$chain"; }',
      ],
      dryRun: [
        "wants_family 4 || wants_family 6 || return 1",
        'if wants_family 4; then "rules_${side}_4" | "$ipv4-restore" -w 5 --test --noflush || return 1; fi',
        'if wants_family 6; then "rules_${side}_6" | "$ipv6-restore" -w 5 --test --noflush || return 1; fi',
      ],
      load: [
        "# A family that this revision does not cut any more loses its old rules.",
        'if wants_family 4; then "rules_${side}_4" | "$ipv4-restore" -w 5 --noflush && enter "$ipv4" || return 1; else leave "$ipv4"; fi',
        'if wants_family 6; then "rules_${side}_6" | "$ipv6-restore" -w 5 --noflush && enter "$ipv6" || return 1; else leave "$ipv6"; fi',
      ],
      unload: ['leave "$ipv4"', 'leave "$ipv6"'],
      list: [
        'for program in "$ipv4" "$ipv6"; do',
        '  has_family "$program" || continue',
        '  "$program" -w 5 -t raw -C PREROUTING -j "$chain" 2>/dev/null || continue',
        '  "$program" -w 5 -t raw -L "$chain" -v -n -x 2>/dev/null | sed -n "/rev=$revision/s/^[[:space:]]*//p"',
        "done",
      ],
      dropped: ["list_rules | awk '{ sum += $1 } END { print sum + 0 }'"],
      rulesOn: (side) => rules(policy, side, 4).length + rules(policy, side, 6).length,
    }),
};

/** 28 characters at most, as iptables wants. */
function chainName({ id }: Policy): string {
  return `LANEKEEPER_${id.toUpperCase()}`;
}

/** Naming the chain in a restore empties it; the rest of `raw` is left as it is by `--noflush`. */
function restoreBlock(policy: Policy, side: Side, family: 4 | 6): string[] {
  return ["*raw", `:${chainName(policy)} - [0:0]`, ...rules(policy, side, family), "COMMIT"];
}

function rules(policy: Policy, { key }: Side, family: 4 | 6): string[] {
  const names = `${tagText(policy.a.name, 24)}-${tagText(policy.b.name, 24)}`;
  return policy.statements
    .filter((statement) => statement.on === key && statement.family === family)
    .flatMap(({ number, from, protocols, ports }) =>
      from.flatMap((range) =>
        protocols.flatMap((protocol) =>
          chunks(ports, MULTIPORT_MAX).map(
            (some) =>
              `-A ${chainName(policy)} -s ${formatCidr(range)} -p ${protocol} -m multiport --dports ${some.join(",")} -m comment --comment "lanekeeper ${names} ${number} rev=${policy.revision}" -j DROP`,
          ),
        ),
      ),
    );
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  return parts;
}
