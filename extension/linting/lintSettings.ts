/** The settings `lanekeeper.lint.*`. */
import * as vscode from "vscode";
import { SETTINGS } from "../contributions.ts";

export interface LintSettings {
  readonly enable: boolean;
  readonly run: "onType" | "onSave";
  /** Globs; none for all files whose names the linter knows. */
  readonly files: readonly string[];
  /** Relative to the first folder. */
  readonly configFile: string;
  /** Relative to the first folder; `""` for none. */
  readonly baseline: string;
  /** Whether attached pools are evidence. */
  readonly livePool: "off" | "attached";
  readonly codeLens: boolean;
  readonly hovers: boolean;
}

export function readLintSettings(): LintSettings {
  const section = vscode.workspace.getConfiguration("lanekeeper");
  return {
    enable: section.get(SETTINGS.lintEnable, true),
    run: section.get<LintSettings["run"]>(SETTINGS.lintRun, "onType"),
    files: section.get<readonly string[]>(SETTINGS.lintFiles, []),
    configFile: section.get(SETTINGS.lintConfigFile, "lanekeeper.yaml"),
    baseline: section.get(SETTINGS.lintBaseline, ""),
    livePool: section.get<LintSettings["livePool"]>(SETTINGS.lintLivePool, "off"),
    codeLens: section.get(SETTINGS.lintCodeLens, true),
    hovers: section.get(SETTINGS.lintHovers, true),
  };
}
