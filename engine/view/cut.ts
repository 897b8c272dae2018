/** Whether rules that cut two sides apart may be offered as the next step: where a cut does harm, they never are. */
import { roleOf } from "./role.ts";
import type { FindingRow, PoolView } from "./view.ts";

/** Kinds whose first steps a cut would spoil: servers of one Raft, and LAN and WAN of one datacenter. */
const FORBIDDING: readonly string[] = ["R", "M"];

/**
 * Plain pools are cut apart; with foreign servers only once Raft was read, since a merged Raft loses its quorum
 * by a cut. A filtered list names no sides: whom it hides would keep the pools together. Half-mixed pools and bridges need none. Source: the measured runbooks of each kind.
 */
export function isCutNext(view: PoolView, finding: FindingRow): boolean {
  if (finding.kind !== "P" || isPartialView(view)) return false;
  if (view.findings.some(({ kind }) => FORBIDDING.includes(kind))) return false;
  const hasServers = finding.members.some((id) => roleOf(view, id) === "server");
  return !hasServers || (view.raft ?? []).length > 0;
}

/** Whether every answer that the view is made of was filtered: there may be members that nobody showed. */
export function isPartialView({ vantages }: PoolView): boolean {
  return vantages.length > 0 && vantages.every(({ partial }) => partial !== undefined);
}
