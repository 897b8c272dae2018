/** The rows of the *Remediation* view for rule sets: their documents and the members they name. Knows no VS Code. */
import type { RuleSetRecord } from "../unmix/ruleSets.ts";
import type { RemediationRow } from "./remediationRows.ts";

/** Members of a side that get a row; the rest is counted. */
const MEMBERS_MAX = 100;

export function ruleSetRow(set: RuleSetRecord): RemediationRow {
  const { id, names, dialect, policyId, revision, statements, pool, folder } = set;
  const label = `${names.a} | ${names.b}`;
  return {
    id: `set/${id}`,
    ruleSetId: id,
    label,
    description: `${dialect} · ${standing(set)}`,
    icon: isHolding(set) ? "finished" : (set.isolation?.open ?? 0) > 0 ? "alarm" : "rules",
    contextValue: set.files.some(({ name }) => name === "undo.sh") ? "ruleSet.undo" : "ruleSet",
    expansion: "collapsed",
    tooltip: [
      `Rule set ${policyId}, revision ${revision}, of ${pool}: ${statements} rules`,
      ...(folder === "" ? [] : [`saved in ${folder}`]),
      "Whether it was applied, confirmed or removed is not known from here: verify.",
    ].join("\n\n"),
    children: [
      ...set.files.map(({ name }) => fileRow(id, name)),
      ...(["a", "b"] as const).map((side) => sideRow(set, side)),
    ],
  };
}

/** `draft`, `exported`, `verified, 118 of 120 blocked`. */
function standing({ folder, isolation }: RuleSetRecord): string {
  if (isolation === undefined) return folder === "" ? "draft" : "exported";
  const { blocked, pairs, isConfirmed } = isolation;
  return `${isConfirmed ? "verified" : "void"}, ${blocked} of ${pairs} blocked`;
}

function isHolding({ isolation }: RuleSetRecord): boolean {
  return isolation?.isConfirmed === true && isolation.pairs > 0 && isolation.blocked === isolation.pairs;
}

function fileRow(ruleSetId: string, name: string): RemediationRow {
  return {
    id: `set/${ruleSetId}/file/${name}`,
    ruleSetId,
    file: name,
    label: name,
    description: "",
    icon: "file",
    contextValue: "ruleSetFile",
    expansion: "none",
    tooltip: `Open ${name}`,
    children: [],
  };
}

function sideRow({ id, names, members }: RuleSetRecord, side: "a" | "b"): RemediationRow {
  const all = members[side];
  const shown = all.slice(0, MEMBERS_MAX).map((member, index): RemediationRow => ({
    id: `set/${id}/${side}/${index}`,
    ruleSetId: id,
    label: member.name,
    description: member.ip === "" ? "no address: not cut" : member.ip,
    icon: "member",
    contextValue: "ruleSetMember",
    expansion: "none",
    tooltip: member.name,
    children: [],
  }));
  return {
    id: `set/${id}/${side}`,
    ruleSetId: id,
    label: names[side],
    description:
      all.length > MEMBERS_MAX ? `${all.length} members, the first ${MEMBERS_MAX}` : `${all.length} members`,
    icon: "side",
    contextValue: "ruleSetSide",
    expansion: "collapsed",
    tooltip: `Side ${side.toUpperCase()}`,
    children: shown,
  };
}
