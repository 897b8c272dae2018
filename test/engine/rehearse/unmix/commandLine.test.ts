/** `lanekeeper unmix rehearse`: what it reads, what it says to wrong words, and its exit codes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { unmixRehearse, type RehearseUnmixOptions } from "../../../../engine/entry/commands/unmixRehearse.ts";
import { writeFolder } from "../../../../engine/entry/runbookFolder.ts";
import { openJournal } from "../../../../engine/unmix/journal.ts";
import { raftCase, serfCase } from "./cases.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-rehearse-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OPTIONS: RehearseUnmixOptions = {
  assign: [],
  dialect: "nftables",
  configs: [],
  forget: [],
  returner: [],
  retryJoin: [],
  seed: "1",
  output: "text",
};

async function run(
  options: Partial<RehearseUnmixOptions>,
  from?: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = "";
  let err = "";
  const talk = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const code = await unmixRehearse(from, { ...OPTIONS, ...options }, (text) => (out += text));
  talk.mockRestore();
  return { code, out, err };
}

const list = path.join(folder, "members.txt");
const rows = [
  ...[1, 2, 3].map((n) => `a${n}  10.77.1.${n}:7946  alive  site=A`),
  ...[1, 2, 3].map((n) => `b${n}  10.77.2.${n}:7946  alive  site=B`),
];
writeFileSync(list, `${rows.join("\n")}\n`);
const PASTED = { from: list, a: "10.77.1.0/24", b: "10.77.2.0/24" };

it("rehearses pasted lists: 0 when the runbook holds", async () => {
  const { code, out } = await run(PASTED);
  expect(out).toContain("✓ It holds");
  expect(code).toBe(0);
});

it("finds in agent configs whose retry loop leads to the other side, and ends with 1", async () => {
  const configs = path.join(folder, "configs");
  mkdirSync(configs);
  writeFileSync(
    path.join(configs, "serf.json"),
    JSON.stringify({ node_name: "a2", bind: "10.77.1.2", retry_join: ["10.77.2.1"] }),
  );
  const { code, out } = await run({ ...PASTED, configs: [configs], output: "json" });
  expect(code).toBe(1);
  const told = JSON.parse(out) as { holds: boolean; transcript: { text: string }[] };
  expect(told.holds).toBe(false);
  expect(told.transcript.map(({ text }) => text).join("\n")).toContain(
    "The retry loop of a2 (serf.json:1) reached b1.",
  );
});

it("takes the case of a runbook's folder", async () => {
  const runbook = path.join(folder, "runbook");
  const journal = openJournal(raftCase(), 1_790_000_000_000);
  await writeFolder(runbook, journal, "", []);
  const { code, out } = await run({ order: "cut" }, runbook);
  expect(out).toContain("Runbook of kind R");
  expect(code).toBe(0);
});

it("says what of the words is wrong", async () => {
  expect(await run({})).toMatchObject({
    code: 2,
    err: expect.stringContaining("--from, --a and --b") as string,
  });
  expect(await run({ ...PASTED, forget: ["nobody"] })).toMatchObject({
    code: 2,
    err: expect.stringContaining('nobody is called "nobody"') as string,
  });
  expect(await run({ ...PASTED, retryJoin: ["a1"] })).toMatchObject({
    code: 2,
    err: expect.stringContaining("FROM=TO") as string,
  });
  expect(await run({ ...PASTED, order: "cut,pray" })).toMatchObject({
    code: 2,
    err: expect.stringContaining("cut, wait, leave, hold, lift") as string,
  });
  expect(await run({ ...PASTED, seed: "x" })).toMatchObject({ code: 2 });
  const half = serfCase();
  await writeFolder(path.join(folder, "half"), openJournal({ ...half, kind: "H" }, half.openedAtMs), "", []);
  expect(await run({}, path.join(folder, "half"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("Kind H is not rehearsed") as string,
  });
});
