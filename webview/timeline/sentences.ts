/** What the timeline's picture shows, in words: events for the list, cells for whoever reads by keyboard. */
import type { PoolEvent } from "../../engine/view/event.ts";
import { clockText, durationText } from "../format.ts";
import { spanAt, type Lane, type Mark } from "./lanes.ts";

/** Such as `suspected`, with what else was said of it. */
export function eventWords({ kind, detail }: PoolEvent): string {
  const more = detail === "" ? "" : `, ${detail}`;
  switch (kind) {
    case "memberJoined":
      return `joined${more}`;
    case "memberSuspected":
      return detail === "confirms" ? "suspicion confirmed" : `suspected${more}`;
    case "memberRefuted":
      return `refuted the suspicion${more}`;
    case "memberFailed":
      return `failed${more}`;
    case "memberLeaving":
      return `is leaving${more}`;
    case "memberLeft":
      return `left${more}`;
    case "memberReaped":
      return `was reaped${more}`;
    case "memberUpdated":
      return `changed${more}`;
    case "userEvent":
      return `user event ${detail}`;
    case "fault":
      return `fault: ${detail}`;
    case "mixFound":
      return `mix: ${detail}`;
    case "attached":
    case "detached":
    case "problem":
      return `${kind}${more}`;
    case "note":
      return detail;
  }
}

/** `web-17 at 14:02:11: suspect since 14:02:09, as srv-1 says. 3 flaps, 2 refutes.` */
export function laneSentence(lane: Lane, atMs: number): string {
  const { member, refutes } = lane;
  const flaps = lane.flaps.length;
  const span = spanAt(lane, atMs);
  const events = lane.events.filter((event) => event.atMs === atMs).map(eventWords);
  const happened = events.length === 0 ? "" : ` ${events.join(", then ")};`;
  const counts = [
    ...(flaps === 0 ? [] : [`${flaps} ${flaps === 1 ? "flap" : "flaps"}`]),
    ...(refutes === 0 ? [] : [`refuted ${refutes}×`]),
  ];
  const state =
    span === undefined || span.state === "unknown"
      ? "nothing was known of it"
      : `${span.state} since ${clockText(span.fromMs)}${span.by === "" ? " or earlier" : `, as ${span.by} says`}`;
  return `${member} at ${clockText(atMs)}:${happened} ${state}.${counts.length === 0 ? "" : ` ${counts.join(", ")}.`}`;
}

/** `kill web-1, since 14:02:11, for 30 s`. */
export function markSentence({ kind, text, fromMs, toMs }: Mark, nowMs: number): string {
  const name = kind === "fault" ? `Fault: ${text}` : text;
  if (toMs === fromMs) return `${name}, at ${clockText(fromMs)}.`;
  if (toMs !== undefined) return `${name}, from ${clockText(fromMs)} for ${durationText(toMs - fromMs)}.`;
  return `${name}, since ${clockText(fromMs)}, for ${durationText(nowMs - fromMs)} now.`;
}

/** Tab-separated, for a spreadsheet or a ticket; times in UTC. */
export function eventsText(events: readonly PoolEvent[]): string {
  const rows = events.map((event) =>
    [new Date(event.atMs).toISOString(), event.member, eventWords(event), event.by, event.incarnation].join(
      "\t",
    ),
  );
  return ["time\tmember\twhat\tby\tincarnation", ...rows].join("\n");
}
