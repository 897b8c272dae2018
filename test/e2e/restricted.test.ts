/** Restricted Mode: configs are checked, nothing is sent, and the view says why. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip("vscode", canBoot(), "chromium is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lk-workspace-"));
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  writeFileSync(path.join(folder, "agent.hcl"), 'datacenter = "dc1"\nretry_join = ["10.1.0.4"]\n');
  workbench = await Workbench.open({
    folder,
    extension: path.resolve("."),
    trusted: false,
    settings: { "lanekeeper.observe.onStartup": "lastSession" },
  });
  await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("a workspace that is not trusted", () => {
  it("says that network access is off, and how to change that", async () => {
    const { page } = workbench;
    await page.getByText("Network access is off in Restricted Mode.").waitFor();
    await page.getByRole("button", { name: "Manage Workspace Trust" }).waitFor();
    await workbench.screenshot("restricted");
  });

  it("has its configs checked all the same", async () => {
    await workbench.row("consul · 1 file · 1 seed").first().waitFor();
  });

  it("offers no command that would send", async () => {
    const { page } = workbench;
    await page.keyboard.press("F1");
    const input = workbench.quickInput.locator("input.input").first();
    const row = (title: string): Locator =>
      workbench.quickInput.locator(".monaco-list-row", { hasText: title });
    for (const title of [
      "Observe Pool…",
      "Join Pool as Observer…",
      "Check Pool Before Observing",
      "Ping Member",
    ]) {
      // The list is made anew behind the typing: what was there before has to go first.
      await input.fill(">Lanekeeper: Lint Workspace");
      await row("Lanekeeper: Lint Workspace").waitFor();
      await input.fill(`>Lanekeeper: ${title}`);
      await row("Lanekeeper: Lint Workspace").waitFor({ state: "detached" });
      expect(await row(`Lanekeeper: ${title}`).count()).toBe(0);
    }
  });
});
