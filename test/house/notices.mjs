/** ThirdPartyNotices.txt: licences of the packages whose code is in the bundles, made from esbuild's metafiles. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const FILE = "ThirdPartyNotices.txt";

/** Compares the file with what `results` bundled, or rewrites it. Throws with what to run when it is stale. */
export async function checkNotices(results, write) {
  const wanted = await notices(bundledPackages(results));
  const current = await readFile(FILE, "utf8").catch(() => "");
  if (current === wanted) return;
  if (!write) throw new Error(`${FILE} does not name what is bundled: run "npm run notices"`);
  await writeFile(FILE, wanted);
}

function bundledPackages(results) {
  const folders = new Set();
  for (const { metafile } of results) {
    for (const output of Object.values(metafile.outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
        const match = /^(?:svelte-style:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
        if (match?.[1] !== undefined && bytesInOutput > 0) folders.add(match[1]);
      }
    }
  }
  return [...folders].sort();
}

async function notices(folders) {
  const parts = ["Lanekeeper contains code of these packages, under the licences that follow.\n"];
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? "" : (await readFile(path.join(folder, file), "utf8")).trim();
    parts.push(`${"-".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`);
  }
  return parts.join("\n");
}
