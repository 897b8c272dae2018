import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openLines, readRecording, startRecording } from "../../../engine/entry/recordings.ts";
import { ShownRecording } from "../../../engine/entry/shownRecording.ts";
import type { RecordingReply } from "../../../engine/recording/threadProtocol.ts";
import { eventually } from "../../agents/agents.ts";
import { sampleTape, START_MS } from "../recording/sampleTape.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-thread-"));
const isRoot = process.platform === "linux" && process.getuid?.() === 0;
afterAll(() => rmSync(folder, { recursive: true }));

const LIMITS = { isRedacted: false, startedAtMs: START_MS, lengthMax: 1e9, durationMsMax: Infinity };
const noSpace = (): never => {
  throw Object.assign(new Error("write failed"), { code: "ENOSPC" });
};

/** Writes the sample, then again and again what changed in it, until it is ended or `rounds` are over. */
function write(
  file: string,
  options: Partial<typeof LIMITS> = {},
  rounds = 1,
  writeBytes?: Parameters<typeof startRecording>[2],
): string[] {
  const ends: string[] = [];
  const begun = startRecording({ path: file, ...LIMITS, ...options }, (why) => ends.push(why), writeBytes);
  if (!begun.ok) throw new Error(begun.error);
  const [first, ...others] = sampleTape().entries;
  for (let round = 0; round < rounds && ends.length === 0; round += 1) {
    if (first !== undefined) begun.value.tape.hear(first);
    for (const entry of others) begun.value.tape.hear(entry);
  }
  begun.value.stop();
  return ends;
}

describe("a recording that runs", () => {
  it("says once that the disk is full, and what was written is shown", async () => {
    const file = path.join(folder, "full.lkrec");
    let written = 0;
    const ends = write(file, {}, 100, (fd, bytes, at) => {
      if (written > 0) return noSpace();
      written = bytes.length;
      writeFileSync(fd, bytes.subarray(at));
      return bytes.length - at;
    });
    expect(ends).toHaveLength(1);
    expect(ends[0]).toContain("the disk is full. What was written before stays readable");
    expect(await readRecording(file)).toMatchObject({
      ok: true,
      value: { report: "It was not ended in good order; what was written is shown." },
    });
  });

  it.skipIf(!isRoot)("says it of a disk that is really full, too", async () => {
    const mount = path.join(folder, "disk");
    mkdirSync(mount);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=192k", "tmpfs", mount]);
    try {
      const file = path.join(mount, "a.lkrec");
      const ends = write(file, {}, 1_000);
      expect(ends).toHaveLength(1);
      expect(ends[0]).toContain("the disk is full");
      const read = await readRecording(file);
      expect(read.ok && read.value.entries.length).toBeGreaterThan(50);
    } finally {
      execFileSync("umount", [mount]);
    }
  });

  it("says that its folder is gone: what is written to a removed file is lost", () => {
    const gone = path.join(folder, "gone");
    mkdirSync(gone);
    const file = path.join(gone, "a.lkrec");
    const ends = write(file, {}, 100, (_, bytes, at) => {
      rmSync(gone, { recursive: true, force: true });
      return bytes.length - at;
    });
    expect(ends).toEqual([`${file} is gone: it or its folder was moved or removed while it was written.`]);
  });

  it("ends in good order at its largest size and at its longest time", async () => {
    const large = path.join(folder, "large.lkrec");
    expect(write(large, { lengthMax: 4_000 }, 9)[0]).toContain("has reached its largest size");
    expect(await readRecording(large)).toMatchObject({ ok: true, value: { report: undefined } });
    const long = path.join(folder, "long.lkrec");
    const ends: string[] = [];
    const wish = { ...LIMITS, path: long, startedAtMs: Date.now() - 60_000, durationMsMax: 60_000 };
    const begun = startRecording(wish, (why) => ends.push(why));
    const [first] = sampleTape().entries;
    if (begun.ok && first !== undefined) begun.value.tape.hear(first);
    await eventually("the longest time", () => Promise.resolve(ends.length > 0));
    expect(ends).toEqual([`${long} has reached its longest time and was ended in good order.`]);
    expect(readFileSync(long, "utf8")).toContain('"the longest time was reached"');
  });
});

function opened(file: string): { shown: ShownRecording; replies: RecordingReply[] } {
  const lines = openLines(file);
  if (!lines.ok) throw new Error(lines.error);
  const replies: RecordingReply[] = [];
  return { shown: new ShownRecording(lines.value, file, 20, (reply) => replies.push(reply)), replies };
}

describe("a recording that is looked at", () => {
  const file = path.join(folder, "shown.lkrec");
  const playback = (
    replies: readonly RecordingReply[],
  ): Extract<RecordingReply, { kind: "playback" }> | undefined =>
    replies.flatMap((reply) => (reply.kind === "playback" ? [reply] : [])).at(-1);

  it("tells its picture first, then moves as it is told", () => {
    write(file);
    const { shown, replies } = opened(file);
    expect(replies.map(({ kind }) => kind)).toEqual(["reading", "jump", "playback"]);
    shown.step(1);
    expect(playback(replies)?.playback).toMatchObject({ atMs: START_MS + 5_000, speed: 0 });
    shown.moveTo(START_MS + 10_000);
    expect(replies.filter(({ kind }) => kind === "pool").length).toBeGreaterThan(1);
    shown.moveTo(START_MS + 5_000);
    const jump = replies.flatMap((reply) => (reply.kind === "jump" ? [reply] : [])).at(-1);
    expect(jump?.past.fromMs).toBe(START_MS);
    expect(jump?.past.events.map(({ kind }) => kind)).toEqual(["memberSuspected", "memberFailed"]);
    shown.moveTo(START_MS + 10_000);
    expect(playback(replies)?.playback.atMs).toBe(START_MS + 10_000);
  });

  it("plays to its end by itself, and from there begins again", async () => {
    const { shown, replies } = opened(file);
    shown.moveTo(START_MS + 19_000);
    shown.play(60);
    await eventually("the end", () => Promise.resolve(playback(replies)?.playback.speed === 0));
    expect(playback(replies)?.playback).toMatchObject({ atMs: START_MS + 20_000, hasLater: false });
    shown.play(0.5);
    expect(playback(replies)?.playback).toMatchObject({ atMs: START_MS, speed: 0.5 });
    shown.play(0);
    expect(playback(replies)?.playback.speed).toBe(0);
  });

  it("says of a file that is none where it stopped", () => {
    const none = path.join(folder, "none.lkrec");
    writeFileSync(none, "hello\n");
    expect(opened(none).replies.at(-1)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("Line 1 cannot be read") as string,
    });
    expect(openLines(folder)).toMatchObject({ ok: false });
  });
});
