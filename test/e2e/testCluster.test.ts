/** A person starts a test cluster in a real VS Code, kills a member of it, and plays a guided accident. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip("vscode", canBoot(), "chromium is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lk-cluster-"));
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  // Away from the default range, where a developer's own cluster may be.
  const settings = { "lanekeeper.testCluster.addressRange": "127.90.0.0/16" };
  workbench = await Workbench.open({ folder, extension: path.resolve("."), settings });
});

afterAll(async () => {
  if (!isSkipped) await workbench.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("Test Clusters", () => {
  it("starts thirty members on loopback, and opens the dashboard on them", async () => {
    const { page } = workbench;
    await page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
    await workbench.run("Lanekeeper: Start Test Cluster…");
    await workbench.row("Two datacenters, 2×(3+12), WAN").click();
    await workbench.row("2 DCs · 30 members · running on loopback").first().waitFor();
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByText("15").first().waitFor();
    await workbench.screenshot("cluster-started");
    expect(workbench.violations).toEqual([]);
  });

  it("shows a killed member as suspected, then failed, and as alive again when that is undone", async () => {
    await workbench.run("Lanekeeper: Inject Fault…");
    await workbench.quickInput.locator("input.input").first().fill("dc1-client-7");
    await workbench.row("dc1-client-7").first().waitFor();
    await workbench.page.keyboard.press("Enter");
    await workbench.row("kill dc1-client-7").first().click();
    await workbench.row("until it is undone").first().click();
    await workbench.row("Active faults").first().waitFor();
    await workbench.row("1 suspect").first().waitFor();
    await workbench.screenshot("cluster-suspect");
    await workbench.row("1 failed").first().waitFor({ timeout: 40_000 });
    await workbench.screenshot("cluster-failed");
    await workbench.run("Lanekeeper: Clear Faults");
    await workbench.row("15 alive").first().waitFor({ timeout: 60_000 });
  });

  it("plays a guided accident in virtual time, beside it, with a verdict", async () => {
    await workbench.run("Lanekeeper: Run Scenario…");
    await workbench.row("Stale Serf snapshot").first().click();
    await workbench.row("running 1×").first().waitFor();
    await workbench.row("verdict: passed").first().waitFor({ timeout: 60_000 });
    await workbench.screenshot("cluster-scenario");
  });
});
