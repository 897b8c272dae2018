import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { runExplain } from "../../../../engine/entry/commands/explain.ts";

async function run(
  words: readonly string[],
  output: "json" | "text" = "text",
  input = "",
): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runExplain(
    words,
    { output },
    { stdin: Readable.from([Buffer.from(input)]), stdout, stderr },
  );
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

describe("exit codes", () => {
  it("0 when every message is known, with meaning, advice and upstream symbol", async () => {
    const { code, out } = await run(["memberlist:", "Refuting", "a", "suspect", "message", "(from: web-1)"]);
    expect(code).toBe(0);
    expect(out).toContain("web-1 suspected this very agent");
    expect(out).toContain("source: memberlist state.go, suspectNode and refute");
  });

  it("1 when something is not known", async () => {
    const { code, out } = await run(["-"], "text", "2026/11/23 01:36:31 [INFO] kettle: the tea is ready\n");
    expect(code).toBe(1);
    expect(out).toContain("1 message, 1 not known.");
  });

  it("2 when there is nothing", async () => {
    expect(await run([], "text", " \n")).toMatchObject({ code: 2, out: "" });
  });
});

it("prints a versioned shape that says of each message whether it is known", async () => {
  const { out } = await run(
    ["-"],
    "json",
    "serf: messageJoinType: b2\nserf: messageJoinType: b3\nwhat is this\n",
  );
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    messages: 3,
    unknown: 1,
    explained: [
      { id: "intent-join", count: 2, known: true, saidBy: "Serf" },
      { known: false, message: "what is this" },
    ],
  });
});
