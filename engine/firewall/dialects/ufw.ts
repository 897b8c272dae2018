/**
 * ufw: a marked block in before.rules and before6.rules, ahead of the first rule of ufw-before-input. ufw's own
 * `deny` rules stand behind its stateful accept, where a drop never ends the flows that exist.
 */
import type { Dialect } from "../dialect.ts";
import type { Policy, Side } from "../statement.ts";
import { hostFiles } from "./hostScript.ts";
import { countMatches, dropMatches } from "./iptablesRules.ts";
import { heredoc } from "./shellText.ts";

export const ufw: Dialect = {
  id: "ufw",
  title: "ufw",
  group: "Host",
  isMeasured: true,
  canDeny: true,
  card: "denies · IPv4 and IPv6 · reloads ufw · undo · dry run",
  render: (policy) =>
    hostFiles(policy, {
      title: "ufw",
      isMeasured: true,
      needs: ["ufw", "iptables", "ip6tables", "ip"],
      notes: [
        "A marked block in before.rules and before6.rules, ahead of ufw's stateful accept; a plain `ufw deny` stands behind it and does not hold.",
        "ufw keeps these files, so the block survives a reboot; undo takes it out again.",
      ],
      names: [
        "etc=${UFW_ETC:-/etc/ufw}",
        `begin="# BEGIN lanekeeper $set_id"`,
        `end="# END lanekeeper $set_id"`,
        "# Prints a rules file without our block.",
        'without_block() { awk -v begin="$begin" -v end="$end" \'$0 == begin { skip = 1 } !skip { print } $0 == end { skip = 0 }\' "$1"; }',
        "reload() { if ufw status | grep -q '^Status: active'; then ufw reload >/dev/null; fi; }",
        "# Replaces a file by standard input, keeping its mode and owner.",
        'put() { cat >"$1.lanekeeper" && cat "$1.lanekeeper" >"$1" && rm -f "$1.lanekeeper"; }',
      ],
      rules: [
        ...[policy.a, policy.b].flatMap((side) =>
          ([4, 6] as const).flatMap((family) =>
            heredoc(`rules_${side.key.toUpperCase()}_${family}`, block(policy, side, family)),
          ),
        ),
        "# with_block FILE FAMILY: prints it with our block before the first rule of its input chain.",
        "with_block() {",
        '  without_block "$1" | while IFS= read -r line; do',
        '    case "$line" in',
        '      "-A ufw-before-input"* | "-A ufw6-before-input"*)',
        '        [ -n "${placed:-}" ] || { echo "$begin"; "rules_${side}_$2"; echo "$end"; placed=yes; } ;;',
        "    esac",
        "    printf '%s\\n' \"$line\"",
        "  done",
        "}",
      ],
      dryRun: [
        `ufw status | grep -q '^Status: active' || { echo "ufw is not active" >&2; return 1; }`,
        'with_block "$etc/before.rules" 4 | iptables-restore -w 5 --test --noflush || return 1',
        'with_block "$etc/before6.rules" 6 | ip6tables-restore -w 5 --test --noflush || return 1',
      ],
      load: [
        'with_block "$etc/before.rules" 4 | put "$etc/before.rules" || return 1',
        'with_block "$etc/before6.rules" 6 | put "$etc/before6.rules" || return 1',
        "reload",
      ],
      unload: [
        'for file in "$etc/before.rules" "$etc/before6.rules"; do',
        '  if grep -qxF "$begin" "$file" 2>/dev/null; then without_block "$file" | put "$file"; changed=yes; fi',
        "done",
        'if [ -n "${changed:-}" ]; then reload; fi',
      ],
      list: [
        'iptables -w 5 -L ufw-before-input -v -n -x 2>/dev/null | sed -n "/rev=$revision/s/^[[:space:]]*//p"',
        'ip6tables -w 5 -L ufw6-before-input -v -n -x 2>/dev/null | sed -n "/rev=$revision/s/^[[:space:]]*//p"',
      ],
      dropped: ["list_rules | awk '{ sum += $1 } END { print sum + 0 }'"],
      rulesOn: (side) => countMatches(policy, side),
    }),
};

function block(policy: Policy, side: Side, family: 4 | 6): string[] {
  const chain = family === 4 ? "ufw-before-input" : "ufw6-before-input";
  return dropMatches(policy, side, family).map((match) => `-A ${chain} ${match}`);
}
