/** The commands as a person runs them: from the built command line, on a saved list. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "lk-cli-"));
const cli = path.join(folder, "cli.mjs");
const list = path.join(folder, "members.txt");

beforeAll(() => {
  buildSync({
    entryPoints: ["engine/entry/cli.ts"],
    outfile: cli,
    bundle: true,
    platform: "node",
    format: "esm",
    // As in esbuild.mjs: jsonc-parser's `main` can't be bundled.
    mainFields: ["module", "main"],
    // What esbuild leaves of CommonJS in an ES module.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: "error",
  });
  writeFileSync(
    list,
    `Node    Address          Status  Type    Build  Protocol  DC   Segment
srv-1   10.1.0.10:8301   alive   server  1.8.7  2         dc1  <all>
web-1   10.1.0.11:8301   alive   client  1.8.7  2         dc1  <default>
srv-9   10.2.0.10:8301   failed  server  1.8.7  2         dc2  <all>
odd     10.3.0.1:7946    failed  unknown unknown unknown  unknown  <default>
`,
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cli, ...args], { encoding: "utf8" });
}

describe("lanekeeper firewall", () => {
  it("asks for a member that has no side, and writes nothing", () => {
    const { status, stdout, stderr } = run("firewall", "--from", list, "--a", "dc1", "--b", "dc2");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("odd belong to neither side");
  });

  it("prints the rules, with every member on a side", () => {
    const { status, stdout } = run(
      "firewall",
      "--from",
      list,
      "--a",
      "dc1",
      "--b",
      "dc2",
      "--assign",
      "odd=b",
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^#!\/bin\/sh\n/);
    expect(stdout).toContain("10.2.0.10/32, 10.3.0.1/32");
  });

  it("takes ranges for sides, reads standard input and writes a whole set", () => {
    const output = path.join(folder, "set");
    const args = [
      "firewall",
      "--from",
      "-",
      "--a",
      "10.1.0.0/16",
      "--b",
      "10.2.0.0/16,10.3.0.1",
      "--dialect",
      "iptables",
      "-o",
      output,
    ];
    const { status } = spawnSync(process.execPath, [cli, ...args], {
      input: readFileSync(list),
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(readdirSync(output).sort()).toEqual(["README.md", "rules.sh", "undo.sh"]);
    expect(readFileSync(path.join(output, "README.md"), "utf8")).toContain("How you know that it holds");
  });

  it.each([
    [["--dialect", "pf"], "pf"],
    [["--widen", "99,1"], "--widen wants"],
    [["--confirm-within", "soon"], "--confirm-within wants"],
    [["--assign", "odd=c"], "is not NAME=a"],
    [["--assign", "nobody=a"], 'nobody is called "nobody"'],
  ])("refuses %s as wrong use", (words, reason) => {
    const { status, stderr } = run("firewall", "--from", list, "--a", "dc1", "--b", "dc2", ...words);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });

  it("says what is wrong with a file that is no member list", () => {
    const file = path.join(folder, "notes.txt");
    writeFileSync(file, "meeting at noon\n");
    const { status, stderr } = run("firewall", "--from", file, "--a", "dc1", "--b", "dc2");
    expect({ status, said: stderr.includes("has no list of members") }).toEqual({
      status: 2,
      said: true,
    });
  });
});

describe("lanekeeper force-leave", () => {
  it("writes one script a side, in the words of the product", () => {
    const output = path.join(folder, "leave");
    const { status, stderr } = run(
      "force-leave",
      "--from",
      list,
      "--a",
      "dc1",
      "--b",
      "dc2",
      "--assign",
      "odd=b",
      "-o",
      output,
    );
    expect(status).toBe(0);
    expect(stderr).toContain("dc1: 2 to force out, 0 left out");
    expect(readdirSync(output).sort()).toEqual(["force-leave-a.sh", "force-leave-b.sh"]);
    const script = readFileSync(path.join(output, "force-leave-a.sh"), "utf8");
    expect(script).toContain("consul force-leave");
    expect(script.match(/^leave '.*'$/gm)).toEqual(["leave 'srv-9'", "leave 'odd'"]);
  });

  it("ends with 1 where nobody may be forced out", () => {
    const alive = path.join(folder, "alive.txt");
    writeFileSync(alive, readFileSync(list, "utf8").replaceAll("failed", "alive "));
    const { status, stderr } = run(
      "force-leave",
      "--from",
      alive,
      "--a",
      "dc1",
      "--b",
      "dc2",
      "--assign",
      "odd=b",
      "--style",
      "http",
    );
    expect(status).toBe(1);
    expect(stderr).toContain("left out: srv-9: it is still alive");
  });

  it("wants a live pool for a filter", () => {
    expect(run("force-leave", "--from", list, "--filter", "state:failed")).toMatchObject({ status: 2 });
  });
});
