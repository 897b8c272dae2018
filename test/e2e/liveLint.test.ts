/** A person watches a pool and sees, over the config, which seed lives where and how the lane differs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import { observeSerf } from "../vscode/observing.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip(
  "vscode",
  canBoot() && findAgent("serf") !== undefined,
  "chromium or serf is not installed",
);
const folder = mkdtempSync(path.join(tmpdir(), "lk-workspace-"));
const agents: RunningAgent[] = [];
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  const first = await startSerf({ name: "web-1", ip: "127.99.2.1", tags: { dc: "dc1" } });
  agents.push(
    first,
    await startSerf({ name: "db-1", ip: "127.99.2.2", tags: { dc: "dc2" }, join: "127.99.2.1" }),
  );
  await eventually("two members", async () => (await first.members()).length === 2);
  const config = {
    node_name: "web-9",
    bind: "10.1.0.9",
    tags: { dc: "dc1" },
    start_join: ["127.99.2.1:7946", "127.99.2.2:7946"],
  };
  writeFileSync(path.join(folder, "serf.json"), JSON.stringify(config, null, 2));
  const settings = { "lanekeeper.lint.livePool": "attached" };
  workbench = await Workbench.open({ folder, extension: path.resolve("."), settings });
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  await Promise.all(agents.map((agent) => agent.stop()));
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("with a pool attached", () => {
  it("the config says which seed is alive in another datacenter, and the lane how it differs", async () => {
    const { page } = workbench;
    await workbench.row("serf.json").dblclick();
    await page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
    await observeSerf(workbench, "127.99.2.1:7946", 2);
    await page.locator(".codelens-decoration", { hasText: "alive now" }).first().waitFor();
    await workbench.row("differs from").first().waitFor();
    await workbench.screenshot("live-lint");
    await workbench.run("Lanekeeper: Compare Configuration with Live Pool…");
    const answer = await workbench.webview("h1:has-text('Configuration and live pools')");
    await answer.getByText("db-1, alive in dc2").first().waitFor();
    await workbench.screenshot("live-compare");
  });
});
