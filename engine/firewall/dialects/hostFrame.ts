/**
 * The part of a host script that every dialect shares: finding the side, the rollback timer, the five tasks.
 * It calls what the dialect defined before it: `dry_run`, `load`, `unload`, `list_rules`, `dropped`.
 */
import { lineText, shellWord } from "../plainText.ts";
import type { Policy } from "../statement.ts";
import { fn } from "./shellText.ts";

export function hostFrame(policy: Policy, needs: readonly string[]): string[] {
  return [...preconditions(policy, needs), ...ROLLBACK_TIMER, ...TASKS, "", ...READING_OF_ARGUMENTS];
}

function preconditions({ a, b }: Policy, needs: readonly string[]): string[] {
  const names = `A (${lineText(a.name, 40)}) or B (${lineText(b.name, 40)})`;
  return [
    ...fn("say", [`printf 'lanekeeper: %s\\n' "$*" >&2`]),
    ...fn("refuse", ['say "$*"', "exit 1"]),
    ...fn("is_listed", [
      "wanted=$1",
      "shift",
      'for each; do [ "$each" != "$wanted" ] || return 0; done',
      "return 1",
    ]),
    ...fn("own_addresses", [`ip -o addr show | awk '{ split($4, part, "/"); print part[1] }'`]),
    ...fn("find_side", [
      '[ -z "$side" ] || return 0',
      "for address in $(own_addresses); do",
      "  # shellcheck disable=SC2086",
      '  if is_listed "$address" $addresses_A; then found=A',
      '  elif is_listed "$address" $addresses_B; then found=B',
      "  else continue; fi",
      '  [ -z "$side" ] || [ "$side" = "$found" ] || refuse "this host has addresses of both sides; name one with --side"',
      "  side=$found",
      "done",
      `[ -n "$side" ] || refuse ${shellWord(`none of this host's addresses belongs to side ${names}; nothing was changed`)}`,
    ]),
    ...fn("need", [
      ...needs.map(
        (program) => `command -v ${program} >/dev/null 2>&1 || refuse "${program} is not installed"`,
      ),
      '[ "$(id -u)" = 0 ] || refuse "must run as root"',
    ]),
    ...fn("expected", ['if [ "$side" = A ]; then echo "$rules_on_A"; else echo "$rules_on_B"; fi']),
    ...fn("in_place", ['[ "$(list_rules | wc -l)" -eq "$(expected)" ]']),
  ];
}

const ROLLBACK_TIMER = [
  "# The timer outlives this shell and the connection that started it; a newer apply or a confirm disarms it.",
  ...fn("arm", [
    '[ "$within" -gt 0 ] || { rm -f "$pending"; return 0; }',
    'token="$$.$(date +%s)"',
    `echo "$token" >"$pending" || refuse "cannot write $pending; set LANEKEEPER_RUN to a folder of root's"`,
    "(",
    "  trap '' HUP INT TERM",
    '  sleep "$within"',
    '  if [ "$(cat "$pending" 2>/dev/null)" = "$token" ]; then unload; rm -f "$pending"; fi',
    ") </dev/null >/dev/null 2>&1 &",
  ]),
];

const TASKS = [
  ...fn("check", [
    "find_side",
    'dry_run || refuse "the rules do not pass the dry run"',
    'if in_place; then say "side $side: the rules pass the dry run; this revision is in place already"',
    'else say "side $side: the rules pass the dry run; $(expected) rules would be loaded"; fi',
  ]),
  ...fn("apply", [
    "find_side",
    'dry_run || refuse "the rules do not pass the dry run; nothing was changed"',
    "arm",
    'load || refuse "loading failed; run verify to see what is in place, then undo or apply again"',
    "flush_flows",
    'in_place || refuse "not all rules are in place after loading; run verify, then undo"',
    'say "side $side: $(expected) rules in place"',
    'if [ "$within" -gt 0 ]; then say "undone in $within s unless: sh $0 confirm"; fi',
  ]),
  ...fn("confirm", [
    "find_side",
    'in_place || refuse "nothing to confirm: revision $revision is not in place"',
    'rm -f "$pending"',
    'say "side $side: kept until undo"',
  ]),
  ...fn("verify", [
    "find_side",
    "list_rules",
    'in_place || refuse "side $side: revision $revision is NOT in place ($(list_rules | wc -l) of $(expected) rules)"',
    'say "side $side: $(expected) rules in place, $(dropped) packets dropped so far"',
    'if [ "$(dropped)" = 0 ]; then say "nothing was dropped yet: if the other side still gossips, its packets come another way (IPv6, NAT, another address)"; fi',
    'if [ -e "$pending" ]; then say "a rollback timer runs: results hold only after confirm"; fi',
  ]),
  ...fn("undo", ['rm -f "$pending"', "unload", 'say "set $set_id is not on this host any more"']),
  ...fn("usage", [`sed -n '2,/^set -eu/{s/^# \\{0,1\\}//p;}' "$0" >&2`, "exit 2"]),
];

const READING_OF_ARGUMENTS = [
  "task=${1:-}",
  "[ $# -eq 0 ] || shift",
  "while [ $# -gt 0 ]; do",
  '  case "$1" in',
  "    --confirm-within) within=${2:-}; shift ;;",
  "    --side) side=${2:-}; shift ;;",
  "    *) usage ;;",
  "  esac",
  "  [ $# -eq 0 ] || shift",
  "done",
  `case "$within" in '' | *[!0-9]*) refuse "--confirm-within wants seconds" ;; esac`,
  `case "$side" in '' | A | B) ;; *) refuse "--side wants A or B" ;; esac`,
  'case "$task" in',
  '  apply | check | confirm | verify | undo) need; "$task" ;;',
  "  *) usage ;;",
  "esac",
];
