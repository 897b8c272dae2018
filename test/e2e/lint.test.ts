/** A person sees in a real VS Code that two datacenters could merge, looks at both files, and mends it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, skip } from "../agents/agents.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip("vscode", canBoot(), "chromium is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lk-lint-"));
let workbench: Workbench;

const FILES: Readonly<Record<string, string>> = {
  "dc1/server.hcl": `# The server of dc1.
datacenter = "dc1"
node_name  = "node1"
server     = true
bind_addr  = "10.1.0.10"
encrypt    = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw="
retry_join = ["10.1.0.11"]
`,
  "dc2/server.hcl": `# The server of dc2; somebody copied a line too much.
datacenter = "dc2"
node_name  = "node2"
server     = true
bind_addr  = "10.2.0.10"
encrypt    = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw="
retry_join = ["10.2.0.11", "10.1.0.10"]
`,
  "lab.hcl": 'datacenter = "lab"\nbind_addr = "10.9.0.1"\nretry_join = ["10.9.0.2:8302"]\n',
  "dc2/app.json":
    '{"datacenter": "dc2", "node_name": "app1", "bind_addr": "10.2.0.30", "retry_join": ["10.2.0.10:8302"]}\n',
};

beforeAll(async () => {
  if (isSkipped) return;
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  workbench = await Workbench.open({ folder, extension: path.resolve(".") });
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  rmSync(folder, { recursive: true });
});

/** Opens a file by its path, as a person does with Ctrl+P. */
async function openFile(name: string): Promise<void> {
  const { page, quickInput } = workbench;
  const parts = name.split("/");
  await page.keyboard.press("Control+P");
  await quickInput.locator("input.input").first().fill(name);
  // The list of recent files stands there until the search is done.
  const found = quickInput.locator(".monaco-list-row.focused", { hasText: parts.at(-1) ?? "" });
  await (parts.length > 1 ? found.filter({ hasText: parts[0] ?? "" }) : found).waitFor();
  await page.keyboard.press("Enter");
  for (const part of parts) {
    await page.locator(".editor-group-container.active .breadcrumbs-control", { hasText: part }).waitFor();
  }
}

/** Puts the cursor into the value that is underlined. */
async function goTo(line: number, column: number): Promise<void> {
  const { page, quickInput } = workbench;
  await page.keyboard.press("Control+G");
  await quickInput.locator("input.input").first().fill(`:${line}:${column}`);
  await page.keyboard.press("Enter");
  await quickInput.waitFor({ state: "hidden" });
  await page.locator(".statusbar", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
}

/** Picks one of the quick fixes at the cursor. */
async function chooseFix(text: string): Promise<void> {
  const { page } = workbench;
  const rows = page.locator(".action-widget .monaco-list-row");
  // While the editor still asks for what stood under the cursor before, it answers "No code actions available".
  await eventually(`the fix "${text}"`, async () => {
    await page.keyboard.press("Control+.");
    const offered = rows.filter({ hasText: text }).waitFor({ timeout: 2_000 });
    return offered.then(
      () => true,
      () => false,
    );
  });
  const titles = (await rows.allTextContents()).filter((title) => title !== "Quick Fix");
  for (let steps = titles.findIndex((title) => title.includes(text)); steps > 0; steps--) {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
}

/** Colour themes by the class that the workbench has with them. */
const THEMES = {
  vs: "Light Modern",
  "hc-black": "Dark High Contrast",
  "hc-light": "Light High Contrast",
  "vs-dark": "Dark Modern",
} as const;

async function chooseTheme(kind: keyof typeof THEMES): Promise<void> {
  const { page, quickInput } = workbench;
  await workbench.run("Preferences: Color Theme");
  await quickInput.locator("input.input").first().fill(THEMES[kind]);
  await quickInput.locator(".monaco-list-row.focused", { hasText: THEMES[kind] }).waitFor();
  await page.keyboard.press("Enter");
  await quickInput.waitFor({ state: "hidden" });
  await page.locator(`.monaco-workbench.${kind}`).waitFor();
}

afterEach(async ({ task }) => {
  if (!isSkipped && task.result?.state === "fail")
    await workbench.screenshot(`lint-failed-${task.name.slice(0, 20)}`);
});

describe.skipIf(isSkipped)("two datacenters that could merge", () => {
  it("are underlined in the file that does it", async () => {
    const { page } = workbench;
    await openFile("dc2/server.hcl");
    await page.locator(".squiggly-error").first().waitFor();
    await workbench.run("Lanekeeper: Lint Workspace");
    await workbench
      .row(/10\.1\.0\.10` is an agent of .*"dc1"/)
      .first()
      .waitFor();
    await workbench.screenshot("lint-problems-dark");
  });

  it("are lanes in the Agent Configs view, and a click opens both places", async () => {
    const { page } = workbench;
    await page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click({ force: true });
    await workbench.row("could merge with lane dc1").first().click();
    await page.locator(".editor-group-container").nth(1).waitFor();
    const titles = await page.locator(".editor-group-container .tab.active .label-name").allTextContents();
    expect(titles).toEqual(["server.hcl", "server.hcl"]);
    await page.locator(".codelens-decoration", { hasText: "lane dc2" }).first().waitFor();
    await page.locator(".codelens-decoration", { hasText: "could merge with dc1" }).first().waitFor();
    await workbench.screenshot("lint-conflict-dark");
  });

  it("have a hover that says what a key is without showing it", async () => {
    const { page } = workbench;
    await openFile("dc2/server.hcl");
    await goTo(6, 20);
    await workbench.run("Show or Focus Hover");
    const hover = page
      .locator(".monaco-hover:visible", { hasText: "Gossip key with the fingerprint" })
      .first();
    await hover.waitFor();
    expect(await hover.textContent()).not.toContain("gX7ehz");
    await workbench.screenshot("lint-hover-dark");
    await page.keyboard.press("Escape");
  });

  it("look alike in every theme", async () => {
    for (const theme of ["vs", "hc-black", "hc-light", "vs-dark"] as const) {
      await chooseTheme(theme);
      await workbench.screenshot(`lint-theme-${theme}`);
    }
  });

  it("are kept apart by the quick fix, and the finding goes away", async () => {
    const { page } = workbench;
    await openFile("dc2/server.hcl");
    await goTo(7, 34);
    await page.keyboard.press("Control+.");
    const fix = page.locator(".action-widget .monaco-list-row", {
      hasText: "Join 10.1.0.10 over the WAN pool instead",
    });
    await fix.waitFor();
    await workbench.screenshot("lint-fixes-dark");
    await page.keyboard.press("Enter");
    await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
    await page.keyboard.press("Control+S");
    const text = (): string => readFileSync(path.join(folder, "dc2/server.hcl"), "utf8");
    await expect.poll(text, { timeout: 10_000 }).toContain("retry_join_wan");
    await workbench.screenshot("lint-fixed-dark");
  });

  it("are allowed for a reason, which stands in the file", async () => {
    const { page, quickInput } = workbench;
    await openFile("lab.hcl");
    await page.locator(".squiggly-error").first().waitFor();
    await goTo(3, 18);
    await chooseFix("for this line…");
    await quickInput.locator("input.input").first().fill("a lab of one host");
    await page.keyboard.press("Enter");
    await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
    await page.keyboard.press("Control+S");
    const text = (): string => readFileSync(path.join(folder, "lab.hcl"), "utf8");
    const comment = "# lanekeeper-disable-next-line lan-join-wan-port -- a lab of one host\nretry_join";
    await expect.poll(text, { timeout: 10_000 }).toContain(comment);
  });

  it("are left to lanekeeper.yaml where a file has no comments", async () => {
    const { page } = workbench;
    await openFile("dc2/app.json");
    await goTo(1, 90);
    await chooseFix("in lanekeeper.yaml");
    await page.locator(".tab.active", { hasText: "lanekeeper.yaml" }).waitFor();
    await page.keyboard.press("Control+S");
    await workbench
      .row(/nothing that could merge them/)
      .or(page.getByText("nothing that could merge them"))
      .first()
      .waitFor();
    await workbench.screenshot("lint-all-clear-dark");
  });

  it("have a rule page that opens without a network", async () => {
    await workbench.run("Lanekeeper: Open Rule Page…");
    await workbench.quickInput.locator("input.input").first().fill("lan-join-other-datacenter");
    await workbench.row("lan-join-other-datacenter").first().waitFor();
    await workbench.page.keyboard.press("Enter");
    const page = await workbench.webview("h1");
    expect(await page.locator("h1").first().textContent()).toMatch(/lan-join-other-datacenter|GM101/);
    await workbench.screenshot("lint-rule-page-dark");
  });
});
