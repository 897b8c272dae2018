/** Which member belongs to which side of a cut. Nobody is put anywhere by a guess. */
import { cidrContains, type Cidr } from "../base/address.ts";
import type { FleetMember } from "./fleet.ts";

export type SideKey = "a" | "b";

/** What makes a member belong to a side: any one of these. */
export interface SideRule {
  /** Shown name of the side, such as its datacenter. */
  readonly name: string;
  readonly datacenters: readonly string[];
  readonly ranges: readonly Cidr[];
  /** Ids that somebody put there by hand; these win over the other two. */
  readonly members: readonly number[];
}

export interface SidesRule {
  readonly a: SideRule;
  readonly b: SideRule;
  /** Where everybody else goes when somebody said so ("these and the rest"). */
  readonly rest?: SideKey;
  /** Ids that somebody left out by hand: in neither side, not cut. */
  readonly apart: readonly number[];
}

export interface Split {
  readonly a: readonly FleetMember[];
  readonly b: readonly FleetMember[];
  readonly apart: readonly FleetMember[];
  /** In neither side, and nobody decided. */
  readonly unassigned: readonly FleetMember[];
  /** In both sides by the rules. */
  readonly contested: readonly FleetMember[];
}

/** The rule of one datacenter against another. */
export function datacenterSides(a: string, b: string): SidesRule {
  const side = (name: string): SideRule => ({ name, datacenters: [name], ranges: [], members: [] });
  return { a: side(a), b: side(b), apart: [] };
}

/** These members against all the others. */
export function membersAgainstRest(name: string, members: readonly number[]): SidesRule {
  const nobody = { datacenters: [], ranges: [] };
  return {
    a: { name: "the rest", members: [], ...nobody },
    b: { name, members, ...nobody },
    rest: "a",
    apart: [],
  };
}

/** Puts members to a side by hand, or apart; where they were put before counts no more. */
export function assign(rule: SidesRule, ids: readonly number[], to: SideKey | "apart"): SidesRule {
  const moved = new Set(ids);
  const listed = (place: SideKey | "apart", before: readonly number[]): number[] => [
    ...before.filter((id) => !moved.has(id)),
    ...(place === to ? ids : []),
  ];
  return {
    ...rule,
    a: { ...rule.a, members: listed("a", rule.a.members) },
    b: { ...rule.b, members: listed("b", rule.b.members) },
    apart: listed("apart", rule.apart),
  };
}

export function splitMembers(members: readonly FleetMember[], rule: SidesRule): Split {
  const split = { a: [], b: [], apart: [], unassigned: [], contested: [] } as Record<
    keyof Split,
    FleetMember[]
  >;
  const chosen = { a: new Set(rule.a.members), b: new Set(rule.b.members), apart: new Set(rule.apart) };
  for (const member of members) split[placeOf(member, rule, chosen)].push(member);
  return split;
}

function placeOf(
  member: FleetMember,
  rule: SidesRule,
  chosen: Readonly<Record<SideKey | "apart", ReadonlySet<number>>>,
): keyof Split {
  const byHand = (["a", "b", "apart"] as const).filter((place) => chosen[place].has(member.id));
  if (byHand.length > 1) return "contested";
  if (byHand[0] !== undefined) return byHand[0];
  const isA = belongs(member, rule.a);
  const isB = belongs(member, rule.b);
  if (isA && isB) return "contested";
  if (isA) return "a";
  return isB ? "b" : (rule.rest ?? "unassigned");
}

function belongs({ datacenter, ip }: FleetMember, side: SideRule): boolean {
  if (datacenter !== "" && side.datacenters.includes(datacenter)) return true;
  return ip !== "" && side.ranges.some((range) => cidrContains(range, ip));
}
