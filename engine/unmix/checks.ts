/** What the lists of all agents say together, for the checks of steps. A list that was not read proves nothing. */
import { listed } from "../lanes/words.ts";
import { lineText } from "../firewall/plainText.ts";
import type { SideKey } from "../firewall/sides.ts";
import type { MemberState } from "../view/view.ts";
import { otherSide, secondNames, type CaseMember } from "./case.ts";
import { downMembers, type Journal } from "./journal.ts";
import type { AgentReading } from "./observation.ts";
import type { Check, Context, SideCount } from "./step.ts";

/** Agents whose lists have to be read: all of both sides, each once, but those that are stopped for good. */
export function agentsToRead(journal: Journal): CaseMember[] {
  const down = downMembers(journal);
  const second = secondNames(journal.case);
  return journal.case.members.filter(({ id, side }) => side !== "apart" && !down.has(id) && !second.has(id));
}

/** The newest list of each agent of the case that was read after `sinceMs`. */
export function readingsSince({ journal, seen }: Context, sinceMs: number): Map<number, AgentReading> {
  const newest = new Map<number, AgentReading>();
  for (const reading of seen.lists) {
    if (reading.atMs <= sinceMs || journal.case.members[reading.agent] === undefined) continue;
    const known = newest.get(reading.agent);
    if (known === undefined || known.atMs < reading.atMs) newest.set(reading.agent, reading);
  }
  return newest;
}

/** One pair of an agent and a member of the other side that its list shows so. */
export interface Sighting {
  readonly agent: CaseMember;
  readonly member: CaseMember;
  readonly state: MemberState | undefined;
}

/** Members of the other side in the lists read after `sinceMs` whose state is one of those wanted. */
export function foreign(
  context: Context,
  sinceMs: number,
  wanted: (state: MemberState | undefined) => boolean,
  on?: SideKey,
): Sighting[] {
  return sightings(context, sinceMs, on, (agent) => otherSide(agent)).filter(({ state }) => wanted(state));
}

/** The same for members of the agent's own side. */
export function own(
  context: Context,
  sinceMs: number,
  wanted: (state: MemberState | undefined) => boolean,
  on?: SideKey,
): Sighting[] {
  return sightings(context, sinceMs, on, (agent) => agent).filter(({ state }) => wanted(state));
}

function sightings(
  context: Context,
  sinceMs: number,
  on: SideKey | undefined,
  of: (agent: SideKey) => SideKey,
): Sighting[] {
  const { members } = context.journal.case;
  const down = downMembers(context.journal);
  return [...readingsSince(context, sinceMs).values()].flatMap((reading) => {
    const agent = members[reading.agent];
    if (agent === undefined || agent.side === "apart" || (on !== undefined && agent.side !== on)) return [];
    if (down.has(agent.id)) return [];
    const side = of(agent.side);
    // An own member that is stopped on purpose is no loss; a foreign one is looked for all the same.
    return members
      .filter((member) => member.side === side && !(side === agent.side && down.has(member.id)))
      .map((member) => ({ agent, member, state: reading.stateOf(member.id) }));
  });
}

export function isHeard(state: MemberState | undefined): boolean {
  return state === "alive" || state === "suspect" || state === "leaving";
}

/** Out for good: nothing tries to reach it again. */
export function isOut(state: MemberState | undefined): boolean {
  return state === undefined || state === "left" || state === "reaped";
}

/**
 * That the list of every agent was read after `sinceMs`, and shows of the other side only what is wanted. `on` looks at
 * the agents of one side only.
 */
export function everyAgentShows(
  context: Context,
  sinceMs: number,
  what: string,
  wanted: (state: MemberState | undefined) => boolean,
  on?: SideKey,
): Check {
  const agents = agentsToRead(context.journal).filter(({ side }) => on === undefined || side === on);
  const read = readingsSince(context, sinceMs);
  const unread = agents.filter(({ id }) => !read.has(id));
  const offending = foreign(context, sinceMs, (state) => !wanted(state), on);
  const culprits = new Set(offending.map(({ agent }) => agent.id));
  const good = agents.filter(({ id }) => read.has(id) && !culprits.has(id)).length;
  const bySide = (["a", "b"] as const).flatMap((side): SideCount[] => {
    const here = agents.filter((agent) => agent.side === side);
    const shown = here.filter(({ id }) => read.has(id) && !culprits.has(id));
    return here.length === 0 ? [] : [{ side, good: shown.length, of: here.length }];
  });
  const isDone = agents.length > 0 && unread.length === 0 && offending.length === 0;
  return {
    isDone,
    progress: `${good} of ${agents.length} agents show every foreign member ${what}`,
    missing: isDone ? [] : [...unreadText(unread), ...sightingText(offending)],
    bySide,
  };
}

/** Whether every agent answers at all, and its own side hears it. */
export function isPresent(context: Context): boolean {
  const answering = new Set(context.seen.lists.map(({ agent }) => agent));
  if (!agentsToRead(context.journal).every(({ id }) => answering.has(id))) return false;
  return own(context, 0, (state) => !isHeard(state)).length === 0;
}

export function unreadText(unread: readonly CaseMember[]): string[] {
  if (unread.length === 0) return [];
  return [
    `Not read since this step began: ${named(unread)}. An agent that nobody can read is one that re-mixes later: read it, or stop it, clean its snapshot files and say that it stays down.`,
  ];
}

/** `b1 is alive on a1 and a2`, the first few. */
export function sightingText(found: readonly Sighting[]): string[] {
  const byMember = new Map<string, Sighting[]>();
  for (const sighting of found) {
    const key = `${sighting.member.id} ${sighting.state ?? "absent"}`;
    byMember.set(key, [...(byMember.get(key) ?? []), sighting]);
  }
  return [...byMember.values()]
    .slice(0, 10)
    .map(
      (same) =>
        `${name(same[0]?.member)} is ${same[0]?.state ?? "absent"} on ${named(same.map(({ agent }) => agent))}.`,
    );
}

export function named(members: readonly CaseMember[]): string {
  return listed(members.map((member) => name(member)));
}

function name(member: CaseMember | undefined): string {
  return lineText(member?.name ?? "", 40);
}
