/**
 * `npm run lint:validate`: what `consul validate` says about each rule's bad example, as a table in
 * test/bench/consul-validate.md. Every file is validated as one agent; a second file adds what it lacks to start.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RULES } from "../../engine/lint/rules/index.ts";
import type { ExampleFiles, Rule } from "../../engine/lint/rule.ts";
import { findAgent } from "../agents/agents.ts";

const TARGET = "test/bench/consul-validate.md";

/** `named`: it names the very mistake. `remarked`: it says something about it, and accepts. */
type Answer =
  | { readonly kind: "notConsul" | "accepted" }
  | { readonly kind: "remarked" | "refused"; readonly text: string };

const consul = findAgent("consul");
if (consul === undefined) {
  console.error("consul is not installed; `node test/run.mjs agents` fetches it on Debian");
  process.exit(2);
}

const version = /v[\d.]+/.exec(spawnSync(consul, ["version"], { encoding: "utf8" }).stdout)?.[0] ?? "?";
const rows = RULES.map((rule) => ({ rule, answer: answerTo(rule.examples.flagged, consul) }));
writeFileSync(TARGET, table(rows, version));
console.log(`written ${TARGET}`);

function answerTo(files: ExampleFiles, program: string): Answer {
  const configs = Object.entries(files).filter(([name, text]) => isConsulFile(name, text));
  if (configs.length === 0) return { kind: "notConsul" };
  const answers = configs.map(([name, text]) => validate(name, text, program));
  return (
    answers.find(({ kind }) => kind === "refused") ??
    answers.find(({ kind }) => kind === "remarked") ?? { kind: "accepted" }
  );
}

function isConsulFile(name: string, text: string): boolean {
  if (!/\.(hcl|json)$/.test(name) || name.endsWith("serf.json")) return false;
  return !/^\s*(server|client|consul)\s*\{/m.test(text);
}

function validate(name: string, text: string, program: string): Answer {
  const folder = mkdtempSync(path.join(tmpdir(), "lanekeeper-validate-"));
  try {
    mkdirSync(path.join(folder, "consul.d"));
    writeFileSync(path.join(folder, "consul.d", path.basename(name)), text);
    writeFileSync(path.join(folder, "consul.d", `zz-rest.json`), JSON.stringify(missing(text)));
    const run = spawnSync(program, ["validate", path.join(folder, "consul.d")], { encoding: "utf8" });
    const lines = `${run.stdout}\n${run.stderr}`.replaceAll(`${folder}/consul.d/`, "").split("\n");
    const remarks = lines
      .map((line) => line.trim())
      .filter((line) => line !== "" && !/is valid!$/.test(line));
    if (run.status !== 0) return { kind: "refused", text: remarks.join(" ") };
    return remarks.length === 0 ? { kind: "accepted" } : { kind: "remarked", text: remarks.join(" ") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What every agent needs and an example leaves out. */
function missing(text: string): Record<string, string> {
  const rest = { data_dir: "/tmp/consul", bind_addr: "127.0.0.1" };
  return Object.fromEntries(Object.entries(rest).filter(([key]) => !text.includes(key)));
}

function table(rows: readonly { rule: Rule; answer: Answer }[], version: string): string {
  const asked = rows.filter(({ answer }) => answer.kind !== "notConsul");
  const refused = rows.filter(({ answer }) => answer.kind === "refused");
  const remarked = rows.filter(({ answer }) => answer.kind === "remarked");
  return [
    "# What `consul validate` says",
    "",
    `Consul ${version} on the bad example of each rule, each file as one agent. Made by \`npm run lint:validate\`.`,
    "",
    `Of ${rows.length} rules it can look at the examples of ${asked.length}; it refuses ${refused.length} and remarks on ${remarked.length}.`,
    "Only the answers to GM301 and GM304 are about the mistake: the community edition refuses segments as such, and the",
    "remarks on bootstrapping come for right files too.",
    "",
    "| rule | `consul validate` |",
    "| --- | --- |",
    ...rows.map(({ rule, answer }) => `| ${rule.code} \`${rule.id}\` | ${sentence(answer)} |`),
    "",
  ].join("\n");
}

function sentence(answer: Answer): string {
  switch (answer.kind) {
    case "notConsul":
      return "not a Consul configuration";
    case "accepted":
      return "accepts it";
    case "remarked":
      return `accepts it, and remarks: ${cell(answer.text)}`;
    case "refused":
      return `refuses it: ${cell(answer.text)}`;
  }
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\s+/g, " ");
}
