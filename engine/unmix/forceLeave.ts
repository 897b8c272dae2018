/**
 * Whom to force out of which pool after a cut, per side, and whom not. A plan is made from what was seen;
 * the script that is written from it looks again on the agent before each name.
 * Source: the order, waits and traps are those of the measured runbook (class P and W).
 */
import { nodeOfWanName, wanName } from "../consul/names.ts";
import type { Fleet, FleetMember } from "../firewall/fleet.ts";
import { lineText } from "../firewall/plainText.ts";
import { mingled } from "../firewall/refusal.ts";
import type { SideKey, Split } from "../firewall/sides.ts";
import type { MemberState, Plane, PoolKind } from "../view/view.ts";

/** A name that may be forced out. */
export interface LeaveTarget {
  readonly name: string;
  /** Also forget the name; only where every agent shows it as left. */
  readonly prune: boolean;
}

export interface RefusedTarget {
  readonly name: string;
  readonly reason: string;
  readonly advice: string;
}

/** What to run on one agent of one side. */
export interface LeaveSet {
  readonly on: SideKey;
  /** Printable name of that side. */
  readonly sideName: string;
  /** How many members that side has itself. */
  readonly ownCount: number;
  readonly targets: readonly LeaveTarget[];
  readonly refused: readonly RefusedTarget[];
}

export interface LeavePlan {
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly sets: readonly [LeaveSet, LeaveSet];
  /** From the last member that was marked failed to the first command, seconds. */
  readonly settleSeconds: number;
  readonly batchSize: number;
  readonly pauseSeconds: number;
  readonly notes: readonly string[];
}

/** The list of one agent, and whose side it is on; without a side, that is told from who is alive in it. */
export interface AgentList {
  readonly side: SideKey | undefined;
  /** undefined where it does not name the member. */
  readonly stateOf: (id: number) => MemberState | undefined;
}

/** Its side is known. */
type SidedList = AgentList & { readonly side: SideKey };

export interface LeaveOptions {
  /** Lists that were read; without any, the fleet's own states are one list. */
  readonly lists: readonly AgentList[];
  /** Whether `lists` are those of all agents of both sides. */
  readonly listsAreComplete: boolean;
  readonly prune: boolean;
  readonly batchSize: number;
  readonly pauseSeconds: number;
}

/** Large bursts can keep a pool from converging. */
export const LEAVE_DEFAULTS: LeaveOptions = {
  lists: [],
  listsAreComplete: false,
  prune: false,
  batchSize: 5,
  pauseSeconds: 10,
};

/** For so long after a failure gossip is partly spent on the dead. */
const SETTLE_SECONDS = { lan: 30, wan: 60 } as const;

/** Every release from 1.12.0 on knows `force-leave -wan`. Source: consul pull request 11722, December 2021. */
const WAN_SINCE = [1, 12, 0] as const;

export function planForceLeave(
  fleet: Fleet,
  split: Split,
  names: Readonly<Record<SideKey, string>>,
  options: LeaveOptions,
): LeavePlan {
  const lists = sidedLists(options.lists.length > 0 ? options.lists : [ownStates(split)], split);
  const whole = mingledRefusal(fleet) ?? wanRefusal(fleet);
  const ambiguous = ambiguousNames(fleet);
  const set = (on: SideKey, leaving: readonly FleetMember[]): LeaveSet => {
    const uncut = uncutRefusal(on, split, lists);
    const judged = leaving.map((member) => ({
      member,
      refusal: whole ?? nameRefusal(member, ambiguous) ?? answerRefusal(member, on, lists) ?? uncut,
    }));
    return {
      on,
      sideName: lineText(names[on], 40),
      ownCount: split[on].length,
      targets: judged
        .filter(({ refusal }) => refusal === undefined)
        .map(({ member }) => ({ name: member.name, prune: mayPrune(member, options) })),
      refused: judged.flatMap(({ member: { name }, refusal }) =>
        refusal === undefined ? [] : [{ name, ...refusal }],
      ),
    };
  };
  const unread = (["a", "b"] as const).filter((side) => !lists.some((list) => list.side === side));
  return {
    kind: fleet.kind,
    plane: fleet.plane,
    sets: [set("a", split.b), set("b", split.a)],
    settleSeconds: SETTLE_SECONDS[fleet.plane],
    batchSize: Math.max(1, options.batchSize),
    pauseSeconds: Math.max(0, options.pauseSeconds),
    notes: [...unread.map((side) => unreadNote(lineText(names[side], 40))), ...notesOf(fleet, options)],
  };
}

type Refusal = Pick<RefusedTarget, "reason" | "advice">;

function nameRefusal({ name }: FleetMember, ambiguous: ReadonlySet<string>): Refusal | undefined {
  if (ambiguous.has(name)) {
    return {
      reason: "this name means more than one member",
      advice: "Rename one of the agents and let it rejoin its own pool; a force-leave can't tell them apart.",
    };
  }
  // Blanks and bars separate the columns of the tools' tables, from which the script reads back.
  if (name !== "" && !/[\s|\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name)) return undefined;
  return {
    reason: "its name can't be told apart in a table of members",
    advice:
      "Let it be reaped, or restart that agent under a name without blanks, bars and control characters.",
  };
}

/** Nobody is forced out whom an agent of that side still hears. */
function answerRefusal({ id }: FleetMember, on: SideKey, lists: readonly SidedList[]): Refusal | undefined {
  const seen = lists.filter(({ side }) => side === on).map((list) => list.stateOf(id));
  const answering = seen.find(isHeard);
  if (answering === undefined) return undefined;
  return {
    reason: answering === "unknown" ? "its state is not known" : `it is still ${answering}`,
    advice:
      "Cut on both sides first and wait until every agent marks it failed; who still answers comes back at once.",
  };
}

/** Nobody of this side was read; where the other side still hears it, the cut does not hold. */
function uncutRefusal(on: SideKey, split: Split, lists: readonly SidedList[]): Refusal | undefined {
  if (lists.some(({ side }) => side === on)) return undefined;
  const heard = split[on].find(({ id }) => lists.some((list) => isHeard(list.stateOf(id))));
  if (heard === undefined) return undefined;
  return {
    reason: `the other side still hears ${lineText(heard.name, 40)}, so the two are not cut apart`,
    advice: "Cut on both sides first and wait until every agent marks every foreign member failed.",
  };
}

function isHeard(state: MemberState | undefined): boolean {
  return state !== undefined && state !== "failed" && state !== "left" && state !== "reaped";
}

function ownStates({ a, b }: Split): AgentList {
  const states = new Map([...a, ...b].map(({ id, state }) => [id, state]));
  return { side: undefined, stateOf: (id) => states.get(id) };
}

/** A list without a word of whose it is: it is the side's whose members alone are alive in it, or anybody's. */
function sidedLists(lists: readonly AgentList[], split: Split): SidedList[] {
  return lists.flatMap(({ side, stateOf }): SidedList[] => {
    if (side !== undefined) return [{ side, stateOf }];
    const sides = (["a", "b"] as const).filter((key) => split[key].some(({ id }) => stateOf(id) === "alive"));
    const [only] = sides;
    if (only !== undefined && sides.length === 1) return [{ side: only, stateOf }];
    return [
      { side: "a", stateOf },
      { side: "b", stateOf },
    ];
  });
}

/** Names that occur twice, and WAN names whose LAN name is another member of the same list. */
export function ambiguousNames({ members }: Pick<Fleet, "members">): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { name } of members) counts.set(name, (counts.get(name) ?? 0) + 1);
  const ambiguous = new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
  for (const { name, datacenter } of members) {
    const bare = nodeOfWanName(name, datacenter);
    if (bare !== undefined && counts.has(bare)) ambiguous.add(name).add(bare);
  }
  return ambiguous;
}

function mingledRefusal(fleet: Fleet): Refusal | undefined {
  const refusal = mingled(fleet);
  return refusal === undefined
    ? undefined
    : { reason: "LAN and WAN pool of one datacenter are mingled", advice: refusal.advice };
}

/** In a WAN pool, one server that is too old is enough. */
function wanRefusal({ kind, plane, members }: Fleet): Refusal | undefined {
  const old =
    plane === "wan" && kind === "consul" ? members.find((member) => !knowsWanFlag(member)) : undefined;
  if (old === undefined) return undefined;
  return {
    reason: `${lineText(old.name, 40)} (${old.build === "" ? "version unknown" : old.build}) does not know force-leave -wan`,
    advice:
      "Keep the cut, restart the servers one by one and delete serf/remote.snapshot while each is stopped; wait for a leader and all healthy peers in between.",
  };
}

function knowsWanFlag({ build }: FleetMember): boolean {
  const parts = build.split(/[.+-]/).slice(0, 3).map(Number);
  if (parts.length < 3 || parts.some(Number.isNaN)) return false;
  const at = WAN_SINCE.findIndex((since, index) => parts[index] !== since);
  return at === -1 || (parts[at] ?? 0) > (WAN_SINCE[at] ?? 0);
}

function mayPrune({ id }: FleetMember, { prune, lists, listsAreComplete }: LeaveOptions): boolean {
  return prune && listsAreComplete && lists.length > 0 && lists.every((list) => list.stateOf(id) === "left");
}

function unreadNote(side: string): string {
  return `No agent of ${side} was read when this was written: for its names, the script's own look is the only one.`;
}

function notesOf({ kind, plane, members }: Fleet, { prune, listsAreComplete }: LeaveOptions): string[] {
  const notes: string[] = [];
  if (prune && !listsAreComplete) {
    notes.push(
      "Nothing is pruned: that is safe only where every agent shows the name as left, and not every agent was read.",
    );
  }
  const servers = members.filter(({ isServer, datacenter }) => isServer && datacenter !== "");
  if (kind === "consul" && plane === "lan" && servers.length > 0) {
    const wanNames = servers
      .slice(0, 10)
      .map(({ name, datacenter }) => lineText(wanName(name, datacenter), 60));
    notes.push(
      `WAN names (${wanNames.join(", ")}${servers.length > 10 ? ", …" : ""}) are left alone: forcing them out would end a federation. Read the WAN pool to do that.`,
      "If `consul operator raft list-peers -stale` shows servers of both sides on any server, Raft is merged: force the foreign servers out one at a time, on the leader's side only, and read the peers after each.",
    );
  }
  return notes;
}
