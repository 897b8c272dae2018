import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { runReplay } from "../../../engine/entry/commands/replay.ts";
import { readRecording, record, redactRecording } from "../../../engine/entry/recordings.ts";
import { WatchedSource } from "../../../engine/recording/watched.ts";
import { Replay } from "../../../engine/recording/replay.ts";
import { sampleTape, SECRETS, START_MS } from "../recording/sampleTape.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-recordings-"));
afterAll(() => rmSync(folder, { recursive: true }));
const NEVER = new Promise<void>(() => undefined);

/** Records the sample as a pool would tell it. */
function recorded(name: string, isRedacted: boolean): string {
  const file = path.join(folder, name);
  const { entries } = sampleTape();
  const [first] = entries;
  if (first?.kind !== "view") throw new Error("a tape begins with a view");
  const replay = new Replay(entries, first.view);
  const source = new WatchedSource(replay);
  source.onChange(() => {
    while (source.takeDelta() !== undefined);
    source.takeEvents();
  });
  const running = record(source, file, isRedacted, START_MS, () => undefined);
  if (!running.ok) throw new Error(running.error);
  replay.moveTo(START_MS + 60_000);
  running.value.stop();
  return file;
}

async function output(run: () => Promise<number>): Promise<{ code: number; out: string; talk: string }> {
  const [out, talk]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => talk.push(String(text)) > 0),
  ];
  try {
    const code = await run();
    return { code, out: out.join(""), talk: talk.join("") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe("a recording on disk", () => {
  it("is read as it was written", async () => {
    const read = await readRecording(recorded("plain.lkrec", false));
    expect(read).toMatchObject({ ok: true, value: { redacted: false, report: undefined } });
  });

  it("is never written over", () => {
    recorded("once.lkrec", false);
    expect(() => recorded("once.lkrec", false)).toThrow("there is a file already");
  });

  it("becomes a copy without names", () => {
    const file = recorded("names.lkrec", false);
    expect(readFileSync(file, "utf8")).toContain("ledger-db-1");
    const copy = path.join(folder, "copy.lkrec");
    expect(redactRecording(file, copy)).toEqual({ ok: true, value: undefined });
    const text = readFileSync(copy, "utf8");
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it("that is none is refused in a sentence, and nothing is made of it", async () => {
    const file = path.join(folder, "none.lkrec");
    writeFileSync(file, "hello\n");
    expect(await readRecording(file)).toMatchObject({ ok: false });
    const copy = path.join(folder, "none-copy.lkrec");
    expect(redactRecording(file, copy)).toMatchObject({ ok: false });
    expect(existsSync(copy)).toBe(false);
  });
});

describe("lanekeeper replay", () => {
  const options = { assert: [], output: "text", speed: "max" } as const;

  it("prints each event and how it ended", async () => {
    const file = recorded("events.lkrec", false);
    const { code, out } = await output(() => runReplay(file, options, NEVER));
    expect(code).toBe(0);
    expect(out).toContain("memberFailed  ledger-db-2");
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/end {2}3 alive, 1 left$/);
  });

  it("answers 1 when a statement does not hold, and says which number it found", async () => {
    const file = recorded("assert.lkrec", false);
    const assert = ["ever state:failed = 1", "finally state:left = 0"];
    const { code, talk } = await output(() => runReplay(file, { ...options, assert }, NEVER));
    expect(code).toBe(1);
    expect(talk).toContain("holds: ever state:failed = 1");
    expect(talk).toContain("does not hold: finally state:left = 0 (at the end it was 1)");
  });

  it.each([
    [{ ...options, speed: "0" }, "--speed wants"],
    [{ ...options, assert: ["nonsense"] }, "is no statement"],
  ])("answers 2 to wrong use %#", async (wrong, why) => {
    const file = recorded(`wrong-${why.slice(0, 4)}.lkrec`, false);
    const { code, talk } = await output(() => runReplay(file, wrong, NEVER));
    expect([code, talk.includes(why)]).toEqual([2, true]);
  });

  it("shows what is left of a file that was cut off, and says so", async () => {
    const file = recorded("cut.lkrec", false);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.slice(0, -120));
    const { code, out, talk } = await output(() => runReplay(file, options, NEVER));
    expect([code, out.includes("end  "), talk.includes("cannot be read")]).toEqual([0, true, true]);
  });

  it("proves nothing by a file that was cut off, unless that is allowed", async () => {
    const file = recorded("half.lkrec", false);
    writeFileSync(file, readFileSync(file, "utf8").slice(0, -120));
    const asked = { ...options, assert: ["ever state:failed = 1"] };
    const { code, talk } = await output(() => runReplay(file, asked, NEVER));
    expect([code, talk.includes("nothing is proven; --allow-cut")]).toEqual([2, true]);
    const allowed = await output(() => runReplay(file, { ...asked, allowCut: true }, NEVER));
    expect(allowed.code).toBe(0);
    const wrong = { ...asked, assert: ["ever state:failed = 3"] };
    expect((await output(() => runReplay(file, wrong, NEVER))).code).toBe(1);
  });
});
