/** `lanekeeper unmix verify`, run on the router of a lab: it reaches both sides and belongs to neither. */
import { existsSync } from "node:fs";
import { buildSync } from "esbuild";
import type { Outcome, SerfLab } from "./lab.ts";

export async function verifyFromRouter(pools: SerfLab, words: readonly string[]): Promise<Outcome> {
  const cli = `${pools.lab.folder}/cli.mjs`;
  if (!existsSync(cli)) buildCli(cli);
  const from = ["--from", pools.address("a1"), "--a", "dc1", "--b", "dc2"];
  return pools.lab.exec("rt", process.execPath, [cli, "unmix", "verify", ...from, ...words]);
}

function buildCli(outfile: string): void {
  buildSync({
    entryPoints: ["engine/entry/cli.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: "error",
  });
}
