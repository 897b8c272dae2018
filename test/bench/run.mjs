/**
 * Runs benchmarks one after the other and keeps their rows in the table of RESULTS.md.
 *
 *   npm run bench                    all of them
 *   npm run bench -- codec lint      these; the others' rows stay as they were
 *   npm run bench:simulator -- S1    one, with its own words
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { format, resolveConfig } from "prettier";

const PROGRAMS = ["codec", "lint", "activation", "simulator", "cluster", "lag", "dashboard"];
const PAGE = "test/bench/RESULTS.md";
const [BEGIN, END] = ["<!-- rows -->", "<!-- end of rows -->"];
const OUT = "out/bench";

const [first, ...words] = process.argv.slice(2);
const single = first?.startsWith("--only=") ? first.slice("--only=".length) : undefined;
const chosen = single !== undefined ? [single] : [first, ...words].filter((word) => word !== undefined);
const unknown = chosen.find((name) => !PROGRAMS.includes(name));
if (unknown !== undefined) throw new Error(`there is no benchmark "${unknown}", only ${PROGRAMS.join(", ")}`);

mkdirSync(OUT, { recursive: true });
for (const name of PROGRAMS) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n== ${name}`);
  const rows = measured(name, single === undefined ? [] : words);
  if (words.length === 0 || single === undefined) await keep(name, rows);
}

/** Builds and runs one; it appends its rows to a file of its own. */
function measured(name, argv) {
  const [script, file] = [`${OUT}/${name}.mjs`, `${OUT}/${name}.rows`];
  rmSync(file, { force: true });
  buildSync({
    entryPoints: [`test/bench/${name}.ts`],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["esbuild", "playwright-core"],
    logLevel: "error",
    // Bundled CommonJS asks for Node's modules by require.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  });
  const { status } = spawnSync("node", ["--expose-gc", script, ...argv], {
    stdio: "inherit",
    env: { ...process.env, BENCH_ROWS: file },
  });
  if (status !== 0) process.exitCode = 1;
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => ({ bench: name, ...JSON.parse(line) }));
}

/** Puts a benchmark's rows in the place of its old ones. */
async function keep(name, rows) {
  if (rows.length === 0) return;
  const page = readFileSync(PAGE, "utf8");
  const [head, rest] = page.split(BEGIN);
  const [table, tail] = rest.split(END);
  const old = table.split("\n").filter((line) => /^\| [A-Z]\d/.test(line) && !line.includes(`| ${name} `));
  const lines = [...old, ...rows.map(lineOf)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const titles = "| row | what | measured | beside it | goal | | from |\n| - | - | - | - | - | - | - |";
  const text = `${head}${BEGIN}\n\n${titles}\n${lines.join("\n")}\n\n${END}${tail}`;
  const options = await resolveConfig(PAGE);
  writeFileSync(PAGE, await format(text, { ...options, parser: "markdown" }));
}

function lineOf({ id, what, measured, beside, goal, met, bench }) {
  return `| ${[id, what, measured, beside, goal, met ? "✓" : "**missed**", bench].join(" | ")} |`;
}
