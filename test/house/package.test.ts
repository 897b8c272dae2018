/** The npm package, unpacked into a clean folder and run there: nothing of this repository is within its reach. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packCli } from "./packCli.mjs";

const isBuilt = existsSync("dist/lanekeeper.mjs");
if (!isBuilt) console.warn("skipped: there is no dist/; `npm run build` makes it");
const folder = mkdtempSync(path.join(tmpdir(), "lk-package-"));
const home = path.join(folder, "package");

function lanekeeper(...words: string[]): { status: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [path.join(home, "dist/lanekeeper.mjs"), ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "" },
  });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

beforeAll(() => {
  if (!isBuilt) return;
  const tarball = packCli(path.join(folder, "made"));
  expect(spawnSync("tar", ["-xzf", tarball, "-C", folder]).status).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!isBuilt)("the npm package", () => {
  it("has the command line, the rules' pages and the licences, and nothing of the editor", () => {
    const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((file) =>
      statSync(path.join(home, file)).isFile(),
    );
    expect(files).toEqual(
      expect.arrayContaining([
        "package.json",
        "README.md",
        "LICENSE",
        "ThirdPartyNotices.txt",
        "dist/lanekeeper.mjs",
      ]),
    );
    expect(files.filter((file) => /extension|webview|\.ts$|Worker|worker\.mjs/.test(file))).toEqual([]);
    const bytes = files.reduce((sum, file) => sum + statSync(path.join(home, file)).size, 0);
    expect(bytes).toBeLessThan(4_000_000);
  });

  it("helps, explains, lints and rehearses in a folder that knows nothing of it", () => {
    mkdirSync(path.join(folder, "dc1"));
    mkdirSync(path.join(folder, "dc2"));
    const server = (dc: string, ip: string, join: string): string =>
      `datacenter = "${dc}"\nserver = true\nbind_addr = "${ip}"\ndata_dir = "/d"\nretry_join = ["${join}"]\n`;
    writeFileSync(path.join(folder, "dc1/s.hcl"), server("dc1", "10.1.0.1", "10.1.0.2"));
    writeFileSync(path.join(folder, "dc2/s.hcl"), server("dc2", "10.2.0.1", "10.1.0.1"));
    expect(lanekeeper("--help").out).toContain("rehearse");
    expect(lanekeeper("rules", "lan-join-wan-port").out).toContain("## Why two pools can merge");
    expect(lanekeeper("explain", "serf: messageJoinType: b2")).toMatchObject({ status: 0, err: "" });
    expect(lanekeeper("lint", "dc1", "dc2")).toMatchObject({
      status: 1,
      out: expect.stringContaining("lan-join-other-datacenter") as string,
    });
    expect(lanekeeper("rehearse", folder)).toMatchObject({
      status: 1,
      out: expect.stringContaining("dc2/s.hcl:5") as string,
    });
  });
});
