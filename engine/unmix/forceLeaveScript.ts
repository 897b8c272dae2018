/**
 * A force-leave set as a shell script for one agent: it waits until that agent itself shows all names as failed,
 * and for a while longer, goes in batches, looks again before each name and checks the result.
 * Tokens come from the environment, never from here.
 */
import { comments, lineText, shellWord } from "../firewall/plainText.ts";
import type { LeavePlan, LeaveSet, LeaveTarget } from "./forceLeave.ts";
import { styleFunctions, type LeaveStyle } from "./leaveStyles.ts";

/** Longest wait for all names to be failed or left, seconds; a WAN pool with one server needs up to 180. */
const WAIT_SECONDS_MAX = 600;

export function forceLeaveScript(plan: Omit<LeavePlan, "sets">, set: LeaveSet, style: LeaveStyle): string {
  return `${[
    "#!/bin/sh",
    ...comments(header(plan, set)),
    "set -u",
    ...(set.targets.length === 0 ? nothingToDo(set) : commands(plan, set, style)),
  ].join("\n")}\n`;
}

function header(plan: Omit<LeavePlan, "sets">, set: LeaveSet): string[] {
  const count = set.targets.length === 1 ? "one name" : `${set.targets.length} names`;
  return [
    `Lanekeeper force-leave commands for side ${set.on.toUpperCase()}, ${set.sideName}: ${count} of the other side.`,
    `Run on ONE agent of ${set.sideName} that shows another own member as alive, while the cut is in place.`,
    "Read ALL agents of both sides first: each must show every foreign member as failed and its own as alive.",
    `It waits until this agent shows every name as failed or left and ${plan.settleSeconds} s longer; earlier commands are spent on the dead.`,
    "Read all agents again afterwards, and run this again on each that still says failed.",
    "Keep the cut for 20 s more: a reconnect in flight wins over a force-leave.",
    ...plan.notes,
    ...(set.refused.length === 0 ? [] : ["", "Left out:"]),
    ...set.refused.map(({ name, reason, advice }) => `  ${lineText(name, 60)}: ${reason}. ${advice}`),
  ];
}

function nothingToDo({ refused }: LeaveSet): string[] {
  const why =
    refused.length === 0
      ? "the other side has no member here"
      : "every name was left out; the reasons stand above";
  return [`echo ${shellWord(`lanekeeper: nothing to force out: ${why}`)} >&2`, "exit 1"];
}

function commands(plan: Omit<LeavePlan, "sets">, set: LeaveSet, style: LeaveStyle): string[] {
  return [
    `settle=\${LANEKEEPER_SETTLE:-${plan.settleSeconds}}`,
    `pause=\${LANEKEEPER_PAUSE:-${plan.pauseSeconds}}`,
    `say() { printf 'lanekeeper: %s\\n' "$*" >&2; }`,
    `refuse() { say "$*"; exit 1; }`,
    ...styleFunctions(style, plan.plane === "wan"),
    ...READING,
    ...forAll("all_out", set.targets, "failed | left | ''"),
    ...forAll("none_failed", set.targets, "left | ''"),
    ...waiting(set),
    ...LEAVING,
    ...inBatches(set.targets, plan.batchSize).flatMap((batch, index) => [
      ...(index === 0 ? [] : ['sleep "$pause"']),
      ...batch.map(({ name, prune }) => `leave ${shellWord(name)}${prune ? " prune" : ""}`),
    ]),
    ...CHECKING,
  ];
}

/** `list` prints "STATE NAME" a line; kept once a look, so that many names cost one question. */
const READING = [
  "look() { listing=$(list); [ -n \"$listing\" ] || refuse 'this agent does not answer, or not as expected'; }",
  "state_of() {",
  '  printf \'%s\\n\' "$listing" | LANEKEEPER_NAME=$1 awk \'{ state = $1; sub(/^[^ ]+ /, ""); if ($0 == ENVIRON["LANEKEEPER_NAME"]) print state }\'',
  "}",
  `count() { printf '%s\\n' "$listing" | grep -c "^$1 "; }`,
];

/** Two states for one name are none: what is not exactly in `states` stops. */
function forAll(name: string, targets: readonly LeaveTarget[], states: string): string[] {
  return [
    `${name}() {`,
    "  for each in \\",
    ...targets.map(
      (target, index) => `    ${shellWord(target.name)}${index === targets.length - 1 ? "" : " \\"}`,
    ),
    "  do",
    `    case "$(state_of "$each")" in ${states}) ;; *) culprit=$each; return 1 ;; esac`,
    "  done",
    "}",
  ];
}

/** An agent that shows itself alone, or an own member as leaving, force-leaves without telling anybody, with exit 0. */
function waiting({ ownCount }: LeaveSet): string[] {
  return [
    "calm=0; waited=0; culprit=''",
    "while :; do",
    "  look",
    '  if all_out; then [ "$calm" -lt "$settle" ] || break; calm=$((calm + 1)); else calm=0; fi',
    `  [ "$waited" -lt $((${WAIT_SECONDS_MAX} + settle)) ] || refuse "gave up: $culprit still answers here; the cut has a hole"`,
    "  waited=$((waited + 1)); sleep 1",
    "done",
    `[ "$(count alive)" -ge ${Math.min(2, ownCount)} ] || refuse 'this agent shows no other own member as alive; choose another agent'`,
    `[ "$(count leaving)" -eq 0 ] || refuse 'a member is leaving here, so nothing would be broadcast; repeat its join to an own member on its node, or choose another agent'`,
  ];
}

const LEAVING = [
  "failures=0",
  "leave() {",
  "  look",
  '  case "$(state_of "$1")" in',
  "    failed) ;;",
  `    left) [ "\${2:-}" = prune ] || { say "left already: $1"; return 0; } ;;`,
  `    '') say "not in this agent's list: $1"; return 0 ;;`,
  '    *) say "REFUSED, it answers again: $1"; failures=$((failures + 1)); return 0 ;;',
  "  esac",
  '  if force_leave "$@"; then say "forced out: $1"; else say "did not work: $1"; failures=$((failures + 1)); fi',
  "}",
];

const CHECKING = [
  "tries=0; look",
  'while ! none_failed && [ "$tries" -lt 60 ]; do tries=$((tries + 1)); sleep 1; look; done',
  'none_failed || refuse "not left here after 60 s: $culprit; run this again on this agent"',
  '[ "$failures" -eq 0 ] || exit 1',
  "say 'all of them are left on this agent; now read all the others'",
];

/** A pruned name goes alone. */
function inBatches(targets: readonly LeaveTarget[], size: number): LeaveTarget[][] {
  const batches: LeaveTarget[][] = [];
  for (const target of targets) {
    const last = batches.at(-1);
    if (last === undefined || target.prune || last[0]?.prune === true || last.length >= size)
      batches.push([target]);
    else last.push(target);
  }
  return batches;
}
