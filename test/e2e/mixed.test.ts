/** Two datacenters of real agents become one pool while a person watches, and a Consul agent is read by its API. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Locator } from "playwright-core";
import { eventually, findAgent, skip, startConsul, startSerf, type RunningAgent } from "../agents/agents.ts";
import { observeSerf } from "../vscode/observing.ts";
import { seriousFindings } from "../vscode/accessibility.ts";
import { canBoot, Workbench } from "../vscode/workbench.ts";

const isSkipped = skip(
  "vscode",
  canBoot() && findAgent("serf") !== undefined && findAgent("consul") !== undefined,
  "chromium, serf or consul is not installed",
);
const agents: RunningAgent[] = [];
const folder = mkdtempSync(path.join(tmpdir(), "lk-mixed-"));
let workbench: Workbench;
let consul: Promise<RunningAgent> | undefined;

beforeAll(async () => {
  if (isSkipped) return;
  consul = startConsul({ name: "consul-1", ip: "127.87.21.9", datacenter: "dc9", server: true });
  for (const dc of [1, 2]) {
    for (const index of [1, 2, 3]) {
      const ip = `127.87.2${dc}.${index}`;
      const tags = { dc: `dc${dc}`, role: "web" };
      const join = index === 1 ? {} : { join: `127.87.2${dc}.1` };
      agents.push(await startSerf({ name: `dc${dc}-web-${index}`, ip, tags, ...join }));
    }
  }
  await consul;
  for (const first of [0, 3])
    await eventually(
      "three members a datacenter",
      async () => (await agents[first]?.members())?.length === 3,
    );
  workbench = await Workbench.open({ folder, extension: path.resolve(".") });
  await workbench.page.locator(".activitybar .action-label[aria-label^=Lanekeeper]").click();
});

afterAll(async () => {
  if (isSkipped) return;
  // Agents first: where VS Code did not start, there is no workbench to close, and they must not stay behind.
  agents.push(
    ...(await Promise.allSettled([consul])).flatMap((it) =>
      it.status === "fulfilled" && it.value ? [it.value] : [],
    ),
  );
  await Promise.all(agents.map((agent) => agent.stop()));
  rmSync(folder, { recursive: true });
  await workbench.close();
});

/** The progress of the first question may still fade; what interrupts is a word about the mix. */
function mixNotices(): Locator {
  return workbench.page.locator(".notification-list-item", { hasText: "of dc2" });
}

describe.skipIf(isSkipped)("a pool that becomes mixed under observation", () => {
  it("is quiet before", async () => {
    await observeSerf(workbench, "127.87.21.1:7946", 3);
    await workbench.row("3 alive").first().waitFor();
    expect(await mixNotices().count()).toBe(0);
  });

  it("interrupts once, and shows the edge and the foreign members in the tree", async () => {
    await agents[0]?.command("join", "127.87.22.1:7946");
    await mixNotices().waitFor({ timeout: 40_000 });
    await workbench.screenshot("mixed-notice");
    await workbench.row("Cross-DC edges").waitFor();
    await workbench.row("dc1 ↔ dc2").waitFor();
    await workbench.row("dc=dc2, but in this pool").first().waitFor();
    await workbench.page.locator('.statusbar-item[id*="status"]', { hasText: "mix: dc1+dc2" }).waitFor();
    expect(await mixNotices().count()).toBe(1);
  });

  it("shows who bridges on the Topology page, as a picture and as a table", async () => {
    await workbench.page
      .locator(".notification-list-item .monaco-button", { hasText: "Show" })
      .first()
      .click();
    const dashboard = await workbench.webview(".foot");
    await dashboard.locator(".verdict", { hasText: "of dc2 are in the LAN pool of dc1" }).waitFor();
    await dashboard.locator(".hull.is-foreign", { hasText: "dc2" }).waitFor();
    await workbench.screenshot("mixed-topology");
    await dashboard.getByText("Show as Table").click();
    await dashboard.locator("table", { hasText: "127.87.22." }).waitFor();
    await workbench.screenshot("mixed-topology-table");
    await dashboard.getByText("Show as Picture").click();
    await dashboard.getByRole("tab", { name: "Overview" }).click();
    await dashboard.locator(".findings", { hasText: "First step" }).waitFor();
    await workbench.screenshot("mixed-overview");
    expect(workbench.violations).toEqual([]);
  });

  it("turns pages by keyboard, and leaves nothing serious to axe on any of them", async () => {
    const dashboard = await workbench.webview(".foot");
    for (const [key, name] of [
      ["Alt+2", "Members"],
      ["Alt+1", "Overview"],
      ["Alt+4", "Timeline"],
      ["Alt+6", "Health"],
      ["Alt+7", "Remediate"],
      ["Alt+5", "Topology"],
    ] as const) {
      await dashboard.getByRole("tab", { selected: true }).focus();
      await workbench.page.keyboard.press(key);
      await dashboard.getByRole("tab", { name, selected: true }).waitFor();
      expect(await seriousFindings(dashboard), name).toEqual([]);
    }
    await dashboard.getByText("Show as Table").click();
    expect(await seriousFindings(dashboard), "table").toEqual([]);
    await dashboard.getByText("Show as Picture").click();
  });

  it("opens firewall rules with one click on the edge", async () => {
    const dashboard = await workbench.webview(".foot");
    await dashboard.getByRole("tab", { name: "Topology" }).click();
    await dashboard.locator(".bridge vscode-button", { hasText: "Generate Firewall Rules" }).click();
    await workbench.page.locator(".monaco-editor .view-line", { hasText: "lanekeeper" }).first().waitFor();
    await workbench.screenshot("mixed-rules");
  });
});

describe.skipIf(isSkipped)("a Consul agent's HTTP API as the source", () => {
  it("shows the pool without gossip, and says where it is seen from", async () => {
    await observe("http://127.87.21.9:8500", [
      workbench.row("servers and clients of one datacenter"),
      secretBox(),
      workbench.row("That agent is read every"),
    ]);
    await workbench.row("dc9 LAN").first().waitFor();
    await workbench.row("1 alive · api").first().waitFor();
    await workbench.screenshot("api-tree");
  });

  it("says what is wrong with a gossip port, and how to go on", async () => {
    await workbench.run("Lanekeeper: Observe Pool…");
    await type("http://127.87.21.9:8301");
    for (const question of [workbench.row("servers and clients of one datacenter").first(), secretBox()]) {
      await question.waitFor();
      await workbench.page.keyboard.press("Enter");
    }
    await workbench.row("Go back and change it").waitFor();
    await workbench.screenshot("api-problem");
    await workbench.row("Consul's gossip port").waitFor();
    await workbench.page.keyboard.press("Escape");
  });
});

/** Types an address, then answers each question with Enter once it is there. */
async function observe(address: string, questions: readonly Locator[]): Promise<void> {
  await workbench.run("Lanekeeper: Observe Pool…");
  await type(address);
  for (const question of questions) {
    await question.first().waitFor();
    await workbench.page.keyboard.press("Enter");
  }
}

async function type(address: string): Promise<void> {
  await workbench.page.locator(".quick-input-title", { hasText: "Observe Pool" }).waitFor();
  await workbench.quickInput.locator("input.input").first().fill(address);
  await workbench.row(address.replace("http://", "")).first().waitFor();
  await workbench.page.keyboard.press("Enter");
}

function secretBox(): Locator {
  return workbench.quickInput.locator('input[type="password"]');
}
