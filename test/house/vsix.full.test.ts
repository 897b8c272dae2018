/** `npm run package` as a whole: the VSIX and the tarball; the VSIX holds what VS Code needs to start. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";

it.skipIf(process.env["LK_FULL"] !== "1")(
  "yields a VSIX and a tarball that hold what they need",
  { timeout: 300_000 },
  () => {
    const run = spawnSync("npm", ["run", "--silent", "package"], { encoding: "utf8" });
    expect(run.status, run.stderr).toBe(0);
    expect(existsSync("dist/lanekeeper.vsix")).toBe(true);
    const listed = spawnSync("unzip", ["-l", "dist/lanekeeper.vsix"], { encoding: "utf8" }).stdout;
    for (const file of [
      "extension/package.json",
      "extension/dist/extension.cjs",
      "extension/dist/worker.mjs",
      "extension/dist/lintWorker.mjs",
      "extension/dist/recordingWorker.mjs",
      "extension/dist/tools.mjs",
    ])
      expect(listed).toContain(file);
    expect(listed).not.toContain("node_modules");
  },
);
