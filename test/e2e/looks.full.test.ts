/**
 * What a person sees, in four themes: the pictures land in .vscode-test/screenshots and are meant to be looked at.
 * Asserted is only that each page is there and that nothing broke the content security policy.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import { observeSerf } from "../vscode/observing.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip(
  "vscode",
  canBoot() && findAgent("serf") !== undefined,
  "chromium or serf is not installed",
);
const THEMES = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  "high-contrast": "Default High Contrast",
  "high-contrast-light": "Default High Contrast Light",
} as const;
const PAGES = ["Overview", "Members", "Suspicion", "Timeline", "Topology", "Health", "Remediate"] as const;
const NET = "127.62.1";
const MEMBERS = 9;

const agents: RunningAgent[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "lk-looks-"));

beforeAll(async () => {
  if (isSkipped) return;
  for (let index = 1; index <= MEMBERS; index += 1) {
    const tags = { dc: "dc1", role: index <= 3 ? "consul" : "node" };
    const join = index === 1 ? {} : { join: `${NET}.1` };
    const name = index <= 3 ? `srv-${index}` : `web-${index - 3}`;
    agents.push(await startSerf({ name, ip: `${NET}.${index}`, tags, ...join }));
  }
  await eventually("all members", async () => (await agents[0]?.members())?.length === MEMBERS);
  agents[MEMBERS - 1]?.signal("SIGKILL");
});

afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.stop()));
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped).each(Object.entries(THEMES))("in the %s theme", (name, theme) => {
  it("shows every page", async () => {
    const settings = { "workbench.colorTheme": theme };
    const workbench = await Workbench.open({ folder, extension: path.resolve("."), settings });
    try {
      await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
      await observeSerf(workbench, `${NET}.1:7946`, MEMBERS);
      await workbench.row("1 failed").first().waitFor({ timeout: 40_000 });
      await workbench.run("Lanekeeper: Open Dashboard");
      const dashboard = await workbench.webview(".foot");
      for (const page of PAGES) {
        await dashboard.getByRole("tab", { name: page }).click();
        await dashboard.locator("main, [role=tabpanel]").first().waitFor();
        await workbench.screenshot(`${name}-${page.toLowerCase()}`);
      }
      expect(workbench.violations).toEqual([]);
    } finally {
      await workbench.close();
    }
  }, 120_000);
});
