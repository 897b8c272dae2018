/** The VSIX as it is packed, installed into a VS Code that has never seen us: it activates, lints and explains. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip("vscode", canBoot(), "chromium is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lk-vsix-"));
const vsix = path.join(folder, "lanekeeper.vsix");
const workspace = path.join(folder, "workspace");
let workbench: Workbench;
const LINE = "2026/11/23 01:36:48 [INFO] memberlist: Suspect web-1 has failed, no acks received";

beforeAll(async () => {
  if (isSkipped) return;
  const words = ["vsce", "package", "--no-dependencies", "--allow-missing-repository", "-o", vsix];
  const packed = spawnSync("npx", words, { encoding: "utf8" });
  expect(packed.status, packed.stderr).toBe(0);
  spawnSync("mkdir", ["-p", path.join(workspace, "dc1"), path.join(workspace, "dc2")]);
  const agent = (dc: string, ip: string, join: string): string =>
    `datacenter = "${dc}"\nserver = true\nbind_addr = "${ip}"\ndata_dir = "/d"\nretry_join = ["${join}"]\n`;
  writeFileSync(path.join(workspace, "dc1/agent.hcl"), agent("dc1", "10.1.0.1", "10.1.0.2"));
  writeFileSync(path.join(workspace, "dc2/agent.hcl"), agent("dc2", "10.2.0.1", "10.1.0.1"));
  writeFileSync(path.join(workspace, "agent.log"), `${LINE}\n`);
  workbench = await Workbench.open({ folder: workspace, extension: vsix });
}, 180_000);

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(isSkipped)("the VSIX in a clean VS Code", () => {
  it("is installed, activates, and its linter's thread runs", async () => {
    await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
    await workbench.page.locator(".pane-header", { hasText: "Agent Configs" }).waitFor();
    await workbench.row("dc2").first().waitFor();
    await workbench.run("Lanekeeper: Lint Workspace");
    await workbench.row("lan-join-other-datacenter").first().waitFor();
  });

  it("loads what only commands need from the package: it explains a line", async () => {
    await workbench.page.keyboard.press("F1");
    await workbench.quickInput.locator("input.input").first().fill("agent.log");
    await workbench.row("agent.log").first().click();
    await workbench.page.locator(".monaco-editor .view-line", { hasText: "Suspect" }).first().waitFor();
    await workbench.run("Lanekeeper: Explain Log Line or Message");
    const page = await workbench.webview("h1");
    await page.getByText("Suspect web-1 has failed").first().waitFor();
    expect(workbench.violations).toEqual([]);
  });
});
