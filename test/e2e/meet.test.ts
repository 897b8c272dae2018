/** A person asks what a log line means, and what a deployment would do. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  const lines = [
    "2026/11/23 01:36:39 [INFO] memberlist: Suspect web-3 has failed, no acks received",
    "2026/11/23 01:36:40 [INFO] memberlist: Suspect web-3 is fine",
  ];
  writeFileSync(path.join(folder, "agent.log"), `${lines.join("\n")}\n`);
  mkdirSync(path.join(folder, "dc1"));
  mkdirSync(path.join(folder, "dc2"));
  const server = (dc: string, ip: string, join: string): string =>
    `datacenter = "${dc}"\nserver = true\nbind_addr = "${ip}"\ndata_dir = "/d"\nretry_join = ["${join}"]\n`;
  writeFileSync(path.join(folder, "dc1/s.hcl"), server("dc1", "10.1.0.1", "10.1.0.2"));
  writeFileSync(path.join(folder, "dc2/s.hcl"), server("dc2", "10.2.0.1", "10.1.0.1"));
  workbench = await Workbench.open({ folder, extension: path.resolve(".") });
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("Explain Log Line or Message", () => {
  it("shows what the selected lines mean, and which of them is not known", async () => {
    const { page } = workbench;
    await workbench.row("agent.log").dblclick();
    await page.locator(".view-lines", { hasText: "Suspect web-3 has failed" }).click();
    await page.keyboard.press("Control+A");
    await workbench.run("Lanekeeper: Explain Log Line or Message");
    const answer = await workbench.webview("h2:has-text('Suspect web-3 has failed')");
    await answer.getByText("This agent got no answer from web-3").waitFor();
    await answer.getByText("This line is not known here, so nothing is claimed about it.").waitFor();
    await workbench.screenshot("explain");
  });
});

describe.skipIf(isSkipped)("Rehearse Deployment in the Simulator…", () => {
  it("shows which line reaches another pool, what holds it, and that the quick fix mends it", async () => {
    await workbench.run("Lanekeeper: Rehearse Deployment in the Simulator…");
    const page = await workbench.webview("h1:has-text('Rehearsal of a deployment')");
    await page.getByText("Held by: datacenter name").first().waitFor();
    await page.getByText("Join 10.1.0.1 over the WAN pool instead").waitFor();
    await page.getByText("No pool reaches another").waitFor();
    await workbench.screenshot("rehearse");
  });
});
