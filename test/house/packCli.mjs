/**
 * The npm package of the command line: the bundle, what it imports, the rules' pages, and nothing else. VS Code's own
 * files stay in the VSIX. Needs a fresh `dist/`.
 *
 *   node test/house/packCli.mjs [FOLDER]     writes FOLDER/lanekeeper-VERSION.tgz, by default dist/
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STAGE = path.join(ROOT, "out/npm");
const RULES = "engine/lint/rules";

/** Packs into the folder and gives the tarball's path. */
export function packCli(folder) {
  const whole = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  const { name, version, description, license, repository, type, bin } = whole;
  rmSync(STAGE, { recursive: true, force: true });
  mkdirSync(path.join(STAGE, "dist"), { recursive: true });
  mkdirSync(path.join(STAGE, RULES), { recursive: true });
  for (const file of withImports("lanekeeper.mjs"))
    copyFileSync(path.join(ROOT, "dist", file), path.join(STAGE, "dist", file));
  for (const page of readdirSync(path.join(ROOT, RULES)).filter((file) => file.endsWith(".md")))
    copyFileSync(path.join(ROOT, RULES, page), path.join(STAGE, RULES, page));
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md", "ThirdPartyNotices.txt"])
    cpSync(path.join(ROOT, file), path.join(STAGE, file));
  const manifest = {
    name,
    version,
    description: whole.displayName ? texts().description : description,
    license,
  };
  writeFileSync(
    path.join(STAGE, "package.json"),
    `${JSON.stringify({ ...manifest, repository, type, bin, engines: { node: whole.engines.node } }, null, 2)}\n`,
  );
  mkdirSync(folder, { recursive: true });
  const packed = spawnSync("npm", ["pack", "--silent", "--pack-destination", path.resolve(folder)], {
    cwd: STAGE,
    encoding: "utf8",
  });
  if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
  return path.resolve(folder, packed.stdout.trim().split("\n").at(-1));
}

/** The manifest of VS Code has placeholders; their texts stand here. */
function texts() {
  return JSON.parse(readFileSync(path.join(ROOT, "package.nls.json"), "utf8"));
}

/** The file and the chunks that it imports, and what these import. */
function withImports(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(path.join(ROOT, "dist", file), "utf8");
  for (const [, chunk] of text.matchAll(/["']\.\/([\w-]+\.mjs)["']/g)) withImports(chunk, found);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(packCli(process.argv[2] ?? "dist"));
