import { expect, it } from "vitest";
import { parseAssertion } from "../../../engine/recording/assertion.ts";
import { Replay } from "../../../engine/recording/replay.ts";
import { sampleTape, START_MS } from "./sampleTape.ts";

function isTrue(text: string): boolean {
  const assertion = parseAssertion(text);
  if (!assertion.ok) throw new Error(assertion.error);
  const { entries } = sampleTape();
  const [first] = entries;
  if (first?.kind !== "view") throw new Error("a tape begins with a view");
  const replay = new Replay(entries, first.view);
  assertion.value.hearView(replay.snapshot());
  for (let at = replay.nextMs; at !== undefined; at = replay.nextMs) {
    replay.moveTo(Math.max(at, START_MS));
    assertion.value.hearEvents(replay.takeEvents());
    assertion.value.hearView(replay.snapshot());
  }
  return assertion.value.isTrue;
}

it.each([
  ["state:failed = 0", true],
  ["ever state:failed >= 1", true],
  ["always state:failed = 0", false],
  ["finally state:alive dc:frankfurt = 2", true],
  ["events memberFailed = 1", true],
  ["events memberFailed > 1", false],
  ["events = 0", false],
  ["findings certain >= 0", true],
  ["dc:paris <= 0", false],
  ["findings != 0", true],
])("%s: %s", (text, expected) => {
  expect(isTrue(text)).toBe(expected);
});

it.each([
  ...["", "state:failed", "= 3", "stat:failed = 0", "state:failed ~ 3"],
  ...["events memberFaild = 0", "findings certian = 0", "events memberFailed twice = 0"],
])("is no statement: %j", (text) => {
  expect(parseAssertion(text).ok).toBe(false);
});
