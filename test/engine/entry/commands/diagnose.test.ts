import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import * as v from "valibot";
import { runDiagnose, type DiagnoseOptions } from "../../../../engine/entry/commands/diagnose.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-diagnose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MIXED = `$ serf members
a1  10.1.0.1:7946  alive  dc=dc1
a2  10.1.0.2:7946  alive  dc=dc1
b1  10.2.0.1:7946  alive  dc=dc2
`;

async function run(
  files: readonly string[],
  options: Partial<DiagnoseOptions> = {},
  input = "",
): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: Readable.from([Buffer.from(input)]), stdout, stderr };
  const code = await runDiagnose(files, { lane: [], output: "text", ...options }, streams);
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

function fileWith(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("exit codes", () => {
  it("1 when a mix is found", async () => {
    const { code, out } = await run(["-"], {}, MIXED);
    expect(code).toBe(1);
    expect(out).toContain("Likely: plain pools mixed (kind P)");
    expect(out).toContain("First safe step:");
  });

  it("0 when nothing is found", async () => {
    const own = MIXED.split("\n").slice(0, 3).join("\n");
    expect(await run([fileWith("a.txt", own)])).toMatchObject({ code: 0, err: "" });
  });

  it.each([
    ["a file that is not there", ["/no/such/file"], {}, "cannot read /no/such/file"],
    ["a lane that is none", ["-"], { lane: ["10.1.0.1/8", "dc1"] }, "host bits set"],
    ["a single lane", ["-"], { lane: ["dc1"] }, "one for each side"],
  ])("2 for %s", async (_, files, options, message) => {
    const { code, out, err } = await run(files, options);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });
});

it("is certain once the sides are told, each in its own file", async () => {
  const ends = [fileWith("one.txt", MIXED), fileWith("two.txt", MIXED)];
  const { out } = await run(ends, { lane: ["10.1.0.0/16", "10.2.0.0/16"], output: "json" });
  const report = v.parse(
    v.object({
      version: v.literal(1),
      findings: v.array(
        v.object({
          id: v.string(),
          kind: v.string(),
          certainty: v.string(),
          sentence: v.string(),
          evidence: v.array(v.string()),
          toBeCertain: v.string(),
          firstStep: v.string(),
          members: v.array(
            v.object({
              name: v.string(),
              ip: v.string(),
              port: v.number(),
              state: v.string(),
              datacenter: v.string(),
            }),
          ),
          since: v.nullable(v.string()),
        }),
      ),
      notes: v.array(v.object({ sentence: v.string(), evidence: v.array(v.string()) })),
      unknowns: v.array(v.object({ what: v.string(), run: v.string() })),
      read: v.object({
        lines: v.number(),
        lists: v.number(),
        raftConfigurations: v.number(),
        logs: v.number(),
      }),
      unread: v.array(v.object({ from: v.string(), line: v.number(), text: v.string() })),
      unreadCount: v.number(),
      cutOff: v.array(v.string()),
    }),
    JSON.parse(out),
  );
  expect(report.findings[0]).toMatchObject({ kind: "P", certainty: "certain", toBeCertain: "" });
  expect(report.read).toMatchObject({ lists: 2, logs: 0 });
});
