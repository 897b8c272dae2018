/**
 * iptables and ip6tables, both backends: one chain of our own in the table `raw`, entered first from
 * PREROUTING, which is before connection tracking, NAT and every stateful accept. Each family is one
 * iptables-restore transaction; the two families are not one.
 */
import type { Dialect } from "../dialect.ts";
import type { Policy, Side } from "../statement.ts";
import { chainName, countMatches, dropMatches } from "./iptablesRules.ts";
import { hostFiles } from "./hostScript.ts";
import { heredoc } from "./shellText.ts";

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
        "It does not survive a reboot.",
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
      rulesOn: (side) => countMatches(policy, side),
    }),
};

/** Naming the chain in a restore empties it; the rest of `raw` is left as it is by `--noflush`. */
function restoreBlock(policy: Policy, side: Side, family: 4 | 6): string[] {
  const matches = dropMatches(policy, side, family);
  return [
    "*raw",
    `:${chainName(policy)} - [0:0]`,
    ...matches.map((match) => `-A ${chainName(policy)} ${match}`),
    "COMMIT",
  ];
}
