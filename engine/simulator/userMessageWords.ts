/** A user message of memberlist, which is a message of Serf's, in words. */
import { unreachable } from "../base/assert.ts";
import { decodeSerfMessage } from "../serf/messages.ts";

/** A message of Serf's on the wire, `leave n2 @5`; bytes that are none of Serf's by their number. */
export function wordsOfUserMessage(payload: Uint8Array): string {
  const message = decodeSerfMessage(payload);
  if (!message.ok) return `user ${payload.length} bytes`;
  const { value } = message;
  switch (value.kind) {
    case "join":
      return `join ${value.node} @${value.time}`;
    case "leave":
      return `leave ${value.node} @${value.time}${value.prune ? " prune" : ""}`;
    case "userEvent":
      return `event ${value.name} @${value.time}`;
    case "query":
      return `query ${value.name} @${value.time}`;
    case "queryResponse":
      return `answer of ${value.from} @${value.time}`;
    case "relay":
      return `relay to ${value.node}: ${wordsOfUserMessage(value.message)}`;
    default:
      return unreachable(value);
  }
}
