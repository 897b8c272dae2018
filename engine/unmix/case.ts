/** One accident that is being undone: its kind, who stands on which side, and with what it is cut. Plain JSON. */
import { fail, ok, type Result } from "../base/result.ts";
import type { DialectId } from "../firewall/dialect.ts";
import type { Fleet, FleetMember } from "../firewall/fleet.ts";
import { fingerprint, lineText, slug } from "../firewall/plainText.ts";
import { mayShareRaft, mingled, namesText } from "../firewall/refusal.ts";
import { splitMembers, type SideKey, type SidesRule, type Split } from "../firewall/sides.ts";
import type { Certainty, MixKind } from "../lanes/finding.ts";
import { ambiguousNames } from "./forceLeave.ts";
import type { Plane, PoolKind } from "../view/view.ts";

/** `id` is its position in `RunbookCase.members`. */
export interface CaseMember extends FleetMember {
  readonly side: SideKey | "apart";
}

export interface RunbookCase {
  readonly id: string;
  readonly kind: MixKind;
  readonly certainty: Certainty;
  readonly pool: string;
  readonly poolKind: PoolKind;
  readonly plane: Plane;
  /** Printable. For kind M all members are on side `a`. */
  readonly names: Readonly<Record<SideKey, string>>;
  readonly members: readonly CaseMember[];
  readonly dialect: DialectId;
  /** What the kind was told from, one sentence each. */
  readonly findings: readonly string[];
  /** ms since 1970. */
  readonly openedAtMs: number;
}

/** Of a finding, what a case keeps; rows of a view and findings of pasted text both fit. */
export interface CaseFinding {
  readonly kind: string;
  readonly certainty: Certainty;
  readonly sentence: string;
}

export interface CaseOptions {
  readonly dialect: DialectId;
  readonly findings: readonly CaseFinding[];
  /** Chosen by a person; otherwise the findings tell. */
  readonly kind?: MixKind;
  readonly nowMs: number;
}

/** What forbids a cut goes before what allows it. */
const KINDS: readonly MixKind[] = ["M", "R", "W", "B", "H", "P"];

/** The reason why there is none is a sentence with its advice. A mingle is kind M whatever was chosen. */
export function openCase(fleet: Fleet, rule: SidesRule, options: CaseOptions): Result<RunbookCase, string> {
  const isMingled = mingled(fleet) !== undefined;
  const told = isMingled ? { kind: "M" as const, certainty: "certain" as const } : kindOf(fleet, options);
  const split = splitMembers(fleet.members, rule);
  if (told.kind !== "M") {
    const undecided = [...split.unassigned, ...split.contested];
    if (undecided.length > 0)
      return fail(
        `These have no side: ${namesText(undecided)}. One forgotten member keeps the pools connected.`,
      );
    const empty = (["a", "b"] as const).find((side) => split[side].length === 0);
    if (empty !== undefined) return fail(`Nobody is on the side "${lineText(rule[empty].name, 40)}".`);
  }
  return ok({
    id: `${slug(`${rule.a.name}_${rule.b.name}`, 16)}_${fingerprint(`${fleet.name}\n${options.nowMs}`).slice(0, 4)}`,
    ...told,
    pool: lineText(fleet.name),
    poolKind: fleet.kind,
    plane: fleet.plane,
    names: { a: lineText(rule.a.name, 40), b: lineText(rule.b.name, 40) },
    members: caseMembers(fleet, split, told.kind),
    dialect: options.dialect,
    findings: options.findings.map(({ sentence }) => lineText(sentence, 400)).slice(0, 20),
    openedAtMs: options.nowMs,
  });
}

/** The fleet of a case, for the modules that generate. */
export function caseFleet({ pool, poolKind, plane, members }: RunbookCase): Fleet {
  return { name: pool, kind: poolKind, plane, members };
}

export function caseSplit({ members }: Pick<RunbookCase, "members">): Split {
  const on = (side: CaseMember["side"]): CaseMember[] => members.filter((member) => member.side === side);
  return { a: on("a"), b: on("b"), apart: on("apart"), unassigned: [], contested: [] };
}

/** Kind M: ids of the second names of members that are in the case under their own. Nobody answers by these. */
export function secondNames(runbookCase: RunbookCase): ReadonlySet<number> {
  return new Set(mingled(caseFleet(runbookCase))?.members.map(({ id }) => id) ?? []);
}

/** Whether Raft must be read before anything is cut. */
export function hasSharedRaft(runbookCase: RunbookCase): boolean {
  return mayShareRaft(caseFleet(runbookCase), caseSplit(runbookCase));
}

/** Members whose name means somebody else as well. */
export function unaddressable(runbookCase: RunbookCase): ReadonlySet<number> {
  const names = ambiguousNames(runbookCase);
  return new Set(runbookCase.members.flatMap(({ id, name }) => (names.has(name) ? [id] : [])));
}

export function otherSide(side: SideKey): SideKey {
  return side === "a" ? "b" : "a";
}

function kindOf(
  fleet: Fleet,
  { findings, kind }: CaseOptions,
): { readonly kind: MixKind; readonly certainty: Certainty } {
  if (kind !== undefined) {
    const found = findings.find((finding) => finding.kind === kind);
    return { kind, certainty: found?.certainty ?? "possible" };
  }
  for (const certainty of ["certain", "likely", "possible"] as const) {
    const found = KINDS.find((each) =>
      findings.some((finding) => finding.kind === each && finding.certainty === certainty),
    );
    if (found !== undefined) return { kind: found, certainty };
  }
  return { kind: fleet.plane === "wan" && fleet.kind === "consul" ? "W" : "P", certainty: "possible" };
}

function caseMembers(fleet: Fleet, split: Split, kind: MixKind): CaseMember[] {
  const sides = new Map<number, CaseMember["side"]>();
  for (const side of ["a", "b", "apart"] as const) for (const { id } of split[side]) sides.set(id, side);
  return fleet.members.map((member, id) => ({
    ...member,
    id,
    side: kind === "M" ? "a" : (sides.get(member.id) ?? "apart"),
  }));
}
