/** What happened, in words: one line a packet or event. */
import { unreachable } from "../base/assert.ts";
import { wordsOfUserMessage } from "./userMessageWords.ts";
import type { SwimEvent } from "../swim/events.ts";
import type { PacketMessage } from "../wire/messages.ts";
import { openPacket } from "../wire/packet.ts";

/** A packet's messages, `ping 1 + suspect n2 1 from n1`. */
export function wordsOfPacket(bytes: Uint8Array): string {
  const opened = openPacket(bytes, { label: "" });
  return opened.ok ? opened.value.messages.map(wordsOfMessage).join(" + ") : "unreadable";
}

function wordsOfMessage(message: PacketMessage): string {
  switch (message.kind) {
    case "ping":
      return `ping ${message.seqNo}`;
    case "indirectPing":
      return `indirectPing ${message.seqNo} (${message.node})`;
    case "ackResp":
      return `ack ${message.seqNo}`;
    case "nackResp":
      return `nack ${message.seqNo}`;
    case "alive":
      return `alive ${message.node} ${message.incarnation}`;
    case "suspect":
    case "dead":
      return `${message.kind} ${message.node} ${message.incarnation} from ${message.from}`;
    case "user":
      return wordsOfUserMessage(message.payload);
    default:
      return unreachable(message);
  }
}

/** An event in words, undefined for those that a story does not tell. `at` prints an instant. */
export function wordsOfEvent(event: SwimEvent, at: (instant: number) => string): string | undefined {
  switch (event.kind) {
    case "memberJoined":
      return `${event.member.name} joined, incarnation ${event.member.incarnation}`;
    case "memberDead":
      return event.member.state === "left"
        ? `${event.member.name} left`
        : `${event.member.name} is dead, says ${event.from}`;
    case "memberUpdated":
      return `${event.member.name} has new meta`;
    case "memberSuspected":
      return `${event.name} is suspect, says ${event.from}; dead at ${at(event.until)}, waits for ${event.confirmationsExpected} more`;
    case "suspicionConfirmed":
      return `${event.from} confirms that ${event.name} is suspect; dead at ${at(event.until)}`;
    case "memberRefuted":
      return `${event.name} is alive after all, incarnation ${event.incarnation}`;
    case "memberReaped":
      return `${event.name} is forgotten`;
    case "refuted":
      return `denies ${event.accusation}${event.from === "" ? "" : ` of ${event.from}`} with incarnation ${event.incarnation}`;
    case "addressConflict":
      return `${event.existing.name} is claimed by ${event.other.ip}:${event.other.port}; stays ${event.existing.address.ip}`;
    case "aliveRefused":
      return `takes no notice of alive ${event.name}: ${event.reason}`;
    case "awarenessChanged":
      return `health score ${event.score}`;
    case "probeFinished":
      return `probe of ${event.target}: ${event.outcome}`;
    case "joinFinished":
      return `join reached ${event.reached}`;
    case "leaveFinished":
      return `leave ${event.isSpread ? "spread" : "timed out"}`;
    case "updateFinished":
      return `update ${event.isSpread ? "spread" : "timed out"}`;
    case "pingFinished":
      return `ping of ${event.name}: ${event.rttMs === undefined ? "no answer" : "answered"}`;
    case "pushPullMerged":
    case "reliableSent":
      return undefined;
    case "pushPullFailed":
      return `push/pull failed: ${event.failure.reason}`;
    case "packetDropped":
      return `packet dropped: ${event.reason.message}`;
    default:
      return unreachable(event);
  }
}
