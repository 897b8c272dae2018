import { expect, it } from "vitest";
import { encodeMessage } from "../../../engine/wire/messageCodec.ts";
import { MESSAGE_TYPE } from "../../../engine/wire/messages.ts";
import { MessageTally } from "../../../engine/wire/tally.ts";

it("counts what is heard and said by kind, and adds up several members", () => {
  const [one, other] = [new MessageTally(), new MessageTally()];
  one.hear("suspect");
  one.hear("suspect");
  one.saidBytes(encodeMessage({ kind: "suspect", incarnation: 1, node: "a", from: "b" }));
  one.saidBytes(Uint8Array.of(MESSAGE_TYPE.hasLabel));
  one.saidBytes(new Uint8Array(0));
  other.say("pushPull");
  other.add(one);
  expect(other.received[MESSAGE_TYPE.suspect]).toBe(2);
  expect([other.sent[MESSAGE_TYPE.suspect], other.sent[MESSAGE_TYPE.pushPull]]).toEqual([1, 1]);
  expect(other.sent.reduce((sum, count) => sum + count)).toBe(2);
});
