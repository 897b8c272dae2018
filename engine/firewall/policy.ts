/**
 * Who must no longer hear whom, on which ports and why, before any dialect. Both directions, and always as
 * a drop on receipt: each side's hosts drop what the other side's addresses send to their gossip ports.
 * Everything that no statement names stays as it is: SSH, other ports, the WAN edges of a LAN pool.
 */
import type { Cidr } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Plane, PoolKind } from "../view/view.ts";
import { coverAddresses, EXACT, familyOf, type Widening } from "./cidrs.ts";
import type { Fleet, FleetMember } from "./fleet.ts";
import { fingerprint, lineText, slug } from "./plainText.ts";
import { portGroups, type PortChoice, type PortGroup } from "./ports.ts";
import { refusalOf, type PolicyRefusal } from "./refusal.ts";
import { splitMembers, type SideKey, type SidesRule } from "./sides.ts";
import { warningsOf } from "./warnings.ts";

export interface PolicyOptions {
  readonly ports: PortChoice;
  /** How far ranges may reach beyond known members; `EXACT` unless somebody accepted more. */
  readonly widening: Widening;
  /** Addresses of the machine that asks, for a warning. */
  readonly observerIps: readonly string[];
  /** Seconds until an applied set undoes itself unless confirmed; 0 is never. */
  readonly confirmWithinSeconds: number;
}

/** One rule: on the hosts of side `on`, drop what comes from `from` to `ports`. */
export interface Statement {
  /** Counted from 1. */
  readonly number: number;
  readonly on: SideKey;
  readonly family: 4 | 6;
  readonly from: readonly Cidr[];
  readonly protocols: readonly ("tcp" | "udp")[];
  readonly ports: readonly number[];
  /** One sentence for people. */
  readonly reason: string;
}

export interface Side {
  readonly key: SideKey;
  /** Printable. */
  readonly name: string;
  readonly members: readonly FleetMember[];
  /** Addresses of its hosts, each once. */
  readonly ips: readonly string[];
  /** Its addresses as a source, as the other side drops them. */
  readonly ranges: readonly Cidr[];
  readonly ports: readonly PortGroup[];
}

export interface Policy {
  /** Identifier of at most 17 characters, the same for the same pool and sides: a new set replaces the old one. */
  readonly id: string;
  /** Tells two versions of one set apart: eight hex digits over all statements. */
  readonly revision: string;
  readonly pool: string;
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly a: Side;
  readonly b: Side;
  readonly statements: readonly Statement[];
  readonly warnings: readonly string[];
  readonly confirmWithinSeconds: number;
}

export function buildPolicy(
  fleet: Fleet,
  rule: SidesRule,
  options: PolicyOptions,
): Result<Policy, PolicyRefusal> {
  const split = splitMembers(fleet.members, rule);
  const refusal = refusalOf(fleet, split, rule);
  if (refusal !== undefined) return fail(refusal);
  const known = [...fleet.members.map(({ ip }) => ip), ...options.observerIps].filter((ip) => ip !== "");
  const side = (key: SideKey): Side => {
    const members = split[key];
    const own = new Set(members.map(({ ip }) => ip).filter((ip) => ip !== ""));
    const ips = [...own];
    const foreign = known.filter((ip) => !own.has(ip));
    return {
      key,
      name: lineText(rule[key].name, 40),
      members,
      ips,
      ranges: coverAddresses(ips, foreign, options.widening),
      ports: portGroups(members, fleet.kind, fleet.plane, options.ports),
    };
  };
  const [a, b] = [side("a"), side("b")];
  const statements = [...statementsOn(a, b), ...statementsOn(b, a)].map((statement, index) => ({
    ...statement,
    number: index + 1,
  }));
  return ok({
    id: policyId(fleet, rule),
    revision: fingerprint(JSON.stringify(statements)),
    pool: lineText(fleet.name),
    kind: fleet.kind,
    plane: fleet.plane,
    a,
    b,
    statements,
    warnings: warningsOf(fleet, split, a, b, options),
    confirmWithinSeconds: options.confirmWithinSeconds,
  });
}

/** Default options: gossip ports only, exact ranges, undone after a minute unless confirmed. */
export const CAREFUL: PolicyOptions = {
  ports: { wan: false, serverRpc: false },
  widening: EXACT,
  observerIps: [],
  confirmWithinSeconds: 60,
};

function statementsOn(here: Side, there: Side): Omit<Statement, "number">[] {
  return here.ports.flatMap(({ purpose, protocols, ports }) =>
    ([4, 6] as const).flatMap((family) => {
      const from = there.ranges.filter((range) => familyOf(range) === family);
      if (from.length === 0 || !here.ips.some((ip) => ip.includes(":") === (family === 6))) return [];
      const reason = `${purpose} of ${there.name} must not reach ${here.name}.`;
      return [{ on: here.key, family, from, protocols, ports, reason }];
    }),
  );
}

function policyId(fleet: Fleet, rule: SidesRule): string {
  const names = slug(`${rule.a.name}_${rule.b.name}`, 12);
  return `${names}_${fingerprint([fleet.name, fleet.plane, rule.a.name, rule.b.name].join("\n")).slice(0, 4)}`;
}
