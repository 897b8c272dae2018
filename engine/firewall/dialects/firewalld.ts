/**
 * firewalld: direct rules in the table `raw`, before connection tracking. Zones and rich rules, of whatever
 * priority, stand behind firewalld's stateful accept, where a drop never ends the flows that exist.
 */
import type { Dialect } from "../dialect.ts";
import type { Policy, Side } from "../statement.ts";
import { hostFiles } from "./hostScript.ts";
import { chainName, countMatches, dropMatches } from "./iptablesRules.ts";
import { heredoc } from "./shellText.ts";

export const firewalld: Dialect = {
  id: "firewalld",
  title: "firewalld",
  group: "Host",
  isMeasured: false,
  canDeny: true,
  card: "denies · IPv4 and IPv6 · rule by rule, not atomic · undo",
  render: (policy) =>
    hostFiles(policy, {
      title: "firewalld",
      isMeasured: false,
      needs: ["firewall-cmd", "iptables", "ip6tables", "ip"],
      notes: [
        "Direct rules of the running firewalld, in a chain of their own in table raw. `firewall-cmd --reload` and a reboot forget them: apply again after it.",
        "Loaded rule by rule: not atomic, and slow for many ranges. Newer firewalld calls its direct interface deprecated.",
      ],
      names: [
        `chain='${chainName(policy)}'`,
        'direct() { firewall-cmd -q --direct "$@"; }',
        "forget() {",
        '  direct --query-chain "$1" raw "$chain" || return 0',
        '  direct --remove-rule "$1" raw PREROUTING 0 -j "$chain" || :',
        '  direct --remove-rules "$1" raw "$chain" || :',
        '  direct --remove-chain "$1" raw "$chain"',
        "}",
      ],
      rules: [
        ...[policy.a, policy.b].flatMap((side) =>
          ([4, 6] as const).flatMap((family) =>
            heredoc(`rules_${side.key.toUpperCase()}_${family}`, restoreBlock(policy, side, family)),
          ),
        ),
        "# add FAMILY: every rule of a side, one by one; its words are ours and hold no blanks but in the comment.",
        "add() {",
        '  "rules_${side}_$1" | sed -n "s/^-A $chain //p" | while IFS= read -r rule; do',
        '    eval "set -- $1 $rule"; family=$1; shift',
        '    direct --add-rule "ipv$family" raw "$chain" 0 "$@" || exit 1',
        "  done",
        "}",
      ],
      dryRun: [
        "firewall-cmd --state >/dev/null 2>&1 || { echo 'firewalld is not running' >&2; return 1; }",
        '"rules_${side}_4" | iptables-restore -w 5 --test --noflush || return 1',
        '"rules_${side}_6" | ip6tables-restore -w 5 --test --noflush || return 1',
      ],
      load: [
        "unload || return 1",
        "for family in 4 6; do",
        '  direct --add-chain "ipv$family" raw "$chain" || return 1',
        '  add "$family" || return 1',
        '  direct --add-rule "ipv$family" raw PREROUTING 0 -j "$chain" || return 1',
        "done",
      ],
      unload: ["forget ipv4", "forget ipv6"],
      list: [
        "for program in iptables ip6tables; do",
        '  "$program" -w 5 -t raw -L "$chain" -v -n -x 2>/dev/null | sed -n "/rev=$revision/s/^[[:space:]]*//p"',
        "done",
      ],
      dropped: ["list_rules | awk '{ sum += $1 } END { print sum + 0 }'"],
      rulesOn: (side) => countMatches(policy, side),
    }),
};

function restoreBlock(policy: Policy, side: Side, family: 4 | 6): string[] {
  const chain = chainName(policy);
  return [
    "*raw",
    `:${chain} - [0:0]`,
    ...dropMatches(policy, side, family).map((match) => `-A ${chain} ${match}`),
    "COMMIT",
  ];
}
