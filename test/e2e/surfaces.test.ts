/** What greets a person, finds a member and gives help: walkthrough, seeds of the workspace, status bar, compatibility. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import { confirmSerf } from "../vscode/observing.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip(
  "vscode",
  canBoot() && findAgent("serf") !== undefined,
  "chromium or serf is not installed",
);
const agents: RunningAgent[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "lk-workspace-"));
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  // These agents say that they are a Consul client of a build that nobody measured.
  const tags = { dc: "dc1", role: "node", build: "1.99.0:abc" };
  agents.push(await startSerf({ name: "web-1", ip: "127.97.2.1", tags }));
  agents.push(await startSerf({ name: "web-2", ip: "127.97.2.2", tags, join: "127.97.2.1" }));
  await eventually("two members", async () => (await agents[0]?.members())?.length === 2);
  const seed = 'datacenter = "dc1"\nretry_join = ["127.97.2.1:7946"]\n';
  writeFileSync(path.join(folder, "agent.hcl"), seed);
  workbench = await Workbench.open({ folder, extension: path.resolve(".") });
  await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  await Promise.all(agents.map((agent) => agent.stop()));
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("a person who comes for the first time", () => {
  it("is greeted with the seeds that the workspace names, and can observe one of them", async () => {
    const { page } = workbench;
    await page.getByText("Agent configs of this workspace name seeds").waitFor();
    await workbench.screenshot("surface-welcome");
    await page.getByRole("button", { name: "Observe One of Them" }).click();
    await workbench.row("127.97.2.1:7946").first().waitFor();
    await workbench.screenshot("surface-seeds");
    await workbench.row("a seed in agent.hcl:2").first().click();
    await confirmSerf(workbench, 2);
    await workbench.row("2 alive").first().waitFor();
  });

  it("can check a pool without observing it, and gets a page to hand on", async () => {
    await workbench.run("Lanekeeper: Check Pool Before Observing");
    const preview = await workbench.webview("table");
    await preview.getByText("checked, not observed").waitFor();
    await preview.getByText("127.97.2.1:7946").first().waitFor();
    await workbench.screenshot("surface-check");
    await workbench.page.keyboard.press("Control+F4");
  });

  it("reaches pages, members and detaching from the status bar", async () => {
    const { page } = workbench;
    await page
      .locator('.statusbar [id$="lanekeeper.status"], .statusbar-item', { hasText: /^\s*2\s*$/ })
      .first()
      .click();
    await workbench.row("Detach from dc1 LAN").waitFor();
    await workbench.screenshot("surface-status");
    await workbench.quickInput.locator(".monaco-list-row", { hasText: "Members" }).first().click();
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByText("web-2").first().waitFor();
  });

  it("is told that nobody measured these builds, and which were", async () => {
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByText("Consul 1.99.0: not measured").waitFor();
    await workbench.screenshot("surface-banner");
    await dashboard.getByRole("button", { name: "Compatibility" }).click();
    await workbench.page.locator(".tab", { hasText: /compatibility/i }).waitFor();
    const preview = await workbench.webview("h1#which-agents-were-measured, h1");
    await preview.getByText("Which agents were measured").first().waitFor();
    await workbench.screenshot("surface-compatibility");
  });

  it("finds a member by a filter", async () => {
    await workbench.run("Lanekeeper: Find Member…");
    await workbench.quickInput.locator("input.input").first().fill("state:alive name:web-2");
    await workbench.row("web-2").first().waitFor();
    await workbench.screenshot("surface-find");
    await workbench.page.keyboard.press("Enter");
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByText("127.97.2.2:7946").first().waitFor();
  });

  it("walks through what there is, in dark and in light", async () => {
    await workbench.run("Lanekeeper: Open Walkthrough");
    const { page } = workbench;
    await page.getByText("Keep gossip pools apart").first().waitFor();
    await page.getByText("Take two lanes apart").first().click();
    await workbench.screenshot("surface-walkthrough-dark");
    expect(await page.locator(".getting-started-step").count()).toBe(5);
  });

  it("observes again what was attached when the window was closed, if that is wanted", async () => {
    workbench.setForMachine({
      "lanekeeper.observe.onStartup": "lastSession",
      "workbench.colorTheme": "Default Light Modern",
    });
    await workbench.page.reload();
    await workbench.row("2 alive").first().waitFor({ timeout: 60_000 });
    await workbench.screenshot("surface-again-light");
  });
});
