/** A real VS Code in a headless browser: boots the server, drives the workbench by its stable selectors. */
import { existsSync, readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chromium, type Browser, type Frame, type Locator, type Page } from "playwright-core";
import { bootServer, installServer } from "./server.mjs";

/** Chromium as root without background traffic. */
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];
const CHROMIUM = "/usr/bin/chromium";
const SCREENSHOTS = ".vscode-test/screenshots";

/** Whether this machine can run one. */
export function canBoot(): boolean {
  return process.platform === "linux" && existsSync(CHROMIUM);
}

/** Restricted Mode without the question whether to leave it. */
const RESTRICTED = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
};

export interface WorkbenchOptions {
  /** Absolute path of the workspace. */
  readonly folder: string;
  /** Absolute path of the extension under development, or of a VSIX that is installed. */
  readonly extension: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False opens the folder in Restricted Mode. */
  readonly trusted?: boolean;
}

export class Workbench {
  /** All that a webview's page reported as broken by the content security policy. */
  readonly violations: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly server: Awaited<ReturnType<typeof bootServer>>,
  ) {
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) this.violations.push(message.text());
    });
  }

  static async open({
    folder,
    extension,
    settings = {},
    trusted = true,
  }: WorkbenchOptions): Promise<Workbench> {
    const server = await bootServer(await installServer(() => undefined), {
      ...(extension.endsWith(".vsix") ? { vsix: extension } : { extension }),
      ...{ folder, trusted },
      settings: trusted ? settings : { ...RESTRICTED, ...settings },
    });
    try {
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      page.setDefaultTimeout(30_000);
      const workbench = new Workbench(page, browser, server);
      await page.goto(server.url());
      await page.locator('.statusbar [id="status.host"]').waitFor();
      return workbench;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }

  /**
   * Runs a command by its exact title in the palette. That is opened again when it lacks the command, as one does that was
   * opened before the workspace is known to be trusted, or is gone, as when an editor opens late and takes the focus.
   */
  async run(title: string): Promise<void> {
    await this.blur();
    const exact = new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
    const row = this.quickInput.locator(".monaco-list-row");
    const wanted = row.filter({ has: this.page.locator(".label-name", { hasText: exact }) }).first();
    for (let tries = 1; ; tries += 1) {
      await this.page.keyboard.press("F1");
      try {
        await this.quickInput.locator("input.input").first().fill(`>${title}`, { timeout: 5_000 });
        return await wanted.click({ timeout: 5_000 });
      } catch (error) {
        if (tries === 6) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible");
  }

  /** Rows of all visible lists and trees with that text. */
  row(text: string | RegExp): Locator {
    return this.page.locator(".monaco-list-row", { hasText: text });
  }

  /** The content of the visible webview in which `selector` exists. */
  async webview(selector: string): Promise<Frame> {
    let found: Frame | undefined;
    await this.page.waitForFunction(() => document.querySelector("iframe.webview") !== null);
    for (let tries = 0; tries < 200 && found === undefined; tries += 1) {
      for (const frame of this.page.frames()) {
        const count = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (count > 0) found = frame;
      }
      if (found === undefined) await this.page.waitForTimeout(100);
    }
    if (found === undefined) throw new Error(`no webview shows ${selector}`);
    return found;
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  }

  /** Writes this machine's settings, which VS Code then reads by itself. */
  setForMachine(settings: Readonly<Record<string, unknown>>): void {
    const folder = path.join(this.server.dataFolder, "data/Machine");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings));
  }

  /** The extension host's own log, for messages of a failed test. */
  hostLog(): string {
    const logs = path.join(this.server.dataFolder, "data/logs");
    const files = existsSync(logs) ? readdirSync(logs, { recursive: true, encoding: "utf8" }) : [];
    return files
      .filter((file) => /remoteexthost\.log$|Lanekeeper.*\.log$/.test(file))
      .map((file) => `${file}\n${readFileSync(path.join(logs, file), "utf8").slice(-4_000)}`)
      .join("\n");
  }

  /** Keys typed while a webview has the focus do not always reach the workbench. */
  private async blur(): Promise<void> {
    await this.page.evaluate(() => {
      window.focus();
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
  }
}
