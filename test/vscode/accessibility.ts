/** What axe says of a page of the dashboard. */
import axe from "axe-core";
import type { Frame } from "playwright-core";

/** What it calls serious or critical on the page that is shown. */
export async function seriousFindings(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe.source);
  return frame.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}
