/** One sentence about something that happened, for the time bar and for who hears it. */
import type { PoolEvent } from "../../engine/view/event.ts";
import { clockText, countText } from "../format.ts";

const WORDS: Readonly<Record<PoolEvent["kind"], string>> = {
  memberJoined: "joined",
  memberSuspected: "is suspected",
  memberRefuted: "refuted: it is alive",
  memberFailed: "failed",
  memberLeaving: "is leaving",
  memberLeft: "left",
  memberReaped: "was reaped",
  memberUpdated: "was updated",
  userEvent: "user event",
  mixFound: "mix found",
  attached: "attached",
  detached: "detached",
  problem: "problem",
  fault: "fault",
  note: "note",
};

/** What happened last, newest first in weight: the events of one moment. */
export function momentSentence(events: readonly PoolEvent[]): string {
  const last = events.at(-1);
  if (last === undefined) return "Nothing has happened yet.";
  const others = events.length - 1;
  return `${eventSentence(last)}${others === 0 ? "." : `, and ${countText(others, "other event")} at this moment.`}`;
}

function eventSentence({ atMs, kind, member, by, detail }: PoolEvent): string {
  const who = member === "" ? "" : `${member} `;
  const whose = by === "" ? "" : `, says ${by}`;
  return `${clockText(atMs)}: ${who}${WORDS[kind]}${whose}${detail === "" ? "" : ` (${detail})`}`;
}
