import { describe, expect, it } from "vitest";
import { encodePush, isFromExtension } from "../../../webview/channel.ts";
import { momentSentence } from "../../../webview/recording/eventSentence.ts";
import { keyStep, MomentQueue } from "../../../webview/recording/scrub.ts";

const EVENT = {
  atMs: 0,
  kind: "memberFailed",
  member: "web-1",
  by: "10.1.0.1",
  incarnation: 1,
  detail: "",
} as const;
const PLAYBACK = {
  fromMs: 0,
  toMs: 9,
  atMs: 3,
  speed: 0,
  isRedacted: true,
  report: "",
  events: [EVENT],
  hasEarlier: false,
  hasLater: true,
  density: [1, 0],
  trouble: [0, 0],
};

describe("the time bar", () => {
  it("moves by seconds, by ten with Shift, and to both ends", () => {
    expect(
      ["ArrowRight", "ArrowLeft", "PageUp", "Home", "End", "x"].map((key) => keyStep(key, false)),
    ).toEqual([1_000, -1_000, 30_000, -Infinity, Infinity, undefined]);
    expect(keyStep("ArrowDown", true)).toBe(-10_000);
  });

  it("asks for one moment at a time, and then for the newest wish alone", () => {
    const asked: number[] = [];
    const queue = new MomentQueue((atMs) => asked.push(atMs));
    for (const atMs of [1, 2, 3]) queue.want(atMs);
    expect([asked, queue.isWaiting]).toEqual([[1], true]);
    queue.shown(1);
    queue.shown(3);
    expect([asked, queue.isWaiting]).toEqual([[1, 3], false]);
  });

  it("says what happened last, and how much else at the same moment", () => {
    expect(momentSentence([])).toBe("Nothing has happened yet.");
    expect(momentSentence([EVENT])).toMatch(/^\d\d:\d\d:\d\d: web-1 failed, says 10\.1\.0\.1\.$/);
    expect(
      momentSentence([EVENT, { ...EVENT, kind: "mixFound", member: "", by: "", detail: "dc2" }]),
    ).toMatch(/: mix found \(dc2\), and 1 other event at this moment\.$/);
  });

  it("is told only moments that are moments", () => {
    const push = encodePush({ kind: "playback", playback: PLAYBACK });
    expect(isFromExtension({ kind: "push", push })).toBe(true);
    for (const wrong of [
      { atMs: NaN },
      { events: [{}] },
      { density: ["1"] },
      { trouble: new Array(999).fill(0) },
    ])
      expect(isFromExtension({ kind: "push", push: { ...push, playback: { ...PLAYBACK, ...wrong } } })).toBe(
        false,
      );
  });
});
