/** A mixed pool is observed, a datacenter clicked once, and the right rules are open. */
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
const agents: RunningAgent[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "lk-workspace-"));
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  const start = async (name: string, ip: string, dc: string, join?: string): Promise<RunningAgent> => {
    const agent = await startSerf({ name, ip, tags: { dc }, ...(join === undefined ? {} : { join }) });
    agents.push(agent);
    return agent;
  };
  const first = await start("web-1", "127.86.1.1", "dc1");
  await start("web-2", "127.86.1.2", "dc1", "127.86.1.1");
  await start("web-3", "127.86.1.3", "dc1", "127.86.1.1");
  const foreign = await start("edge-1", "127.86.2.1", "dc2");
  await start("edge-2", "127.86.2.2", "dc2", "127.86.2.1");
  // The accident.
  await foreign.command("join", "127.86.1.1");
  await eventually("five members", async () => (await first.members()).length === 5);
  workbench = await Workbench.open({ folder, extension: path.resolve(".") });
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  await Promise.all(agents.map((agent) => agent.stop()));
  rmSync(folder, { recursive: true });
});

/** The text of the active editor, however the editor draws it. */
async function editorText(): Promise<string> {
  const lines = workbench.page.locator(".editor-instance .view-lines").first();
  return ((await lines.textContent()) ?? "").replaceAll("\u00a0", " ");
}

describe.skipIf(isSkipped)("one click on a foreign datacenter", () => {
  beforeAll(async () => {
    if (isSkipped) return;
    const { page } = workbench;
    await page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
    // The palette knows our commands once the view has come up.
    await page.getByText("See who is in a gossip pool").waitFor();
    await observeSerf(workbench, "127.86.1.1:7946", 5);
    await workbench.row("5 alive").first().waitFor();
  });

  it("opens the rules with both sides filled in, and asks nothing", async () => {
    const row = workbench.row(/^dc22 members/).first();
    await row.hover();
    await row.locator(".action-label[aria-label^='Generate Firewall Rules']").click();
    await workbench.page.locator(".tab", { hasText: "#!/bin/sh" }).waitFor();
    await eventually("the rules in the editor", async () =>
      (await editorText()).includes("Lanekeeper rule set"),
    );
    const text = await editorText();
    expect(text).toContain("keeps dc1 (side A) and dc2 (side B) from gossiping");
    expect(text).toContain("drop tcp+udp to port 7946");
    expect(text).toContain("edge-1  127.86.2.1");
    await workbench.screenshot("remedies-rules");
  });

  it("writes force-leave commands that leave out who still answers, and says why", async () => {
    const row = workbench.row(/^dc22 members/).first();
    await row.click({ button: "right" });
    const item = workbench.page.locator(".context-view .action-label", { hasText: "Force-Leave Commands…" });
    // A menu takes no click in the moment in which it opens: it may have opened under the pointer.
    await eventually("the menu to take the click", async () => {
      await item.click({ timeout: 1_000 }).catch(() => undefined);
      return (await item.count()) === 0;
    });
    await eventually("the reason in the editor", async () =>
      (await editorText()).includes("edge-1: it is still alive"),
    );
    await workbench.screenshot("remedies-force-leave");
  });
});
