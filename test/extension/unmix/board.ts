/** A runbook of the sample pool, its datacenters on two sides. */
import { fleetOfView } from "../../../engine/firewall/fleet.ts";
import { openCase } from "../../../engine/unmix/case.ts";
import { openJournal, type Journal } from "../../../engine/unmix/journal.ts";
import { suggestedSides } from "../../../extension/remedySides.ts";
import { assign, splitMembers } from "../../../engine/firewall/sides.ts";
import { samplePool } from "../../webview/samplePool.ts";

export const OPENED_AT_MS = 1_000_000;

export function sampleJournal(kind: "P" | "M" = "P"): Journal {
  const view = samplePool(12);
  const fleet = fleetOfView(view);
  const [suggested] = suggestedSides(view);
  if (suggested === undefined) throw new Error("the sample pool has two datacenters");
  const split = splitMembers(fleet.members, suggested.sides);
  const ids = [...split.unassigned, ...split.contested].map(({ id }) => id);
  const sides = assign(suggested.sides, ids, "a");
  const opened = openCase(fleet, sides, { dialect: "nftables", findings: [], kind, nowMs: OPENED_AT_MS });
  if (!opened.ok) throw new Error(opened.error);
  return openJournal(opened.value, OPENED_AT_MS);
}
