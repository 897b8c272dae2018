import { expect, it } from "vitest";
import { clockText } from "../../../webview/format.ts";
import { lanesOf, type Lane } from "../../../webview/timeline/lanes.ts";
import { eventsText, laneSentence, markSentence } from "../../../webview/timeline/sentences.ts";
import { happened, logOf } from "./sampleLog.ts";

const events = [happened(60_000, "memberSuspected"), happened(65_000, "memberFailed")];

function lane(): Lane {
  const [first] = lanesOf(logOf(events, [], 1_000), 90_000);
  if (first === undefined) throw new Error("no lane");
  return first;
}

it("reads a lane at a moment", () => {
  expect(laneSentence(lane(), 65_000)).toBe(
    `web-1 at ${clockText(65_000)}: failed; failed since ${clockText(65_000)}, as srv-1 says.`,
  );
  expect(laneSentence(lane(), 2_000)).toBe(`web-1 at ${clockText(2_000)}: nothing was known of it.`);
});

it("says how long a fault lasted, or lasts", () => {
  const fault = { kind: "fault", text: "kill web-1", fromMs: 60_000 } as const;
  expect(markSentence({ ...fault, toMs: 70_000 }, 99_000)).toMatch(/^Fault: kill web-1, from .* for 10 s\.$/);
  expect(markSentence({ ...fault, toMs: undefined }, 99_000)).toMatch(/since .*, for 39 s now\.$/);
});

it("copies events as a table", () => {
  expect(eventsText(events).split("\n")).toEqual([
    "time\tmember\twhat\tby\tincarnation",
    "1970-01-01T00:01:00.000Z\tweb-1\tsuspected\tsrv-1\t1",
    "1970-01-01T00:01:05.000Z\tweb-1\tfailed\tsrv-1\t1",
  ]);
});
