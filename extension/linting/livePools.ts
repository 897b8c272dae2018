/** Attached pools as evidence for linting, where the setting says so, and the page that compares on demand. */
import * as vscode from "vscode";
import { keyFingerprint, livePool, type LivePool } from "../../engine/index.ts";
import { COMMANDS } from "../contributions.ts";
import { registerCommand, type Log } from "../log.ts";
import type { ReportPages } from "../reportPages.ts";
import type { PoolSecrets } from "../secrets.ts";
import type { Sessions } from "../sessions.ts";
import type { Linting } from "./linting.ts";
import { readLintSettings } from "./lintSettings.ts";

export interface LintServices {
  readonly sessions: Sessions;
  readonly secrets: PoolSecrets;
  readonly reports: ReportPages;
}

/** Between two looks at what changed; ages in messages are as old as that. */
const LOOK_EVERY_MS = 10_000;

export function registerLivePools(linting: Linting, services: LintServices, log: Log): vscode.Disposable {
  const { sessions } = services;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isFirst = true;
  const look = async (): Promise<void> => {
    timer = undefined;
    const isOn = readLintSettings().livePool === "attached";
    const pools = isOn ? await poolsOf(services) : [];
    isFirst = pools.length === 0;
    linting.useLive(pools);
  };
  const soon = (): void => {
    // The first picture counts at once; later ones only refresh ages and states.
    timer ??= setTimeout(() => void look(), isFirst ? 200 : LOOK_EVERY_MS);
  };
  soon();
  return vscode.Disposable.from(
    sessions.onNews(soon),
    sessions.onListChange(soon),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("lanekeeper.lint.livePool")) void look();
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
    registerCommand(log, COMMANDS.lintAgainstPool, () => compare(linting, services)),
  );
}

async function compare(linting: Linting, services: LintServices): Promise<void> {
  const pools = await poolsOf(services);
  if (pools.length === 0)
    throw new Error(
      vscode.l10n.t("No pool is attached, or none has answered yet. Run “Observe Pool…” first."),
    );
  const markdown = await linting.running()?.compare(pools);
  if (markdown === undefined)
    throw new Error(vscode.l10n.t("Linting is off; the setting lanekeeper.lint.enable turns it on."));
  await services.reports.open(vscode.l10n.t("Comparison"), markdown);
}

/** Pools that have shown something; of their keys the fingerprints only. */
async function poolsOf({ sessions, secrets }: LintServices): Promise<LivePool[]> {
  const pools: LivePool[] = [];
  for (const { view, pool } of sessions.list()) {
    if (view === undefined) continue;
    const keys = await secrets.keys(pool.id);
    pools.push(livePool(view, keys.map(keyFingerprint)));
  }
  return pools;
}
