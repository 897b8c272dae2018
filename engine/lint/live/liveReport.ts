/** A fleet beside live pools as a page: each lane with its pool, then each seed and key. */
import { visible } from "../../base/visible.ts";
import type { Severity } from "../finding.ts";
import type { Fleet } from "../model/fleet.ts";
import { askedText, liveFacts } from "./liveFacts.ts";
import { liveLane } from "./lanesPool.ts";
import { ageText, type LivePool } from "./livePool.ts";

const WORDS: Readonly<Record<Severity, string>> = {
  error: "**wrong**",
  warning: "**look**",
  information: "note",
  hint: "ok",
};

export function liveMarkdown(fleet: Fleet, pools: readonly LivePool[], nowMs: number): string {
  const lanes = fleet.lanes.map((lane) => {
    const live = liveLane(lane, pools, nowMs);
    return `- lane ${text(lane.name)}: ${live === undefined ? "no attached pool has members of it" : text(live.text)}`;
  });
  const facts = liveFacts(fleet, pools, nowMs).map(
    ({ at, severity, message }) => `- ${WORDS[severity]} ${text(fleet.describe(at))}: ${text(message)}`,
  );
  const seen = pools.map(
    (pool) =>
      `- ${text(pool.name)} (${pool.plane.toUpperCase()}): ${pool.members.length} members, as ${text(askedText(pool))} told ${ageText(pool.atMs, nowMs)}${pool.isWhole ? "" : "; the list may lack members"}`,
  );
  return [
    "# Configuration and live pools",
    "Nothing was sent for this page but what observing sends.",
    "## Lanes",
    lanes.join("\n") || "No lanes.",
    "## Seeds and keys",
    [...new Set(facts)].join("\n") || "No literal address or key could be compared.",
    "## Seen",
    seen.join("\n"),
    "",
  ].join("\n\n");
}

/** Backticks in a message are ours; everything else of a name is shown as it is. */
function text(words: string): string {
  return visible(words).replace(/[\\<>[\]*_|!#&~]/g, (character) => `\\${character}`);
}
