/** A runbook as a person drives it from a shell: pasted lists in, the step and the allowed commands out. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { unmixNext, unmixSay, unmixStatus } from "../../../../engine/entry/commands/unmixNext.ts";
import { unmixPlan, type PlanOptions } from "../../../../engine/entry/commands/unmixPlan.ts";
import { parseJournal } from "../../../../engine/entry/journalFile.ts";

const NAMES = ["srv-1", "web-1", "srv-9", "edge-1"] as const;
let root = "";
let folder = "";
let stdout = "";
let stderr = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "lk-runbook-"));
  folder = path.join(root, "case");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 25, 7) });
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

function pass(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

/** What an agent prints now, with the other side in one state. */
function pasted(agent: string, foreign: string): string {
  const isA = (name: string): boolean => name === "srv-1" || name === "web-1";
  const header = ["Node", "Address", "Status", "Type", "Build", "Protocol", "DC", "Segment"];
  const rows = NAMES.map((name, at) => {
    const state = isA(name) === isA(agent) ? "alive" : foreign;
    const role = name.startsWith("srv") ? "server" : "client";
    const address = `10.${isA(name) ? 1 : 2}.0.${10 + at}:8301`;
    return [name, address, state, role, "1.8.7", "2", isA(name) ? "dc1" : "dc2", "<all>"];
  });
  const table = [header, ...rows].map((row) =>
    row
      .map((cell) => cell.padEnd(16))
      .join("")
      .trimEnd(),
  );
  const file = path.join(root, `${agent}.txt`);
  writeFileSync(file, `${table.join("\n")}\n`);
  utimesSync(file, Date.now() / 1_000, Date.now() / 1_000);
  return file;
}

/** Read a moment after whatever was done before. */
function lists(foreign: string): string[] {
  pass(1_000);
  return NAMES.map((agent) => `${agent}=${pasted(agent, foreign)}`);
}

const READ = { cidr: [], readFor: "1" };

async function next(from: readonly string[]): Promise<string> {
  stdout = "";
  pass(1_000);
  await unmixNext(folder, { ...READ, from });
  return stdout;
}

async function sayDone(): Promise<void> {
  pass(1_000);
  expect(await unmixSay(folder, "done", {})).toBe(0);
}

async function plan(options: Partial<PlanOptions> = {}): Promise<number> {
  [stdout, stderr] = ["", ""];
  const from = pasted("srv-1", "alive");
  return unmixPlan({
    from,
    a: "dc1",
    b: "dc2",
    assign: [],
    dialect: "nftables",
    kind: "P",
    output: folder,
    ...options,
  });
}

/** As far as the step Force-leave, with its commands shown. */
async function untilForceLeave(): Promise<string> {
  await plan();
  await sayDone();
  await next(lists("alive"));
  await sayDone();
  await next(lists("failed"));
  pass(31_000);
  await next(lists("failed"));
  pass(2_000);
  return next(lists("failed"));
}

describe("unmix plan", () => {
  it("writes the document, the journal and the rule set, and begins with the first step", async () => {
    expect(await plan()).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([
      "README.md",
      "journal.json",
      "rules.sh",
      "runbook.md",
      "undo.sh",
    ]);
    expect(stdout).toContain("Step 1 of 10: Freeze");
    expect(readFileSync(path.join(folder, "runbook.md"), "utf8")).toContain("Kind **P**");
    expect(statSync(path.join(folder, "journal.json")).mode & 0o777).toBe(0o600);
  });

  it("never overwrites a record", async () => {
    await plan();
    expect(await plan()).toBe(2);
    expect(stderr).toContain("holds a runbook already");
  });

  it("refuses while a member has no side, and writes nothing", async () => {
    expect(await plan({ b: "dc3" })).toBe(1);
    expect(stderr).toContain("These have no side: srv-9, edge-1");
    expect(readdirSync(root)).not.toContain("case");
  });
});

describe("unmix next", () => {
  it("takes kind P through to its end, each step by what was read", async () => {
    const leaving = await untilForceLeave();
    expect(leaving).toContain("Force-leave");
    expect(leaving).toContain("sh force-leave-a.sh");
    expect(leaving).toContain("sh force-leave-b.sh");
    const script = readFileSync(path.join(folder, "force-leave-a.sh"), "utf8");
    expect(script.match(/^leave '.*$/gm)).toEqual(["leave 'srv-9'", "leave 'edge-1'"]);
    pass(2_000);
    await next(lists("left"));
    pass(2_000);
    expect(await next(lists("left"))).toContain("Fix the cause");
    await sayDone();
    pass(21_000);
    await next(lists("left"));
    pass(21_000);
    expect(await next(lists("left"))).toContain("sh undo.sh");
    await sayDone();
    pass(121_000);
    expect(await next(lists("left"))).toContain("Done: all steps are done");
  });

  it("never shows a force-leave again by a file that was read before", async () => {
    await untilForceLeave();
    const same = NAMES.map((agent) => `${agent}=${path.join(root, `${agent}.txt`)}`);
    expect(await next(same)).not.toContain("sh force-leave");
    expect(await next([])).not.toContain("sh force-leave");
    pass(1_000);
    expect(await next(lists("failed"))).toContain("sh force-leave-a.sh");
  });

  it("refuses a list of an agent that the runbook does not know: it would count for nothing, without a word", async () => {
    await plan();
    await sayDone();
    const [file = ""] = lists("alive").map((word) => word.slice(word.indexOf("=") + 1));
    stderr = "";
    expect(await unmixNext(folder, { ...READ, from: [`srv-2=${file}`] })).toBe(2);
    expect(stderr).toContain('nobody in this runbook is called "srv-2"');
    expect(stderr).toContain("srv-1");
  });

  it("reads one API at most, and says so", async () => {
    await plan();
    stderr = "";
    expect(await unmixNext(folder, { ...READ, from: [], http: "127.107.1.1:8500", rpc: true })).toBe(2);
    expect(stderr).toContain("--http and --rpc are two ways to ask");
  });

  it("goes back to the cut when a foreign member is heard again", async () => {
    await untilForceLeave();
    pass(1_000);
    const text = await next(lists("alive"));
    expect(text).toContain("Step 4 of 10: Isolate");
    expect(readFileSync(path.join(folder, "runbook.md"), "utf8")).toContain("The cut has a hole");
  });

  it("is quiet in status: nothing is offered by looking", async () => {
    await untilForceLeave();
    pass(2_000);
    stdout = "";
    pass(1_000);
    await unmixStatus(folder, { ...READ, from: lists("failed") });
    expect(stdout).not.toContain("sh force-leave");
    expect(stdout).toContain("Force-leave");
  });
});

describe("unmix say", () => {
  it("wants the name of who is down, and knows it", async () => {
    await plan();
    expect(await unmixSay(folder, "down", {})).toBe(2);
    expect(await unmixSay(folder, "down", { member: "nobody" })).toBe(2);
    expect(stderr).toContain('nobody is called "nobody"');
    expect(await unmixSay(folder, "down", { member: "edge-1" })).toBe(0);
    expect(readFileSync(path.join(folder, "runbook.md"), "utf8")).toContain("down (edge-1)");
  });
});

describe("a journal", () => {
  it.each([
    ["{", "not JSON"],
    ['{"version":2}', "of version 2, and this release reads version 1"],
    ['{"version":1,"case":{"id":"../x"}}', "case."],
    ["[]", ""],
  ])("that is no journal, %s, is refused with the place", (text, reason) => {
    const found = parseJournal(text);
    expect(found.ok).toBe(false);
    expect(found.ok ? "" : found.error).toContain(reason);
  });

  it("is read as it was written", async () => {
    await untilForceLeave();
    const text = readFileSync(path.join(folder, "journal.json"), "utf8");
    const found = parseJournal(text);
    expect(found.ok && `${JSON.stringify(found.value, null, 2)}\n`).toBe(text);
  });
});
