/** Makes a view's vitals of a tally and of the round trips that the ledger has seen. */
import { MESSAGE_KINDS, type MessageKind, type Vitals } from "../view/vitals.ts";
import { MESSAGE_TYPE } from "../wire/messages.ts";
import type { MessageTally } from "../wire/tally.ts";

const TYPE_OF: Readonly<Record<MessageKind, number>> = {
  ping: MESSAGE_TYPE.ping,
  indirectPing: MESSAGE_TYPE.indirectPing,
  ack: MESSAGE_TYPE.ackResp,
  nack: MESSAGE_TYPE.nackResp,
  suspect: MESSAGE_TYPE.suspect,
  alive: MESSAGE_TYPE.alive,
  dead: MESSAGE_TYPE.dead,
  user: MESSAGE_TYPE.user,
  pushPull: MESSAGE_TYPE.pushPull,
};

export function vitalsOf(
  { received, sent }: MessageTally,
  rtts: readonly number[],
  { bytes, health }: Pick<Vitals, "bytes" | "health"> = {},
): Vitals {
  return {
    received: MESSAGE_KINDS.map((kind) => received[TYPE_OF[kind]] ?? 0),
    sent: MESSAGE_KINDS.map((kind) => sent[TYPE_OF[kind]] ?? 0),
    rtts: rtts.slice(0, 1 + rtts.reduce((last, count, bucket) => (count > 0 ? bucket : last), -1)),
    ...(bytes === undefined ? {} : { bytes }),
    ...(health === undefined ? {} : { health }),
  };
}
