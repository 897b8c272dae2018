/** A person kills a member of a test cluster, reads on the Timeline what came first, and on Health how gossip did. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { seriousFindings } from "../vscode/accessibility.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip("vscode", canBoot(), "chromium is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lk-timeline-"));
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  const settings = { "lanekeeper.testCluster.addressRange": "127.102.0.0/16" };
  workbench = await Workbench.open({ folder, extension: path.resolve("."), settings });
});

afterAll(async () => {
  if (!isSkipped) await workbench.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("Timeline and Health of a test cluster", () => {
  it("says since when nothing has happened", async () => {
    await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
    await workbench.run("Lanekeeper: Start Test Cluster…");
    await workbench.row("Three members, loopback").click();
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByText("3 alive").first().waitFor();
    await dashboard.getByRole("tab", { name: "Timeline" }).click();
    await dashboard.getByText("Nothing has happened since").waitFor();
  });

  it("shows a killed member as suspected, then failed, after the fault that did it", async () => {
    await workbench.run("Lanekeeper: Inject Fault…");
    await workbench.quickInput.locator("input.input").first().fill("client-1");
    await workbench.row("client-1").first().click();
    await workbench.row("kill").first().click();
    await workbench.row("until it is undone").first().click();
    const dashboard = await workbench.webview(".foot");
    const rows = dashboard.locator(".event-table tbody tr");
    await rows.filter({ hasText: "failed" }).first().waitFor({ timeout: 40_000 });
    const what = (await rows.locator("td:nth-child(3)").allTextContents()).reverse();
    expect(what[0]).toMatch(/^⚑ fault: kill .*client-1/);
    expect(what.findIndex((words) => words.startsWith("suspected"))).toBeLessThan(what.indexOf("failed"));
    await workbench.screenshot("timeline-failed");
  });

  it("reads the same from the picture by keyboard: the fault, then the member from event to event", async () => {
    const dashboard = await workbench.webview(".foot");
    await dashboard.locator(".swimlanes [role=grid]").focus();
    const cell = dashboard.locator("#swimlane-cell");
    await workbench.page.keyboard.press("Home");
    expect(await cell.textContent()).toMatch(/^Fault: kill .*client-1, since/);
    await workbench.page.keyboard.press("ArrowDown");
    expect(await cell.textContent()).toMatch(/client-1 at .*failed since/);
    const states: string[] = [];
    for (let presses = 0; presses < 6 && !states.includes("alive"); presses += 1) {
      await workbench.page.keyboard.press("ArrowLeft");
      const state = /; (\w+) since|: (\w+) since/.exec((await cell.textContent()) ?? "");
      states.push(state?.[1] ?? state?.[2] ?? "");
    }
    expect(states).toContain("suspect");
    expect(workbench.violations).toEqual([]);
    await fresh(dashboard);
    expect(await seriousFindings(dashboard)).toEqual([]);
    await workbench.screenshot("timeline-keyboard");
  });

  it("marks the end of the fault, and that the member is back", async () => {
    await workbench.run("Lanekeeper: Clear Faults");
    const dashboard = await workbench.webview(".foot");
    const rows = dashboard.locator(".event-table tbody tr");
    await rows.filter({ hasText: "undone: kill" }).waitFor();
    await rows.filter({ hasText: "joined" }).first().waitFor({ timeout: 60_000 });
    await workbench.screenshot("timeline-back");
    await dashboard.getByText("Show as Table").click();
    await dashboard.locator(".swimlanes").waitFor({ state: "detached" });
    expect(await seriousFindings(dashboard), "table").toEqual([]);
    await dashboard.getByText("Show as Picture").click();
  });

  it("shows how gossip did meanwhile: messages by kind, round trips and health, with a table of each", async () => {
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByRole("tab", { name: "Health" }).click();
    const messages = dashboard.getByRole("img", {
      name: /^Gossip heard, by kind, messages a second: suspect/,
    });
    await messages.waitFor({ timeout: 30_000 });
    await dashboard.getByRole("img", { name: /^Lifeguard health score, .*: worst \d/ }).waitFor();
    await dashboard.getByRole("img", { name: /^Suspicions, failures.* failed 0, at most 1;/ }).waitFor();
    expect(workbench.violations).toEqual([]);
    await workbench.screenshot("health");
    await fresh(dashboard);
    expect(await seriousFindings(dashboard), "health").toEqual([]);
    await dashboard.getByText("Show as Table").click();
    await dashboard.getByRole("columnheader", { name: "pings sent", exact: true }).waitFor();
    expect(await seriousFindings(dashboard), "health as table").toEqual([]);
    await workbench.screenshot("health-table");
    await dashboard.getByText("Show as Picture").click();
  });
});

/** A page whose last answer is old is dimmed on purpose: contrast is measured when it is not. */
async function fresh(dashboard: Frame): Promise<void> {
  await dashboard.locator(".frame:not(.is-stale)").waitFor();
}
