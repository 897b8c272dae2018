/** A person observes a live Serf pool from a real VS Code, sees a member fail, and detaches. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
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
  const first = await startSerf({ name: "web-1", ip: "127.61.1.1", tags: { dc: "dc1" } });
  agents.push(first);
  for (const index of [2, 3]) {
    agents.push(
      await startSerf({
        name: `web-${index}`,
        ip: `127.61.1.${index}`,
        tags: { dc: "dc1" },
        join: "127.61.1.1",
      }),
    );
  }
  await eventually("three members", async () => (await first.members()).length === 3);
  workbench = await Workbench.open({ folder, extension: path.resolve(".") });
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  await Promise.all(agents.map((agent) => agent.stop()));
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("Observe Pool…", () => {
  it("asks four questions and shows the members", async () => {
    const { page } = workbench;
    await page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
    await workbench.run("Lanekeeper: Observe Pool…");
    await page.locator(".quick-input-title", { hasText: "Observe Pool" }).waitFor();
    await workbench.quickInput.locator("input.input").first().fill("127.61.1.1:7946");
    await page.keyboard.press("Enter");
    await workbench.row("plain Serf agents, LAN").waitFor();
    await page.keyboard.press("Enter");
    await workbench.quickInput.locator('input[type="password"]').waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-message", { hasText: "answered with 3 members" }).waitFor();
    await workbench.screenshot("observe-budget");
    await page.keyboard.press("Enter");
    await workbench.row("3 alive").first().waitFor();
    await workbench.screenshot("observe-tree");
  });

  it("shows the members in the dashboard, without a policy violation", async () => {
    await workbench.run("Lanekeeper: Open Dashboard");
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByRole("tab", { name: "Members" }).click();
    await dashboard.getByText("web-3").first().waitFor();
    await workbench.screenshot("dashboard-members");
    expect(workbench.violations).toEqual([]);
  });

  it("shows a killed member as failed, in the tree and the dashboard", async () => {
    agents[2]?.signal("SIGKILL");
    await workbench.row("1 failed").first().waitFor({ timeout: 40_000 });
    const dashboard = await workbench.webview(".foot");
    await dashboard
      .getByText(/failed/)
      .first()
      .waitFor();
    await workbench.screenshot("dashboard-failed");
  });

  it("detaches", async () => {
    await workbench.run("Lanekeeper: Detach from Pool");
    await workbench.row("not attached").first().waitFor();
    const names = (await agents[0]?.members())?.map(({ name }) => name).sort();
    expect(names).toEqual(["web-1", "web-2", "web-3"]);
  });
});
