/** What a person types and confirms to watch a pool of plain Serf agents that has no key. */
import type { Workbench } from "./workbench.ts";

/** The whole way from the palette; `members` is how many the agent answers with. */
export async function observeSerf(workbench: Workbench, address: string, members: number): Promise<void> {
  const { page } = workbench;
  await workbench.run("Lanekeeper: Observe Pool…");
  await page.locator(".quick-input-title", { hasText: "Observe Pool" }).waitFor();
  await workbench.quickInput.locator("input.input").first().fill(address);
  await workbench.row(address).first().waitFor();
  await page.keyboard.press("Enter");
  await confirmSerf(workbench, members);
}

/** The questions after the address: what kind of pool, no key, and what watching will cost. */
export async function confirmSerf(workbench: Workbench, members: number): Promise<void> {
  const { page } = workbench;
  for (const question of [
    workbench.row("plain Serf agents, LAN"),
    workbench.quickInput.locator('input[type="password"]'),
    page.locator(".quick-input-message", { hasText: `answered with ${members} members` }),
  ]) {
    await question.first().waitFor();
    await page.keyboard.press("Enter");
  }
}
