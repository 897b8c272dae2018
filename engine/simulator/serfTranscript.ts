/** What Serf tells and says, in words. */
import { unreachable } from "../base/assert.ts";
import { textFromBytes } from "../base/bytes.ts";
import type { SerfEvent } from "../serf/events.ts";
import { decodeTags } from "../serf/tags.ts";
import { wordsOfEvent } from "./transcript.ts";

/** What kind of news an event is, as `show` names it. */
export type SerfNews = "members" | "events" | "swim";

/** A line and its kind; undefined for what a story does not tell. `at` prints an instant. */
export function wordsOfSerfEvent(
  event: SerfEvent,
  at: (instant: number) => string,
): { readonly news: SerfNews; readonly words: string } | undefined {
  const members = (words: string): { news: SerfNews; words: string } => ({ news: "members", words });
  const events = (words: string): { news: SerfNews; words: string } => ({ news: "events", words });
  switch (event.kind) {
    case "memberJoined":
      return members(`${event.name} joined`);
    case "memberLeft":
      return members(`${event.name} left${event.isForced ? ", says an intent; it had failed" : ""}`);
    case "memberFailed":
      return members(`${event.name} failed`);
    case "memberReaped":
      return members(`${event.name} is forgotten${event.isForced ? ", pruned" : ""}`);
    case "memberUpdated":
      return members(`${event.name} has tags ${tagsText(event.member.meta)}`);
    case "userEvent":
      return events(`event ${event.name} "${textFromBytes(event.payload)}" @${event.time}`);
    case "query":
      return events(`query ${event.name} @${event.time}`);
    case "queryAck":
      return events(`${event.from} has got the query`);
    case "queryResponse":
      return events(`${event.from} answers "${textFromBytes(event.payload)}"`);
    case "queryFinished":
      return events(`query is over: ${event.acks} acks, ${event.responses} answers`);
    case "left":
      return members(`has left, and the word ${event.isSpread ? "got around" : "may not have got around"}`);
    case "forceLeaveFinished":
      return members(
        `force-leave of ${event.node} ${event.isSpread ? "got around" : "may not have got around"}`,
      );
    case "commandRefused":
      return members(`does not ${event.command}: ${event.reason}`);
    case "joinFinished":
      return members(`join reached ${event.reached}`);
    case "mergeRefused":
      return members(`lets nobody in: ${event.refusal.reason}`);
    case "nameVoteFinished":
      return members(
        `the vote on its name is ${event.isWon ? "won" : "lost"}, ${event.forUs} of ${event.answers}`,
      );
    case "swim": {
      const words = wordsOfEvent(event.event, at);
      return words === undefined ? undefined : { news: "swim", words };
    }
    case "queryStarted":
    case "keysFinished":
    case "coordinateHeard":
    case "messageDropped":
      return undefined;
    default:
      return unreachable(event);
  }
}

function tagsText(meta: Uint8Array): string {
  const tags = decodeTags(meta);
  return tags.ok ? tags.value.map(([key, value]) => `${key}=${value}`).join(" ") : "unreadable";
}
