/**
 * What linting costs (rows G1 to G3), all rules on. The yardstick is jsonc-parser's parseTree of the same config as
 * JSON, in turn in the same run, medians of the pairs: tree-sitter is no dependency, and only ratios of one run can be
 * trusted on a busy machine. Source of the goals: tree-sitter's HCL grammar takes 2.07 ms, and jsonc-parser 0.155 ms,
 * for the same 100 lines on one machine. Run:
 *
 *     npm run bench:lint [pairs]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseTree } from "jsonc-parser";
import { SeededRandom } from "../../engine/base/random.ts";
import { LintService } from "../../engine/entry/lint/lintService.ts";
import { editorFinding } from "../../engine/lint/editor/editorFinding.ts";
import { fleetSummary } from "../../engine/lint/editor/fleetSummary.ts";
import { Source } from "../../engine/lint/model/source.ts";
import { parseHcl1 } from "../../engine/lint/parse/hcl1.ts";
import { parseJson } from "../../engine/lint/parse/json.ts";
import { RULES } from "../../engine/lint/rules/index.ts";
import { FleetSession } from "../../engine/lint/session.ts";
import { report } from "./rows.ts";
import { median } from "./statistics.ts";

const pairs = Math.max(5, Number(process.argv[2] ?? 9));
const options = { rules: RULES };

/** A Consul server's config of about so many lines: 28 of an agent, the rest services. */
function hclOf(lines: number, index = 0): string {
  const agent = `# Server ${index} of dc${index % 5}.
datacenter = "dc${index % 5}"
node_name = "server-${index}"
server = true
bootstrap_expect = 3
bind_addr = "10.${index % 5}.${(index >> 8) & 255}.${index & 255}"
client_addr = "127.0.0.1"
data_dir = "/opt/consul/data"
encrypt = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKR${"AEIMQ"[index % 5] ?? "A"}="
encrypt_verify_incoming = true
encrypt_verify_outgoing = true
retry_join = [
  "10.${index % 5}.255.1",
  "10.${index % 5}.255.2:8301", # the second seed
  "10.${index % 5}.255.3",
]
retry_interval = "30s"
ports {
  http = 8500
  serf_lan = 8301
  serf_wan = 8302
}
telemetry {
  prometheus_retention_time = "24h"
  disable_hostname = true
}
log_level = "INFO"
leave_on_terminate = false
`;
  const services = Array.from({ length: Math.max(0, Math.round((lines - 28) / 12)) }, (_, i) => serviceOf(i));
  return agent + services.join("");
}

function serviceOf(i: number): string {
  return `service {
  name = "web-${i}"
  id = "web-${i}"
  port = ${8000 + (i % 1000)}
  tags = ["v1", "primary", "eu"]
  check {
    id = "web-${i}-http"
    http = "http://127.0.0.1:${8000 + (i % 1000)}/health"
    interval = "10s"
    timeout = "2s"
  }
}
`;
}

/** The same settings as JSON, as a person would lay them out. */
function jsonOf(hcl: string): string {
  const entries: Record<string, unknown> = {};
  for (const { keys, value } of parseHcl1(hcl).root.entries) {
    const name = keys[0]?.text ?? "";
    const plain = plainOf(value);
    entries[name] = name === "service" ? [...((entries[name] as unknown[] | undefined) ?? []), plain] : plain;
  }
  return JSON.stringify(entries, null, 2);
}

function plainOf(node: ReturnType<typeof parseHcl1>["root"]["entries"][number]["value"]): unknown {
  if (node.kind === "object") {
    return Object.fromEntries(node.entries.map(({ keys, value }) => [keys[0]?.text ?? "", plainOf(value)]));
  }
  if (node.kind === "list") return node.items.map(plainOf);
  return "value" in node ? node.value : null;
}

/** CPU time of one call, ms, over so many rounds. */
function cpuMs(rounds: number, run: () => unknown): number {
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / rounds;
}

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
}

interface Measure {
  readonly what: string;
  /** ms of ours, or times the yardstick's. */
  readonly most: { readonly ms: number } | { readonly times: number };
  readonly rounds: number;
  readonly ours: () => unknown;
  readonly yardstick: () => unknown;
}

/** Rows are of warm code: an editor's worker has compiled it after the first minute of typing. */
const WARM_UP = 30;

function compare({ what, most, rounds, ours, yardstick }: Measure): void {
  cpuMs(WARM_UP * rounds, ours);
  cpuMs(WARM_UP * rounds, yardstick);
  const runs = Array.from({ length: pairs }, () => [cpuMs(rounds, ours), cpuMs(rounds, yardstick)] as const);
  const [own, other] = [median(runs.map(([ms]) => ms)), median(runs.map(([, ms]) => ms))];
  const ratio = median(runs.map(([mine, theirs]) => mine / theirs));
  report({
    ...{ id: "G1", what, measured: `${own.toFixed(3)} ms` },
    beside: `${ratio.toFixed(2)} times parseTree's ${other.toFixed(3)} ms`,
    goal: "ms" in most ? `${most.ms} ms` : `${most.times} times`,
    met: "ms" in most ? own <= most.ms : ratio <= most.times,
  });
}

/** A session with one file that changes at every call, so that nothing is remembered. */
function lintsAgain(name: string, text: string): () => unknown {
  const session = new FleetSession(options);
  let turn = 0;
  return () => {
    session.open(name, turn++ % 2 === 0 ? text : `${text}# again\n`);
    return session.update();
  };
}

const [small, large] = [hclOf(100), hclOf(5_000)];
const [smallJson, largeJson] = [jsonOf(small), jsonOf(large)];
console.log(`${small.split("\n").length} and ${large.split("\n").length} lines of HCL; ${pairs} pairs\n`);

compare({
  ...{ what: "parse HCL 1, 100 lines", most: { ms: 0.25 }, rounds: 200 },
  ours: () => parseHcl1(small),
  yardstick: () => parseTree(smallJson),
});
compare({
  ...{ what: "lint HCL, 100 lines, all rules", most: { ms: 0.25 }, rounds: 100 },
  ours: lintsAgain("server.hcl", small),
  yardstick: () => parseTree(smallJson),
});
compare({
  ...{ what: "parse HCL 1, 5,000 lines", most: { ms: 10 }, rounds: 5 },
  ours: () => parseHcl1(large),
  yardstick: () => parseTree(largeJson),
});
compare({
  ...{ what: "lint HCL, 5,000 lines, all rules", most: { ms: 10 }, rounds: 5 },
  ours: lintsAgain("server.hcl", large),
  yardstick: () => parseTree(largeJson),
});
compare({
  ...{ what: "parse JSON, 100 lines", most: { times: 1.5 }, rounds: 200 },
  ours: () => parseJson(smallJson),
  yardstick: () => parseTree(smallJson),
});
compare({
  ...{ what: "parse JSON, 5,000 lines", most: { times: 1.5 }, rounds: 5 },
  ours: () => parseJson(largeJson),
  yardstick: () => parseTree(largeJson),
});
throughput();
keystrokes(100, 3);
keystrokes(5_000, 15);
await coldWorkspace();

function throughput(): void {
  const files = Array.from({ length: 400 }, (_, i) => [`dc${i % 5}/server-${i}.hcl`, hclOf(40, i)] as const);
  const run = (): unknown => {
    const session = new FleetSession(options);
    for (const [name, text] of files) session.open(name, text);
    return session.update();
  };
  for (let i = 0; i < WARM_UP; i += 1) run();
  const ms = median(Array.from({ length: pairs }, () => cpuMs(1, run)));
  const perSecond = Math.round((400 / ms) * 1_000);
  report({
    ...{ id: "G1", what: "files a second, 40 lines each, 400 at once", measured: `${perSecond}` },
    beside: `${ms.toFixed(0)} ms in all`,
    goal: "4000",
    met: perSecond >= 4_000,
  });
}

/** Types one character at random places; what is measured ends with plain data that an editor can show. */
function keystrokes(lines: number, mostMs: number): void {
  const random = new SeededRandom(7);
  const session = new FleetSession(options);
  const sources = new Map<string, Source>();
  const open = (file: string, text: string): void => {
    sources.set(file, new Source(file, text));
    session.open(file, text);
  };
  for (let i = 1; i < 40; i++) open(`dc${i % 5}/server-${i}.hcl`, hclOf(40, i));
  const text = hclOf(lines);
  open("edited.hcl", text);
  session.update();
  const sourceOf = (file: string): Source | undefined => sources.get(file);
  const times = Array.from({ length: 200 + 30 * WARM_UP }, () => {
    const at = random.below(text.length);
    const edited = text.slice(0, at) + "x" + text.slice(at);
    const before = process.cpuUsage();
    open("edited.hcl", edited);
    for (const findings of session.update().values())
      findings.map((finding) => editorFinding(finding, sourceOf));
    fleetSummary(session.fleet, session.findings(), sourceOf);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  }).slice(30 * WARM_UP);
  const [middle, high] = [percentile(times, 0.5), percentile(times, 0.95)];
  report({
    ...{ id: "G2", what: `an edit to its findings, ${lines} lines among 40 files` },
    measured: `p95 ${high.toFixed(2)} ms`,
    beside: `median ${middle.toFixed(2)} ms`,
    goal: `${mostMs} ms`,
    met: high <= mostMs,
  });
}

/** From the first word of an editor to its last finding, reading 1,000 files from disk. */
async function coldWorkspace(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "lanekeeper-bench-"));
  try {
    for (let i = 0; i < 1_000; i++) {
      const file = path.join(folder, `dc${i % 5}`, `server-${i}`, "agent.hcl");
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, hclOf(60, i));
    }
    const [started, before] = [performance.now(), process.cpuUsage()];
    await new Promise<void>((resolve) => {
      const service = new LintService((reply) => reply.kind === "fleet" && resolve());
      const roots = [{ folder, prefix: "" }];
      void service.obey({
        kind: "start",
        start: { roots, configFile: "lanekeeper.yaml", baseline: "", files: [] },
      });
    });
    const seconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(before);
    const cpu = (user + system) / 1_000_000;
    report({
      ...{
        id: "G3",
        what: "1,000 files of 60 lines, cold, reading included",
        measured: `${cpu.toFixed(2)} s`,
      },
      beside: `${seconds.toFixed(2)} s by the clock`,
      goal: "0.6 s",
      met: cpu <= 0.6,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
