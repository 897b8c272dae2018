/** What a first answer teaches before anything is watched. */
import { coveringRanges } from "../observer/ranges.ts";
import { memberRow, type MemberRow, type PoolKind, type PoolView } from "../view/view.ts";
import type { PreflightReport } from "../view/workerProtocol.ts";

export function preflightReport(view: PoolView): PreflightReport {
  const members = Array.from({ length: view.count }, (_, id) => memberRow(view, id));
  const counts = new Map<string, number>();
  for (const { datacenter } of members) counts.set(datacenter, (counts.get(datacenter) ?? 0) + 1);
  return {
    answeredBy: view.vantages[0]?.address ?? "",
    members: members.length,
    datacenters: [...counts].map(([name, count]) => ({ name, members: count })),
    kind: kindOf(members),
    plane: members.length > 0 && members.every(isWanMember) ? "wan" : "lan",
    encrypted: view.info.encrypted === true,
    // One agent is asked through its API and nobody else.
    cidrs: view.info.attach === "api" ? [] : coveringRanges(members.map(({ ip }) => ip)),
    budgetPacketsPerSecond: view.traffic.budgetPacketsPerSecond,
    budgetBytesPerSecond: view.traffic.budgetBytesPerSecond,
    warnings: view.problems,
  };
}

/** Servers of a WAN pool are called `node.datacenter`. Source: consul server_serf.go. */
function isWanMember({ name, tags }: MemberRow): boolean {
  return tags["role"] === "consul" && name.endsWith(`.${tags["dc"] ?? ""}`);
}

function kindOf(members: readonly MemberRow[]): PoolKind {
  if (members.some(({ tags }) => tags["role"] === "consul" || tags["role"] === "node")) return "consul";
  if (members.some(({ tags }) => tags["role"] === "nomad")) return "nomad";
  return members.some(({ versions }) => (versions[5] ?? 0) > 0) ? "serf" : "memberlist";
}
