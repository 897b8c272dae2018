/**
 * The shell script that every host dialect is wrapped into: one file for all hosts of both sides. It finds
 * its side by the host's own addresses and refuses elsewhere; `undo` needs nothing that `apply` left behind.
 * POSIX sh, so that it runs where bash is not.
 */
import { formatCidr } from "../../base/address.ts";
import { familyOf } from "../cidrs.ts";
import type { RuleFile } from "../dialect.ts";
import { comments, shellWord } from "../plainText.ts";
import type { Policy, Side } from "../statement.ts";
import { header } from "./header.ts";
import { hostFrame } from "./hostFrame.ts";
import { fn, wordList } from "./shellText.ts";

/** What a dialect adds to the frame: bodies of shell functions, each a list of lines. `$side` is A or B. */
export interface HostParts {
  readonly title: string;
  readonly isMeasured: boolean;
  /** Programs that must be there. */
  readonly needs: readonly string[];
  /** What to know of this dialect, for the header. */
  readonly notes: readonly string[];
  /** Functions and variables that `unload` needs. */
  readonly names: readonly string[];
  /** Functions and variables of the rules themselves. */
  readonly rules: readonly string[];
  /** Checks the rules of `$side` without loading them. */
  readonly dryRun: readonly string[];
  /** Loads them; a second time changes nothing. */
  readonly load: readonly string[];
  /** Removes all that `load` may have left, of this or an older version of the set; silent when there is nothing. */
  readonly unload: readonly string[];
  /** Prints each rule of this set that is in place, with its counters; nothing when there is none. */
  readonly list: readonly string[];
  /** Prints the packets that were dropped so far, as one number. */
  readonly dropped: readonly string[];
  /** How many lines `list` prints for a side when all is in place. */
  readonly rulesOn: (side: Side) => number;
}

/** More single deletions than this are not worth the time: the drop does not depend on them. */
const FLUSHES_MAX = 128;

export function hostFiles(policy: Policy, parts: HostParts): RuleFile[] {
  return [
    { name: "rules.sh", languageId: "shellscript", text: rulesScript(policy, parts) },
    { name: "undo.sh", languageId: "shellscript", text: undoScript(policy, parts) },
  ];
}

function rulesScript(policy: Policy, parts: HostParts): string {
  return lines([
    "#!/bin/sh",
    ...header(policy, { ...parts, isHostSet: true }),
    "#",
    "#   sh rules.sh check                        dry run: finds this host's side, loads nothing",
    `#   sh rules.sh apply [--confirm-within N]   loads the rules; undone after N seconds (${policy.confirmWithinSeconds}, 0 is never) unless confirmed`,
    "#   sh rules.sh confirm                      keeps them",
    "#   sh rules.sh verify                       are they in place, and do they drop anything?",
    "#   sh rules.sh undo                         removes them; needs no state",
    "#   … --side A|B                             where the advertised address is none of the host's own (NAT)",
    "set -eu",
    'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"',
    `set_id=${shellWord(policy.id)}`,
    `revision=${shellWord(policy.revision)}`,
    `pending="\${LANEKEEPER_RUN:-/run}/lanekeeper-$set_id.pending"`,
    ...wordList("addresses_A", policy.a.ips),
    ...wordList("addresses_B", policy.b.ips),
    `rules_on_A=${parts.rulesOn(policy.a)}`,
    `rules_on_B=${parts.rulesOn(policy.b)}`,
    "side=''",
    `within=${policy.confirmWithinSeconds}`,
    "",
    ...parts.names,
    ...parts.rules,
    ...fn("dry_run", parts.dryRun),
    ...fn("load", parts.load),
    ...fn("unload", parts.unload),
    ...fn("list_rules", parts.list),
    ...fn("dropped", parts.dropped),
    ...flushFlows(policy),
    ...hostFrame(policy, parts.needs),
  ]);
}

function undoScript(policy: Policy, parts: HostParts): string {
  return lines([
    "#!/bin/sh",
    ...comments([
      `Removes the Lanekeeper rule set ${policy.id} (${parts.title}) from this host. Safe to run anywhere, any number of times.`,
    ]),
    "set -eu",
    'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"',
    `set_id=${shellWord(policy.id)}`,
    ...parts.names,
    ...fn("unload", parts.unload),
    'rm -f "${LANEKEEPER_RUN:-/run}/lanekeeper-$set_id.pending"',
    "unload",
    `echo ${shellWord(`lanekeeper: set ${policy.id} is not on this host any more`)}`,
  ]);
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

/**
 * Forgets the kernel's notion of existing flows from the other side. The drop does not need it (it stands before
 * connection tracking, or in a chain of its own), but a later stateful accept would otherwise go on knowing them.
 */
function flushFlows(policy: Policy): string[] {
  const flows = policy.statements.map(({ on, from, protocols, ports }) => ({
    on,
    words: from.flatMap((range) =>
      ports.flatMap((port) =>
        protocols.map((protocol) => `${formatCidr(range)},${familyOf(range)},${protocol},${port}`),
      ),
    ),
  }));
  const of = (key: "a" | "b"): string[] => flows.filter(({ on }) => on === key).flatMap(({ words }) => words);
  if (Math.max(of("a").length, of("b").length) > FLUSHES_MAX) {
    return fn("flush_flows", [": # too many ranges; the drop does not depend on it"]);
  }
  return [
    ...wordList("flows_A", of("a")),
    ...wordList("flows_B", of("b")),
    ...fn("flush_flows", [
      "command -v conntrack >/dev/null 2>&1 || return 0",
      'if [ "$side" = A ]; then flows=$flows_A; else flows=$flows_B; fi',
      "for flow in $flows; do",
      "  range=${flow%%,*}; rest=${flow#*,}; family=${rest%%,*}; rest=${rest#*,}",
      '  conntrack -D -f "ipv$family" -s "$range" -p "${rest%%,*}" --dport "${rest#*,}" >/dev/null 2>&1 || :',
      "done",
    ]),
  ];
}
