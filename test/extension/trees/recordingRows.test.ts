import { expect, it } from "vitest";
import type { Playback } from "../../../engine/view/playback.ts";
import { childRows, poolRow, type PoolFacts } from "../../../extension/trees/poolRows.ts";
import { recordingRow, recordingsGroup } from "../../../extension/trees/recordingRows.ts";
import { samplePool } from "../../webview/samplePool.ts";

const playback: Playback = {
  fromMs: 0,
  toMs: 720_000,
  atMs: 60_000,
  speed: 0,
  isRedacted: true,
  report: "",
  events: [],
  hasEarlier: false,
  hasLater: false,
  density: [],
  trouble: [],
};
const open = { id: "recording/a", path: "/tmp/a.lkrec", playback, part: 1, session: { problem: undefined } };

it("lists open recordings by file, with their length, their moment and what is wrong", () => {
  expect(recordingsGroup(0)).toEqual([]);
  expect(recordingsGroup(2)).toMatchObject([{ label: "Recordings", description: "2" }]);
  expect(recordingRow(open)).toMatchObject({
    label: "a.lkrec",
    description: expect.stringMatching(/^12 min · at \d\d:\d\d:\d\d · redacted$/) as string,
    contextValue: "recording.open",
    isRecording: true,
  });
  expect(recordingRow({ ...open, playback: undefined, part: 0.346 }).description).toBe("reading, 34 %");
  expect(
    recordingRow({ ...open, playback: { ...playback, report: "Line 5 cannot be read." } }),
  ).toMatchObject({
    description: expect.stringContaining("incomplete") as string,
    tooltip: "/tmp/a.lkrec\nLine 5 cannot be read.",
  });
  const problem = { message: "It is empty." };
  expect(recordingRow({ ...open, session: { problem } }).description).toBe("cannot be shown");
});

it("shows below its pool that one is being recorded, and where to", () => {
  const facts: PoolFacts = {
    pool: {
      id: "lan/a",
      name: "dc1",
      kind: "consul",
      plane: "lan",
      host: "10.1.0.1",
      port: 8301,
      label: "",
      confirmedCidrs: [],
      environment: "production",
    },
    view: samplePool(5),
    problem: undefined,
    isAttached: true,
    recording: { length: 1_234_567, wish: { path: "/tmp/b.lkrec", isRedacted: false } },
  };
  const parent = poolRow(facts);
  expect(parent.contextValue).toBe("pool.attached.shadow.recording.production");
  expect(childRows(facts, parent)[0]).toMatchObject({
    description: "b.lkrec · 1.2 MB · with names",
    contextValue: "recording.running",
    poolId: "lan/a",
  });
});
