/** A person joins a live Serf pool as an observer: refused where it must not be, agreed to in two steps, left in good order. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import { confirmSerf } from "../vscode/observing.ts";
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
  for (const index of [1, 2, 3]) {
    agents.push(
      await startSerf({
        name: `web-${index}`,
        ip: `127.97.1.${index}`,
        tags: { dc: "dc1" },
        ...(index === 1 ? {} : { join: "127.97.1.1" }),
      }),
    );
  }
  await eventually("three members", async () => (await agents[0]?.members())?.length === 3);
  const declared = { kind: "serf", seed: "127.97.1.1:7946", cidrs: ["127.97.1.0/24"] };
  workbench = await Workbench.open({
    folder,
    extension: path.resolve("."),
    settings: {
      "lanekeeper.pools": [
        { ...declared, name: "web stage", environment: "staging" },
        { ...declared, name: "web live", seed: "127.97.1.2:7946", environment: "production" },
      ],
    },
  });
  await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
});

afterAll(async () => {
  if (isSkipped) return;
  await workbench.close();
  await Promise.all(agents.map((agent) => agent.stop()));
  rmSync(folder, { recursive: true });
});

/** Observes a pool of the settings: a click on its eye, then all questions as they are proposed. */
async function observe(name: string): Promise<void> {
  const { page } = workbench;
  const row = workbench.row(name).first();
  await row.hover();
  await row.getByRole("button", { name: "Observe Pool…" }).click();
  await page.locator(".quick-input-title", { hasText: "Observe Pool" }).waitFor();
  await page.keyboard.press("Enter");
  await confirmSerf(workbench, 3);
  await workbench.row(`${name}3 alive`).first().waitFor();
}

async function startJoining(): Promise<void> {
  await workbench.run("Lanekeeper: Join Pool as Observer…");
}

async function refusal(text: string): Promise<void> {
  const { page } = workbench;
  const toast = page.locator(".notification-toast", { hasText: text });
  await toast.waitFor();
  await workbench.screenshot(`join-refused-${text.slice(0, 12).replaceAll(" ", "-")}`);
  await toast.hover();
  await toast.locator('[aria-label^="Clear Notification"]').click();
}

const status = async (name: string): Promise<string | undefined> =>
  (await agents[0]?.members())?.find((member) => member.name === name)?.status;

describe.skipIf(isSkipped)("Join Pool as Observer…", () => {
  it("is refused on a pool that is marked as production, with the reason", async () => {
    await observe("web live");
    await startJoining();
    await refusal("web live is marked as production");
    await workbench.run("Lanekeeper: Detach from Pool");
    await workbench.row("web livenot attached").first().waitFor();
  });

  it("is refused where this machine forbids it", async () => {
    await observe("web stage");
    workbench.setForMachine({ "lanekeeper.observe.allowMember": false });
    await eventually("the setting to be read", async () => {
      await startJoining();
      const toast = workbench.page.locator(".notification-toast", { hasText: "turned off on this machine" });
      const isShown = await toast.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (!isShown) await workbench.page.keyboard.press("Escape");
      return isShown;
    });
    await refusal("Joining pools is turned off");
    workbench.setForMachine({});
  });

  it("says what a crash leaves behind, and joins only when the pool's name is typed", async () => {
    const { page } = workbench;
    await eventually("the name to be asked for", async () => {
      await startJoining();
      const box = page.locator(".quick-input-message", { hasText: "will list this machine" });
      return box.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    await workbench.quickInput.locator("input.input").first().fill("observer-1");
    await page.keyboard.press("Enter");
    const dialog = page.locator(".monaco-dialog-box");
    await dialog.waitFor();
    expect(await dialog.textContent()).toMatch(
      /laptop that goes to sleep leaves observer-1 behind as failed/,
    );
    await workbench.screenshot("join-consent");
    await dialog.getByRole("button", { name: "Continue…" }).click();
    await page.locator(".quick-input-message", { hasText: "to join it now" }).waitFor();
    await workbench.quickInput.locator("input.input").first().fill("web");
    await page.locator(".quick-input-message", { hasText: "Not joined until" }).waitFor();
    await workbench.screenshot("join-typed");
    expect(await status("observer-1")).toBeUndefined();
    await workbench.quickInput.locator("input.input").first().fill("web stage");
    await page.keyboard.press("Enter");
    await workbench.row("4 alive · member").first().waitFor();
    await workbench.screenshot("join-tree");
    await eventually("the agents to list it", async () => (await status("observer-1")) === "alive");
  });

  it("hears user events, suspicions and refutes as they spread", async () => {
    await workbench.run("Lanekeeper: Show Log");
    const log = workbench.page.locator(".part.panel .view-lines");
    await log.waitFor();
    await agents[0]?.command("event", "deploy", "v7");
    await log.getByText("userEvent (deploy, 2 bytes").first().waitFor();
    agents[2]?.signal("SIGSTOP");
    await workbench.row("1 suspect").first().waitFor({ timeout: 30_000 });
    agents[2]?.signal("SIGCONT");
    await log.getByText("memberRefuted web-3").first().waitFor();
    const told = ((await log.textContent()) ?? "").replace(/\s/g, " ");
    expect(told).toMatch(/memberSuspected web-3 \d+ by (web-1|web-2|observer-1)/);
    await workbench.screenshot("join-log");
  });

  it("leaves in good order when it is detached", async () => {
    await workbench.run("Lanekeeper: Detach from Pool");
    await workbench.row("web stagenot attached").first().waitFor({ timeout: 30_000 });
    await eventually("the agents to show it as left", async () => (await status("observer-1")) === "left");
    expect(agents.map((agent) => agent.log()).join("")).not.toMatch(/observer-1 has failed/);
  });
});
