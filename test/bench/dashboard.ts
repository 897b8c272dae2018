/**
 * Rows D1, D2, D3, O1 and O2: what 10,000 members cost the observer, the way to the dashboard and its page, which is
 * measured in a headless Chromium without a graphics card. Run: npm run bench:dashboard
 */
import { existsSync } from "node:fs";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { observerRows } from "./dashboard/observer.ts";
import type { PageTimes } from "./dashboard/inPage.ts";
import { transportRows } from "./dashboard/transport.ts";
import { report } from "./rows.ts";
import { median } from "./statistics.ts";

const CHROMIUM = "/usr/bin/chromium";

observerRows();
transportRows();
if (existsSync(CHROMIUM)) pageRows(await inChromium());

async function inChromium(): Promise<PageTimes> {
  const options = { bundle: true, format: "iife", write: false, logLevel: "error" } as const;
  const { outputFiles } = await build({ ...options, entryPoints: ["test/bench/dashboard/inPage.ts"] });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 800 } });
    await page.setContent("<body style='--vscode-lanekeeper-alive:#2e7d32;color:#222'></body>");
    await page.evaluate(outputFiles[0]?.text ?? "");
    const times = await page.evaluate(() => (window as unknown as { measure: () => PageTimes }).measure());
    const screenshot = process.env["BENCH_SCREENSHOT"];
    if (screenshot !== undefined) await page.screenshot({ path: screenshot });
    return times;
  } finally {
    await browser.close();
  }
}

function pageRows({ full, plain, update, sort, firstSort, filter }: PageTimes): void {
  const [fullMs, plainMs, updateMs, sortMs] = [median(full), median(plain), median(update), median(sort)];
  report({
    ...{ id: "D1", what: "state grid of 10,000, all of it painted" },
    ...{ measured: ms(fullMs), beside: `a square a member: ${ms(plainMs)}` },
    ...{ goal: "8 ms, 0.5 of the squares", met: fullMs <= 8 && fullMs <= 0.5 * plainMs },
  });
  report({
    ...{ id: "D1", what: "state grid, 50 of 10,000 changed" },
    ...{ measured: ms(updateMs), beside: "layout, comparison and paint", goal: "1 ms", met: updateMs <= 1 },
  });
  report({
    ...{ id: "D3", what: "table of 10,000: sort by another column" },
    ...{ measured: ms(sortMs), beside: `by name the first time: ${ms(median(firstSort))}` },
    ...{ goal: "10 ms", met: sortMs <= 10 },
  });
  report({
    ...{ id: "D3", what: "table of 10,000: filter by three conditions" },
    ...{ measured: ms(median(filter)), beside: "", goal: "100 ms", met: median(filter) <= 100 },
  });
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
