/** A person has the output of a mixed pool in an editor and asks what it is. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip("vscode", canBoot(), "chromium is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lk-workspace-"));
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  const rows = ["a1  10.1.0.1:7946  alive  dc=dc1", "b1  10.2.0.1:7946  alive  dc=dc2"];
  writeFileSync(path.join(folder, "members.txt"), `$ serf members\n${rows.join("\n")}\n`);
  workbench = await Workbench.open({ folder, extension: path.resolve(".") });
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("Diagnose Pasted Output…", () => {
  it("opens a page that names the kind, how sure it is, and the first safe step", async () => {
    const { page } = workbench;
    await workbench.row("members.txt").dblclick();
    await page.locator(".view-lines", { hasText: "serf members" }).click();
    await page.keyboard.press("Control+A");
    await workbench.run("Lanekeeper: Diagnose Pasted Output…");
    const answer = page.locator(".view-lines", { hasText: "Likely: plain pools mixed (kind P)" });
    await answer.waitFor();
    await answer.getByText("First safe step").first().waitFor();
    await workbench.screenshot("diagnose");
  });
});
