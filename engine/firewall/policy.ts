/**
 * Who must no longer hear whom, on which ports and why, before any dialect. Both directions, and always as
 * a drop on receipt: each side's hosts drop what the other side's addresses send to their gossip ports.
 * Everything that no statement names stays as it is: SSH, other ports, the WAN edges of a LAN pool.
 */
import { fail, ok, type Result } from "../base/result.ts";
import { coverAddresses, EXACT, familyOf } from "./cidrs.ts";
import type { Fleet } from "./fleet.ts";
import { fingerprint, lineText, slug } from "./plainText.ts";
import { GOSSIP_ONLY, portGroups } from "./ports.ts";
import { refusalOf, type PolicyRefusal } from "./refusal.ts";
import { splitMembers, type SideKey, type SidesRule } from "./sides.ts";
import type { Policy, PolicyOptions, Side, Statement } from "./statement.ts";
import { warningsOf } from "./warnings.ts";

export function buildPolicy(
  fleet: Fleet,
  rule: SidesRule,
  options: PolicyOptions,
): Result<Policy, PolicyRefusal> {
  const split = splitMembers(fleet.members, rule);
  const refusal = refusalOf(fleet, split, rule, options);
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
  ports: GOSSIP_ONLY,
  widening: EXACT,
  observerIps: [],
  raftIsApart: false,
  confirmWithinSeconds: 60,
};

function statementsOn(here: Side, there: Side): Omit<Statement, "number">[] {
  return here.ports.flatMap(({ purpose, protocols, ports }) =>
    ([4, 6] as const).flatMap((family) => {
      const from = there.ranges.filter((range) => familyOf(range) === family);
      if (from.length === 0 || !here.ips.some((ip) => ip.includes(":") === (family === 6))) return [];
      const reason = `${purpose.slice(0, 1).toUpperCase()}${purpose.slice(1)} of ${there.name} must not reach ${here.name}.`;
      return [{ on: here.key, family, from, protocols, ports, reason }];
    }),
  );
}

function policyId(fleet: Fleet, rule: SidesRule): string {
  const names = slug(`${rule.a.name}_${rule.b.name}`, 12);
  return `${names}_${fingerprint([fleet.plane, rule.a.name, rule.b.name].join("\n")).slice(0, 4)}`;
}
