/** The rule set of a case, by the policy and the dialects that `firewall` has. */
import { fail, ok, type Result } from "../base/result.ts";
import type { Dialect, RuleFile } from "../firewall/dialect.ts";
import { dialectOf } from "../firewall/dialects/index.ts";
import { buildPolicy, CAREFUL } from "../firewall/policy.ts";
import { setReadme } from "../firewall/setReadme.ts";
import type { SideRule, SidesRule } from "../firewall/sides.ts";
import type { Policy } from "../firewall/statement.ts";
import { caseFleet, type CaseMember, type RunbookCase } from "./case.ts";

export type CutPorts = "gossip" | "gossipAndRpc";

export interface CaseRuleSet {
  readonly policy: Policy;
  readonly dialect: Dialect;
  /** The rules, the undo where the dialect has one, and their page. */
  readonly files: readonly RuleFile[];
}

export function ruleSetOf(runbookCase: RunbookCase, ports: CutPorts): Result<CaseRuleSet, string> {
  const dialect = dialectOf(runbookCase.dialect);
  if (dialect === undefined) return fail(`"${runbookCase.dialect}" is no dialect.`);
  const policy = buildPolicy(caseFleet(runbookCase), caseSides(runbookCase), {
    ...CAREFUL,
    // One Raft in two sites: their WAN pool is one too, and no edge of it is legitimate.
    ports: { wan: runbookCase.kind === "R", serverRpc: cutsRpc(runbookCase, ports) },
    // The runbook asks for this cut only once the site that goes on votes for itself.
    raftIsApart: ports === "gossipAndRpc",
  });
  if (!policy.ok) return fail(`${policy.error.message} ${policy.error.advice}`);
  const readme = {
    name: "README.md",
    languageId: "markdown",
    text: setReadme(policy.value, dialect),
  } as const;
  return ok({ policy: policy.value, dialect, files: [...dialect.render(policy.value), readme] });
}

/** A federation is also what is forwarded over the RPC port; Raft is no matter between two datacenters. */
export function cutsRpc({ kind }: RunbookCase, ports: CutPorts): boolean {
  return ports === "gossipAndRpc" || kind === "W";
}

/** Each member by hand where the case has it: nothing is told anew by datacenter or range. */
function caseSides({ members, names }: RunbookCase): SidesRule {
  const on = (side: CaseMember["side"]): number[] =>
    members.filter((member) => member.side === side).map(({ id }) => id);
  const rule = (side: "a" | "b"): SideRule => ({
    name: names[side],
    datacenters: [],
    ranges: [],
    members: on(side),
  });
  return { a: rule("a"), b: rule("b"), apart: on("apart") };
}
