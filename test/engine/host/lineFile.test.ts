import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { LineFile, readLines } from "../../../engine/host/lineFile.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-lines-"));
const isRoot = process.platform === "linux" && process.getuid?.() === 0;
afterAll(() => rmSync(folder, { recursive: true }));

const BOUNDS = { sizeBytesMax: 10_000_000, lengthMax: 1_000 };

function create(file: string, problems: string[] = []): LineFile {
  const made = LineFile.create(file, (message) => problems.push(message));
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

it("writes lines that are read back, one by one", async () => {
  const file = path.join(folder, "a.lkrec");
  const lines = create(file);
  lines.write("one");
  lines.write("two");
  lines.end();
  const read: string[] = [];
  const result = await readLines(file, BOUNDS, (line) => read.push(line) > 0);
  expect([result.ok, read]).toEqual([true, ["one", "two"]]);
});

it("never writes over a file, and says why it cannot write", () => {
  const file = path.join(folder, "b.lkrec");
  create(file).end();
  expect(LineFile.create(file, () => undefined)).toEqual({
    ok: false,
    error: `cannot write ${file}: there is a file already`,
  });
  const nowhere = path.join(folder, "none", "c.lkrec");
  expect(LineFile.create(nowhere, () => undefined)).toMatchObject({ ok: false });
});

it("reads no further in a line without an end than it may be long", async () => {
  const file = path.join(folder, "long.lkrec");
  const lines = create(file);
  lines.write("whole");
  lines.write("x".repeat(5_000_000));
  lines.write("never seen");
  lines.end();
  const read: number[] = [];
  const result = await readLines(file, BOUNDS, (line) => read.push(line.length) > 0);
  expect([result.ok, read.length, read[0]]).toEqual([true, 2, 5]);
  expect(read[1]).toBeLessThan(200_000);
});

it("refuses a file that is larger than what is read", async () => {
  const file = path.join(folder, "c.lkrec");
  const lines = create(file);
  lines.write("x".repeat(500));
  lines.end();
  expect(await readLines(file, { ...BOUNDS, sizeBytesMax: 100 }, () => true)).toMatchObject({ ok: false });
});

it.skipIf(!isRoot)("says once that the disk is full, and what was written stays readable", () => {
  const mount = path.join(folder, "small");
  mkdirSync(mount);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", mount]);
  try {
    const problems: string[] = [];
    const lines = create(path.join(mount, "d.lkrec"), problems);
    for (let i = 0; i < 400; i += 1) lines.write(`${i} ${"x".repeat(1_000)}`);
    lines.end();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("the disk is full");
    expect(readFileSync(path.join(mount, "d.lkrec"), "utf8").split("\n")[60]).toMatch(/^60 x/);
  } finally {
    execFileSync("umount", [mount]);
  }
});
