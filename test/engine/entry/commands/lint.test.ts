import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { afterEach, expect, it } from "vitest";
import { runLint } from "../../../../engine/entry/commands/lint.ts";
import type { LintArguments } from "../../../../engine/entry/lint/arguments.ts";
import { runRules } from "../../../../engine/entry/commands/rules.ts";
import { VERSION } from "../../../../engine/entry/version.ts";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function workspace(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), "lanekeeper-lint-"));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function lint(args: Partial<LintArguments>, stdin = ""): Promise<Outcome> {
  let [out, err] = ["", ""];
  const sink = (take: (text: string) => void) =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        take(chunk.toString());
        done();
      },
    });
  const streams = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: sink((text) => (out += text)),
    stderr: sink((text) => (err += text)),
  };
  const defaults: LintArguments = {
    places: ["."],
    format: "json",
    failOn: "warning",
    show: "warning",
    fix: false,
    resolve: false,
    stdinFilename: "stdin.hcl",
  };
  const code = await runLint({ ...defaults, ...args }, streams);
  return { code, out, err };
}

interface JsonFinding {
  readonly code: string;
  readonly path: string;
  readonly line: number;
  readonly severity: string;
}
const findingsIn = ({ out }: Outcome): string[] =>
  (JSON.parse(out) as { findings: JsonFinding[] }).findings.map(
    ({ code, path, line }) => `${code} ${path}:${line}`,
  );

const SERVER =
  'datacenter = "seg"\nserver = true\nbind_addr = "10.1.0.10"\nsegments = [{ name = "alpha", bind = "10.1.0.10", port = 8303 }]\n';
const CLIENT =
  'datacenter = "seg"\nsegment = "alpha"\nretry_join = ["10.1.0.10"]\nreconnect_timeout = "720h"\n';
const FLEET = { "s/server.hcl": SERVER, "c/client.hcl": CLIENT, "README.md": "# hello" };

it("reports with paths relative to the folder and ends with 1", async () => {
  const result = await lint({ places: [workspace(FLEET)] });
  expect(findingsIn(result)).toEqual(["GM607 c/client.hcl:3"]);
  expect(result.code).toBe(1);
});

it("paths of further folders are relative to the first one", async () => {
  const root = workspace(FLEET);
  const result = await lint({ places: [path.join(root, "s"), path.join(root, "c")] });
  expect(findingsIn(result)).toEqual(["GM607 ../c/client.hcl:3"]);
});

it("shows notes only when asked, and they never fail", async () => {
  const root = workspace({
    "a.hcl": 'datacenter = "x"\nretry_join = ["10.0.0.1"]\nreconnect_timeout = "720h"\n',
  });
  expect(await lint({ places: [root] })).toMatchObject({ code: 0 });
  const noted = await lint({ places: [root], show: "information" });
  expect(findingsIn(noted)).toEqual(["GM703 a.hcl:3"]);
  expect(noted.code).toBe(0);
});

it("--fail-on error lets warnings pass", async () => {
  const root = workspace({
    "a.hcl": 'datacenter = "x"\nretry_join = ["10.0.0.1"]\nadvertise_addr = "127.0.0.1"\n',
  });
  expect((await lint({ places: [root] })).code).toBe(1);
  expect((await lint({ places: [root], failOn: "error" })).code).toBe(0);
});

it("a baseline hides what was there, and tells what is gone", async () => {
  const root = workspace(FLEET);
  const baseline = path.join(root, "baseline.json");
  expect(await lint({ places: [root], writeBaseline: baseline })).toMatchObject({ code: 0, out: "" });
  const known = await lint({ places: [root], baseline });
  expect([findingsIn(known), known.code, known.err]).toEqual([[], 0, ""]);
  writeFileSync(path.join(root, "c/client.hcl"), CLIENT.replace("10.1.0.10", "10.1.0.10:8303"));
  expect((await lint({ places: [root], baseline })).err).toMatch(
    /1 entry is no longer found; renew .*segment-join-mismatch/s,
  );
});

it("--fix writes what needs no choice, and keeps all else as it was", async () => {
  const root = workspace({ ...FLEET, "c/client.hcl": `# mine\r\n${CLIENT}` });
  const result = await lint({ places: [root], fix: true });
  expect([findingsIn(result), result.code]).toEqual([[], 0]);
  expect(result.err).toBe("1 fixed in 1 file\n");
  expect(readFileSync(path.join(root, "c/client.hcl"), "utf8")).toBe(
    `# mine\r\n${CLIENT.replace("10.1.0.10", "10.1.0.10:8303")}`,
  );
});

it("reads lanekeeper.yaml of the folder or above it, its globs from where it stands", async () => {
  const root = workspace({
    ...FLEET,
    "lanekeeper.yaml": "overrides:\n  - files: [c/**]\n    rules: { GM607: off }\n",
  });
  expect((await lint({ places: [root] })).code).toBe(0);
  const below = await lint({ places: [path.join(root, "c"), path.join(root, "s")] });
  expect(findingsIn(below)).toEqual([]);
});

it("a mistake in lanekeeper.yaml is wrong use, with its line", async () => {
  const root = workspace({ ...FLEET, "lanekeeper.yaml": "rules:\n  GM999: off\n" });
  const { code, err, out } = await lint({ places: [root] });
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain('lanekeeper.yaml:2:3: there is no rule "GM999"');
});

it("does not read what is ignored", async () => {
  const root = workspace({ ...FLEET, "lanekeeper.yaml": "ignore: [c/]\n", "node_modules/x/a.hcl": CLIENT });
  expect(findingsIn(await lint({ places: [root] }))).toEqual([]);
});

it("globs of what is ignored start at lanekeeper.yaml too, wherever linting starts", async () => {
  const root = workspace({ ...FLEET, "lanekeeper.yaml": "ignore: [c/client.hcl]\n" });
  const below = await lint({ places: [path.join(root, "c"), path.join(root, "s")] });
  expect(findingsIn(below)).toEqual([]);
});

it("says what it could not write, and ends with 2", async () => {
  const root = workspace(FLEET);
  const { code, err } = await lint({ places: [root], writeBaseline: path.join(root, "no/folder.json") });
  expect(code).toBe(2);
  expect(err).toMatch(/ENOENT.*folder\.json/);
});

it("standard input stands for a file among the others", async () => {
  const root = workspace({ "s/server.hcl": SERVER });
  const place = { places: [root, "-"], stdinFilename: path.join(root, "c/client.hcl") };
  expect(findingsIn(await lint(place, CLIENT))).toEqual(["GM607 c/client.hcl:3"]);
});

it("says what it could not read, and ends with 2", async () => {
  const { code, err } = await lint({ places: [path.join(workspace(FLEET), "nowhere")] });
  expect(code).toBe(2);
  expect(err).toMatch(/^cannot read .*nowhere: ENOENT/);
});

it("says which links lead nowhere, and goes on", async () => {
  const root = workspace(FLEET);
  symlinkSync("gone.hcl", path.join(root, "dangling.hcl"));
  expect(await lint({ places: [root] })).toMatchObject({
    code: 1,
    err: "skipped dangling.hcl: leads nowhere\n",
  });
});

it("does not follow links to folders round in circles", async () => {
  const root = workspace(FLEET);
  symlinkSync("..", path.join(root, "c/up"));
  expect(findingsIn(await lint({ places: [root] }))).toEqual(["GM607 c/client.hcl:3"]);
});

it.skipIf(process.getuid?.() === 0)("says which file inside a folder it could not read", async () => {
  const root = workspace(FLEET);
  chmodSync(path.join(root, "c/client.hcl"), 0);
  expect(await lint({ places: [root] })).toMatchObject({
    code: 2,
    err: expect.stringMatching(/client\.hcl/),
  });
});

it("says which files it left out for their size", async () => {
  const root = workspace({ "big.hcl": `# ${"x".repeat(2_100_000)}` });
  expect(await lint({ places: [root] })).toMatchObject({
    code: 0,
    err: "skipped big.hcl: larger than 2 MiB\n",
  });
});

it("lists the rules, and explains one by id or code", () => {
  const print = (name?: string): [number, string] => {
    let text = "";
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        text += chunk.toString();
        done();
      },
    });
    return [runRules(name, { stdout: sink, stderr: sink }), text];
  };
  expect(print()[1]).toMatch(/^GM001 {3}syntax .*\n(.*\n)*GM607 {3}segment-join-mismatch +error/);
  expect(print("gm607")).toEqual([0, expect.stringContaining("# segment-join-mismatch\n\n`GM607` · error")]);
  expect(print("nonsense")[0]).toBe(2);
});

it("knows its own version", () => {
  expect(VERSION).toBe((JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version);
});
