import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LintService } from "../../../../engine/entry/lint/lintService.ts";
import type { FileFindings, LintReply } from "../../../../engine/lint/editor/lintProtocol.ts";
import { eventually } from "../../../agents/agents.ts";

let folder: string;
let replies: LintReply[];
let service: LintService;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "lanekeeper-service-"));
  replies = [];
  service = new LintService((reply) => replies.push(structuredClone(reply)));
  write(
    "dc1/a.hcl",
    'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.1"\nretry_join = ["10.1.0.2"]\n',
  );
  write(
    "dc2/b.hcl",
    'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.1"\nretry_join = ["10.1.0.1"]\n',
  );
  await start();
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

async function start(baseline = ""): Promise<void> {
  replies = [];
  const roots = [{ folder, prefix: "" }];
  await service.obey({ kind: "start", start: { roots, configFile: "lanekeeper.yaml", baseline, files: [] } });
  await nextRound();
}

async function nextRound(): Promise<void> {
  const before = rounds();
  await eventually("a round of linting", () => Promise.resolve(rounds() > before), 10_000);
}

function rounds(): number {
  return replies.filter(({ kind }) => kind === "fleet").length;
}

/** What the editor has in the end: the last word on each file. */
function shown(): Map<string, FileFindings> {
  const files = new Map<string, FileFindings>();
  for (const reply of replies)
    if (reply.kind === "findings") for (const file of reply.files) files.set(file.path, file);
  return files;
}

function rulesOf(name: string): string[] {
  return (shown().get(name)?.findings ?? []).map(({ rule }) => rule);
}

it("reads the workspace and places each finding on its value", () => {
  expect(rulesOf("dc2/b.hcl")).toContain("lan-join-other-datacenter");
  const finding = shown()
    .get("dc2/b.hcl")
    ?.findings.find(({ rule }) => rule === "lan-join-other-datacenter");
  expect(finding?.range).toEqual({ startLine: 3, startColumn: 15, endLine: 3, endColumn: 23 });
  expect(finding?.related[0]).toMatchObject({ path: "dc1/a.hcl", range: { startLine: 0 } });
});

it("an edited document counts instead of its file, until it is closed", async () => {
  const text = 'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.1"\nretry_join = ["10.2.0.2"]\n';
  void service.obey({ kind: "text", path: "dc2/b.hcl", text, version: 7 });
  await nextRound();
  expect(rulesOf("dc2/b.hcl")).not.toContain("lan-join-other-datacenter");
  void service.obey({ kind: "read", path: "dc2/b.hcl" });
  await nextRound();
  expect(rulesOf("dc2/b.hcl")).toContain("lan-join-other-datacenter");
});

it("findings carry the version of the document that they are about", async () => {
  const text =
    'datacenter = "dc2"\nserver = true\nbind_addr = "10.2.0.1"\nretry_join = ["10.1.0.1"]\n# more\n';
  void service.obey({ kind: "text", path: "dc2/b.hcl", text, version: 8 });
  await nextRound();
  expect(shown().get("dc2/b.hcl")?.version).toBe(8);
});

it("a file that is gone takes its findings, and those about it, along", async () => {
  void service.obey({ kind: "gone", path: "dc1/a.hcl" });
  await nextRound();
  expect(rulesOf("dc2/b.hcl")).not.toContain("lan-join-other-datacenter");
});

it("lanekeeper.yaml has the last word, also while it is edited", async () => {
  const rules = "rules:\n  lan-join-other-datacenter: off\n";
  void service.obey({ kind: "text", path: "lanekeeper.yaml", text: rules, version: 1 });
  await nextRound();
  expect(rulesOf("dc2/b.hcl")).not.toContain("lan-join-other-datacenter");
  void service.obey({ kind: "text", path: "lanekeeper.yaml", text: "rule: x\n", version: 2 });
  await nextRound();
  expect(rulesOf("dc2/b.hcl")).toContain("lan-join-other-datacenter");
  expect(rulesOf("lanekeeper.yaml")).toEqual(["syntax"]);
});

it("a baseline hides what it knows, and nothing else", async () => {
  await service.obey({ kind: "baseline", id: 1, add: undefined });
  const reply = replies.find(({ kind }) => kind === "baseline");
  write("known.json", reply?.kind === "baseline" ? reply.text : "");
  await start("known.json");
  expect(
    [...shown().values()].flatMap(({ findings }) => findings.filter(({ severity }) => severity === "error")),
  ).toEqual([]);
  write("dc2/c.hcl", 'datacenter = "dc2"\nbind_addr = "10.2.0.9"\nretry_join = ["10.2.0.1:8302"]\n');
  void service.obey({ kind: "read", path: "dc2/c.hcl" });
  await nextRound();
  expect(rulesOf("dc2/c.hcl")).toContain("lan-join-wan-port");
});

it("a fix comes with the places of its edits", async () => {
  write("dc2/c.hcl", 'datacenter = "dc2"\nbind_addr = "10.2.0.9"\nretry_join = ["10.2.0.1:8302"]\n');
  void service.obey({ kind: "read", path: "dc2/c.hcl" });
  await nextRound();
  const finding = shown()
    .get("dc2/c.hcl")
    ?.findings.find(({ rule }) => rule === "lan-join-wan-port");
  expect(finding?.fix?.isSafe).toBe(true);
  expect(finding?.fix?.edits.map(({ path: file, range }) => [file, range.startLine])).toEqual([
    ["dc2/c.hcl", 2],
  ]);
});

it("answers what is known about a setting", async () => {
  await service.obey({ kind: "hover", id: 4, path: "dc2/b.hcl", line: 0, column: 2 });
  expect(replies.find(({ kind }) => kind === "hover")).toMatchObject({
    id: 4,
    hover: { title: "datacenter" },
  });
});
