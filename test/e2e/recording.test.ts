/** A person records a test cluster in a real VS Code, kills a member meanwhile, and looks at it again: before, and after. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, skip } from "../agents/agents.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip("vscode", canBoot(), "chromium is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lk-recording-"));
const file = path.join(folder, "kill.lkrec");
const copy = path.join(folder, "copy.lkrec");
const THEMES = { light: "Default Light Modern", "high-contrast": "Default High Contrast" } as const;
const DARK = { "workbench.colorTheme": "Default Dark Modern" };
/** Away from the default range, where a developer's own cluster may be; as names are, so that one can be asked for. */
const SETTINGS = {
  "lanekeeper.testCluster.addressRange": "127.105.0.0/16",
  "lanekeeper.recording.redactByDefault": false,
};
let workbench: Workbench;

beforeAll(async () => {
  if (isSkipped) return;
  workbench = await Workbench.open({ folder, extension: path.resolve("."), settings: SETTINGS });
  await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
});

afterAll(async () => {
  if (!isSkipped) await workbench.close();
  rmSync(folder, { recursive: true });
});

/** Answers the dialog that asks where to save. It writes its own proposal when it is ready, over what was typed before. */
async function saveAs(where: string): Promise<void> {
  const input = workbench.quickInput.locator("input.input").first();
  await eventually("a proposal", async () => /^\/.*\.lkrec$/.test(await input.inputValue()));
  await input.fill(where);
  await workbench.page.keyboard.press("Enter");
}

async function killMember(): Promise<void> {
  await workbench.run("Lanekeeper: Inject Fault…");
  await workbench.quickInput.locator("input.input").first().fill("dc1-client-1");
  await workbench.row("dc1-client-1").first().waitFor();
  await workbench.page.keyboard.press("Enter");
  await workbench.row("kill dc1-client-1").first().click();
  await workbench.row("until it is undone").first().click();
}

const timebar = (): Promise<Frame> => workbench.webview(".timebar");

describe.skipIf(isSkipped)("a recording", () => {
  it("is made of a test cluster, says so while it runs, and is never written over a file", async () => {
    await workbench.run("Lanekeeper: Start Test Cluster…");
    await workbench.row("Three members, loopback").click();
    await workbench.row("3 alive").first().waitFor();
    await workbench.run("Lanekeeper: Start Recording");
    await saveAs(file);
    await workbench.row("kill.lkrec").first().waitFor();
    await workbench.page.locator(".statusbar-item", { hasText: "· rec" }).first().waitFor();
    await workbench.screenshot("recording-runs");
    expect(existsSync(file)).toBe(true);
  });

  it("holds a member's death, and ends in good order when it is stopped", async () => {
    await killMember();
    await workbench.row("1 failed").first().waitFor({ timeout: 40_000 });
    await workbench.run("Lanekeeper: Stop Recording");
    await workbench.page.getByText("was recorded to").first().waitFor();
    const last = readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "";
    expect(last).toContain('"kind":"end"');
    await workbench.run("Lanekeeper: Delete Test Cluster");
    await eventually("no pool", async () => (await workbench.row("2 alive").count()) === 0);
  });

  it("is shown as it was before the kill, and after it", async () => {
    await workbench.page.getByRole("button", { name: "Open Recording" }).first().click();
    const dashboard = await timebar();
    await workbench.row("kill.lkrec").first().waitFor();
    await dashboard.getByRole("tab", { name: "Members" }).click();
    const member = dashboard.locator("[role=row]", { hasText: "dc1-client-1" }).first();
    await member.getByText("alive").waitFor();
    const slider = dashboard.getByRole("slider");
    const before = await slider.getAttribute("aria-valuetext");
    await slider.press("End");
    await member.getByText("failed").waitFor();
    expect(await slider.getAttribute("aria-valuetext")).not.toBe(before);
    await workbench.screenshot("recording-end-dark");
    await slider.press("Home");
    await member.getByText("alive").waitFor();
    await dashboard.getByRole("button", { name: "Next event" }).click();
    await dashboard.locator(".timebar-event", { hasText: "dc1-client-1" }).waitFor();
    await dashboard.getByRole("button", { name: "Play" }).click();
    await dashboard.getByRole("button", { name: "Pause" }).click();
    const track = await slider.boundingBox();
    await slider.click({ position: { x: (track?.width ?? 0) - 2, y: (track?.height ?? 0) / 2 } });
    await member.getByText("failed").waitFor();
    expect(workbench.violations).toEqual([]);
  });

  it("offers no remedy and no packet: its moment is over", async () => {
    const dashboard = await timebar();
    await dashboard.locator("[role=row]", { hasText: "dc1-client-1" }).first().click();
    await dashboard.getByText("1 member selected").waitFor();
    expect(await dashboard.getByText("Generate Firewall Rules").isVisible()).toBe(false);
    expect(await dashboard.getByText("Force-Leave Commands…").isVisible()).toBe(false);
  });

  it("is copied without names", async () => {
    await workbench.run("Lanekeeper: Save Redacted Copy…");
    await saveAs(copy);
    await workbench.page.getByText("pseudonyms for names").first().waitFor();
    const text = readFileSync(copy, "utf8");
    expect(text).not.toContain("dc1-client-1");
    expect(text).toContain('"redacted":true');
  });

  it.each(Object.entries(THEMES))(
    "can be looked at in the %s theme, every page of it",
    async (name, theme) => {
      workbench.setForMachine({ ...SETTINGS, "workbench.colorTheme": theme });
      const dashboard = await timebar();
      await dashboard.locator(`body.vscode-${name}`).waitFor();
      for (const page of ["Overview", "Members", "Suspicion", "Timeline", "Topology"]) {
        await dashboard.getByRole("tab", { name: page }).click();
        await workbench.screenshot(`recording-${name}-${page.toLowerCase()}`);
      }
      workbench.setForMachine({ ...SETTINGS, ...DARK });
    },
  );

  it("that was cut off is shown as far as it goes, and says what is wrong and where", async () => {
    writeFileSync(path.join(folder, "cut.lkrec"), readFileSync(file, "utf8").slice(0, -300));
    await workbench.run("View: Close All Editors");
    await eventually("no editor", async () => (await workbench.row("kill.lkrec").count()) === 0);
    await workbench.page.keyboard.press("Control+P");
    await workbench.quickInput.locator("input.input").first().fill("cut.lkrec");
    await workbench.quickInput.locator(".monaco-list-row.focused", { hasText: "cut.lkrec" }).waitFor();
    await workbench.page.keyboard.press("Enter");
    await workbench.page.locator(".tab", { hasText: "cut.lkrec" }).waitFor();
    const dashboard = await workbench.webview(".timebar");
    await dashboard.getByText("cannot be read").first().waitFor();
    await workbench.screenshot("recording-cut");
  });
});
