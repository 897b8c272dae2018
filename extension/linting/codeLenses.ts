/** A line over a file's datacenter or seeds: which lane it is, and what the lane could merge with. */
import * as vscode from "vscode";
import type { LaneLens, LaneSummary, LiveLane } from "../../engine/index.ts";
import { COMMANDS, LINT_ACTIONS } from "../contributions.ts";
import type { Linting } from "./linting.ts";
import { readLintSettings } from "./lintSettings.ts";
import { laneText } from "../trees/agentConfigRows.ts";
import { pathOf, toRange } from "./workspacePaths.ts";

export function registerCodeLenses(linting: Linting): vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const listening = linting.onFleet(() => changes.fire());
  const provider = vscode.languages.registerCodeLensProvider(
    { pattern: "**/*" },
    {
      onDidChangeCodeLenses: changes.event,
      provideCodeLenses(document): vscode.CodeLens[] {
        const path = pathOf(document.uri);
        const { fleet } = linting;
        if (path === undefined || fleet === undefined || !readLintSettings().codeLens) return [];
        const lanes = new Map(fleet.lanes.map((lane) => [lane.id, lane]));
        const live = new Map(fleet.live.map((lane) => [lane.laneId, lane]));
        return fleet.lenses
          .filter((lens) => lens.path === path)
          .flatMap((lens) => lensesOf(lens, lanes.get(lens.laneId), live.get(lens.laneId)));
      },
    },
  );
  return vscode.Disposable.from(provider, listening, changes);
}

function lensesOf(
  { range, path }: LaneLens,
  lane: LaneSummary | undefined,
  live: LiveLane | undefined,
): vscode.CodeLens[] {
  if (lane === undefined) return [];
  const line = toRange({ ...range, endLine: range.startLine, endColumn: range.startColumn });
  const title = vscode.l10n.t("lane {0}", laneText(lane));
  const lenses = [
    new vscode.CodeLens(line, { title, command: LINT_ACTIONS.revealLane, arguments: [lane.id] }),
  ];
  if (live !== undefined) {
    const alive = vscode.l10n.t("{0} alive now", live.alive);
    const title = live.isMatch ? alive : `$(warning)\u00a0${alive}, ${live.text}`;
    lenses.push(new vscode.CodeLens(line, { title, command: COMMANDS.lintAgainstPool }));
  }
  // Of several, what this file does itself says most here.
  const [conflict] = [...lane.conflicts].sort(
    (a, b) => Number(b.here.path === path) - Number(a.here.path === path),
  );
  if (conflict !== undefined) {
    const warning = `$(warning)\u00a0${vscode.l10n.t("could merge with {0}", conflict.otherName)}`;
    lenses.push(
      new vscode.CodeLens(line, {
        title: warning,
        command: LINT_ACTIONS.showConflict,
        arguments: [conflict],
      }),
    );
  }
  return lenses;
}
