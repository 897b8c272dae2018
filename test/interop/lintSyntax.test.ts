/**
 * Consul itself says what is right: nothing is wrong in what it reads, and something is in what it refuses for its
 * syntax. `LINT_INTEROP_CASES` sets how many careless texts it is asked about; each costs it 50 ms.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { SeededRandom } from "../../engine/base/random.ts";
import { parseHcl1 } from "../../engine/lint/parse/hcl1.ts";
import { parseJson } from "../../engine/lint/parse/json.ts";
import { findAgent, skip } from "../agents/agents.ts";
import { HCL_SEEDS, JSON_SEEDS, mutated } from "../engine/lint/parse/mutations.ts";

const CASES = Number(process.env["LINT_INTEROP_CASES"] ?? 200);
const CORPUS = "../shared/corpus";
const consul = findAgent("consul");
const isSkipped = skip("interop", consul !== undefined, "consul is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lanekeeper-syntax-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** Texts that Consul reads in ways that one wouldn't think. */
const CORNERS: readonly string[] = [
  "a = 1 b = 2",
  "a = ",
  "a = 1b = 2",
  "a = 15s\nb {}",
  "a = [[1] 2]",
  "a = [,1,,2,]",
  "a = 08",
  "a = 018",
  "a = 1.",
  "a = .5e3",
  "a = -0x1F",
  "a = 9223372036854775807",
  "a = 9223372036854775808",
  "a = null",
  "a b = 1",
  'a "b" "c" {}',
  'a = "${"x"}"',
  'a = "${x\n}"',
  'a = "\\400"',
  "a = <<EOF\nx\nEOF",
  "a = <<EOF\nx\n  EOF\n",
  "a = <<-EOF\nx\nEOF\n",
  "a = <<-EOF\nx\n EOF\n",
  "a = 1,,",
  "a = 1 /* open",
  "a = 1 /b",
  "\uFEFFa = 1",
  'é = "x"',
  '{"a": 1,}',
  "a {",
  "}",
  "true = 1",
  "1 = 1",
];

/** Whether Consul refuses the file before it looks at any setting. */
async function isRefused(name: string, text: string): Promise<boolean> {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const said = await new Promise<string>((resolve) => {
    execFile(consul ?? "", ["validate", file], (error, out, err) => resolve(error === null ? "" : out + err));
  });
  if (/invalid config key|source data must be|error\(s\) decoding/.test(said)) return false;
  return /panic: unquote|failed to parse/.test(said) && !said.includes("map must have string keys");
}

async function disagreements(texts: readonly string[], ending: "hcl" | "json"): Promise<string[]> {
  const wrong: string[] = [];
  const ask = async (lane: number): Promise<void> => {
    for (let i = lane; i < texts.length; i += 2) {
      const text = texts[i] ?? "";
      const refused = await isRefused(`${lane}.${ending}`, text);
      const { problems } = ending === "hcl" ? parseHcl1(text) : parseJson(text);
      if (refused !== problems.length > 0)
        wrong.push(`${refused ? "refused" : "read"}: ${JSON.stringify(text)}`);
    }
  };
  await Promise.all([ask(0), ask(1)]);
  return wrong;
}

/** A NUL can't be told from the end of a line of output; nobody writes one. */
function careless(seeds: readonly string[], count: number, seed: number): string[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () =>
    mutated(seeds[random.below(seeds.length)] ?? "", random).replaceAll("\0", ""),
  );
}

it.skipIf(isSkipped)("of corner cases of HCL", async () => {
  expect(await disagreements([...CORNERS, ...HCL_SEEDS], "hcl")).toEqual([]);
});

it.skipIf(isSkipped)(
  "of careless HCL",
  async () => {
    expect(await disagreements(careless(HCL_SEEDS, CASES, 4), "hcl")).toEqual([]);
  },
  600_000,
);

it.skipIf(isSkipped)(
  "of careless JSON",
  async () => {
    expect(await disagreements(careless(JSON_SEEDS, CASES / 2, 5), "json")).toEqual([]);
  },
  600_000,
);

it.skipIf(isSkipped || !existsSync(CORPUS))(
  "of public config files",
  async () => {
    interface CorpusFile { readonly file: string; readonly kind: string } // prettier-ignore
    const { files } = JSON.parse(readFileSync(`${CORPUS}/index.json`, "utf8")) as { files: CorpusFile[] };
    for (const ending of ["hcl", "json"] as const) {
      const texts = files
        .filter(({ kind }) => kind === `consul-${ending}`)
        .map(({ file }) => readFileSync(`${CORPUS}/${file}`, "utf8"));
      expect(texts.length).toBeGreaterThan(10);
      expect(await disagreements(texts, ending)).toEqual([]);
    }
  },
  60_000,
);
