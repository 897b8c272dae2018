/** What a hover says about a setting: its value after merging, which file won, who shares the key, which lane it is. */
import type { Agent } from "../model/agent.ts";
import type { Assignment } from "../model/assignments.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Where } from "../model/located.ts";
import { editorPlace, type SourceOf } from "./editorFinding.ts";
import type { SettingHover } from "./lintProtocol.ts";

/** Values that are nobody's business on a screen; a gossip key shows as its fingerprint. */
const SECRET = /encrypt(?:_key)?$|secret|token|password|(?:^|[._])key$/i;
/** Names shown in one hover. */
const FILES_MAX = 5;

/** Undefined where no setting of an agent stands. */
export function settingHover(
  fleet: Fleet,
  path: string,
  offset: number,
  sourceOf: SourceOf,
): SettingHover | undefined {
  const found = settingAt(fleet, path, offset);
  if (found === undefined) return undefined;
  const { agent, assignment } = found;
  const place = editorPlace(path, assignment.at.span, sourceOf);
  if (place === undefined) return undefined;
  const lines = [
    ...keyLines(fleet, agent, assignment),
    ...valueLines(agent, assignment),
    ...laneLines(fleet, agent),
  ];
  return { range: place.range, title: assignment.key, lines };
}

/** The innermost setting around the offset. */
function settingAt(
  fleet: Fleet,
  path: string,
  offset: number,
): { agent: Agent; assignment: Assignment } | undefined {
  let best: { agent: Agent; assignment: Assignment } | undefined;
  for (const agent of fleet.agents) {
    if (!agent.files.includes(path)) continue;
    for (const key of agent.settings.keys()) {
      for (const assignment of agent.settings.history(key)) {
        const { entry } = assignment;
        const isHere = entry.path === path && entry.span.start <= offset && offset <= entry.span.end;
        if (isHere && (best === undefined || length(entry) < length(best.assignment.entry)))
          best = { agent, assignment };
      }
    }
  }
  return best?.assignment.node.kind === "object" ? undefined : best;
}

function isSame(one: Where, other: Where): boolean {
  return one.path === other.path && one.span.start === other.span.start;
}

function length({ span }: Where): number {
  return span.end - span.start;
}

function valueLines(agent: Agent, { key, node }: Assignment): string[] {
  const history = agent.settings.history(key);
  const files = [...new Set(history.map(({ entry }) => entry.path))];
  if (node.kind === "list") {
    const count = agent.settings.list(key).length;
    return files.length < 2
      ? []
      : [`${count} entries in all, from ${listed(files)}: lists of all files are joined.`];
  }
  const value = agent.settings.scalar(key);
  const winner = history.at(-1);
  if (value === undefined || winner === undefined || files.length < 2) return [];
  const shown = !value.known ? value.text : SECRET.test(key) ? undefined : JSON.stringify(value.value);
  const what = shown === undefined ? "" : `In the end it is ${shown}. `;
  return [`${what}${listed(files)} set it; ${winner.entry.path} is read last and wins.`];
}

function keyLines(fleet: Fleet, { key }: Agent, { entry }: Assignment): string[] {
  if (key?.kind !== "literal" || !isSame(key.setting.entry, entry)) return [];
  const sharing = fleet.agents.filter(
    (other) => other.key?.kind === "literal" && other.key.identity === key.identity,
  );
  const files = [...new Set(sharing.map((other) => (other.key ?? key).setting.at.path))].filter(
    (file) => file !== entry.path,
  );
  const shared = files.length === 0 ? "No other file here has it." : `Also in ${listed(files)}.`;
  return [`Gossip key with the fingerprint ${key.fingerprint}. ${shared}`];
}

function laneLines(fleet: Fleet, agent: Agent): string[] {
  const lane = fleet.laneOf(agent);
  if (lane === undefined) return ["Nothing here tells which cluster this agent belongs to."];
  return [
    `Lane ${lane.name}: ${counted(lane.agents.length, "agent")}, ${counted(lane.servers.length, "server")} among them.`,
  ];
}

function listed(files: readonly string[]): string {
  const shown = files.slice(0, FILES_MAX).join(", ");
  return files.length > FILES_MAX ? `${shown} and ${files.length - FILES_MAX} more` : shown;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
