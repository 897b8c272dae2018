/** Two datacenters of real agents are one pool; a person starts the runbook and takes its first steps. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import { seriousFindings } from "../vscode/accessibility.ts";
import { observeSerf } from "../vscode/observing.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip(
  "vscode",
  canBoot() && findAgent("serf") !== undefined,
  "chromium or serf is not installed",
);
const agents: RunningAgent[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "lk-unmix-"));
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  for (const dc of [1, 2])
    for (const index of [1, 2]) {
      const tags = { dc: `dc${dc}`, role: "web" };
      const join = agents.length === 0 ? {} : { join: "127.87.31.1" };
      agents.push(
        await startSerf({ name: `dc${dc}-web-${index}`, ip: `127.87.3${dc}.${index}`, tags, ...join }),
      );
    }
  await eventually("four members", async () => (await agents[0]?.members())?.length === 4);
  workbench = await Workbench.open({
    folder,
    extension: path.resolve("."),
    settings: { "lanekeeper.notifications.mixing": "off" },
  });
  await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
});

afterAll(async () => {
  if (isSkipped) return;
  await Promise.all(agents.map((agent) => agent.stop()));
  rmSync(folder, { recursive: true });
  await workbench.close();
});

describe.skipIf(isSkipped)("the unmix runbook in the editor", () => {
  it("says in the empty view what a runbook is", async () => {
    await workbench.page.locator(".pane-header", { hasText: "Remediation" }).click();
    await workbench.page.locator(".welcome-view-content", { hasText: "take two pools apart" }).waitFor();
  });

  it("starts with pool, sides, dialect and, since nothing is certain, the kind", async () => {
    await observeSerf(workbench, "127.87.31.1:7946", 4);
    await workbench.row("dc1 ↔ dc2").waitFor();
    await workbench.run("Lanekeeper: Start Unmix Runbook…");
    const choose = async (answer: string): Promise<void> =>
      workbench.quickInput.locator(".monaco-list-row", { hasText: answer }).first().click();
    await choose("dc1 | dc2");
    await workbench.quickInput.locator(".monaco-list-row", { hasText: "nftables" }).first().waitFor();
    await workbench.quickInput.locator(".action-label[aria-label^=Back]").click();
    for (const answer of ["dc1 | dc2", "nftables", "Plain pools"]) await choose(answer);
    await workbench.row("1 of 10: Freeze").waitFor();
    await workbench.row("1 Freeze").first().waitFor();
    const page = await workbench.webview("h1");
    await page.locator("h1", { hasText: "Unmix runbook" }).waitFor();
    await workbench.screenshot("unmix-started");
  });

  it("can be rehearsed on a simulated copy before anything is done", async () => {
    await workbench.run("Lanekeeper: Rehearse on a Simulated Copy");
    const page = await workbench.webview("h1:has-text('Unmix rehearsed')");
    await page.getByText("It holds.").first().waitFor();
    await page.getByText("Watch for returners: done").first().waitFor();
    await workbench.screenshot("unmix-rehearsed");
  });

  it("goes on by a person's word where nobody can look, and by what it sees where it can", async () => {
    await workbench.run("Lanekeeper: Next Step of Runbook…");
    await workbench.quickInput.locator(".monaco-list-row", { hasText: "Say: It Is So" }).click();
    await workbench.row("4 of 10: Isolate").waitFor({ timeout: 60_000 });
    await workbench.run("Lanekeeper: Next Step of Runbook…");
    await workbench.quickInput.locator(".monaco-list-row", { hasText: "Verify Isolation" }).waitFor();
    await workbench.screenshot("unmix-next");
    await workbench.quickInput.locator(".monaco-list-row", { hasText: "Cut dc1 from dc2" }).click();
    await workbench.page.locator(".monaco-editor .view-line", { hasText: "lanekeeper" }).first().waitFor();
    await workbench.screenshot("unmix-rules");
  });

  it("has its board and the matrix on the Remediate page, and sends nothing by that", async () => {
    await workbench.run("Lanekeeper: Open Dashboard");
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByRole("tab", { name: "Remediate" }).click();
    await dashboard.locator("h2", { hasText: "Now: Isolate" }).waitFor();
    await dashboard.locator(".isolation", { hasText: "Sends 20 small UDP packets in 4 rounds" }).waitFor();
    await dashboard.getByRole("row", { name: /dc1-web-1.*not asked yet/ }).waitFor();
    await dashboard.locator(".step-done", { hasText: "3 Assign lanes" }).waitFor();
    await dashboard.getByRole("button", { name: "rules.sh" }).waitFor();
    await workbench.screenshot("unmix-board");
    expect(await seriousFindings(dashboard)).toEqual([]);
    expect(workbench.violations).toEqual([]);
  });

  it("takes a verification from the page, after a person agreed: nothing is cut here, and that is said", async () => {
    const dashboard = await workbench.webview(".foot");
    await dashboard.locator("vscode-button", { hasText: "Verify Isolation" }).click();
    await workbench.page
      .locator(".notification-list-item .monaco-button", { hasText: "Rules Are Confirmed" })
      .click();
    await workbench.page
      .locator(".monaco-editor .view-line", { hasText: "NOT shown to hold" })
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench.run("Lanekeeper: Open Dashboard");
    const shown = await workbench.webview(".foot");
    await shown.locator(".hole", { hasText: "Nothing is cut" }).waitFor();
    await shown.getByRole("cell", { name: "reachable" }).first().waitFor();
    await shown.getByText("Nine cuts that look right").click();
    await shown.getByRole("row", { name: /TCP only possible/ }).waitFor();
    await workbench.screenshot("unmix-matrix");
    expect(await seriousFindings(shown)).toEqual([]);
  });

  it("is still there after the window was loaded anew", async () => {
    await workbench.page.reload();
    await workbench.row("4 of 10: Isolate").waitFor();
    await workbench.row("3 Assign lanes").first().waitFor();
    // Whether its tab comes back is the editor's matter: the page is asked for.
    await workbench.run("Lanekeeper: Open Runbook");
    const page = await workbench.webview("h1:has-text('Unmix runbook')");
    await page.locator("h2", { hasText: "Now: Isolate" }).waitFor();
    await workbench.screenshot("unmix-reloaded");
  });
});
