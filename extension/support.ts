/** *Copy Diagnostics*, *Open Walkthrough*, *Show Compatibility*, and what a pipeline needs to lint: help, no news. */
import * as vscode from "vscode";
import { ciSnippet, CI_SNIPPETS } from "./ciSnippets.ts";
import { COMMANDS, SETTINGS, WALKTHROUGH } from "./contributions.ts";
import { diagnosticsText } from "./diagnosticsText.ts";
import { registerCommand, type Log } from "./log.ts";
import type { Sessions } from "./sessions.ts";

/** Settings whose values name places or pools. */
const PRIVATE: ReadonlySet<string> = new Set([
  SETTINGS.pools,
  SETTINGS.bindAddress,
  SETTINGS.lintFiles,
  SETTINGS.lintConfigFile,
  SETTINGS.lintBaseline,
]);

export function registerSupport(
  extension: vscode.Extension<unknown>,
  sessions: Sessions,
  log: Log,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, COMMANDS.copyDiagnostics, async () => {
      await vscode.env.clipboard.writeText(diagnose(extension, sessions));
      void vscode.window.setStatusBarMessage(
        vscode.l10n.t("Diagnostics copied, without names or addresses"),
        5_000,
      );
    }),
    registerCommand(log, COMMANDS.openWalkthrough, () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extension.id}#${WALKTHROUGH}`),
    ),
    registerCommand(log, COMMANDS.showCompatibility, () =>
      vscode.commands.executeCommand(
        "markdown.showPreview",
        vscode.Uri.joinPath(extension.extensionUri, "engine", "consul", "compatibility.md"),
      ),
    ),
    registerCommand(log, COMMANDS.copyCiSnippet, copyCiSnippet),
  );
}

function diagnose({ packageJSON }: vscode.Extension<unknown>, sessions: Sessions): string {
  const manifest: unknown = packageJSON;
  const isVersioned = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return diagnosticsText({
    versions: {
      Lanekeeper: isVersioned ? String(manifest.version) : "unknown",
      "VS Code": `${vscode.version}, ${vscode.env.appHost}, ${vscode.env.remoteName ?? "local"}`,
      Node: `${process.version}, ${process.platform} ${process.arch}`,
    },
    settings: changedSettings(),
    pools: sessions
      .list()
      .map(({ view, problem, isMember }) => ({ view, isMember, problemKind: problem?.kind })),
  });
}

function changedSettings(): Record<string, unknown> {
  const section = vscode.workspace.getConfiguration("lanekeeper");
  const changed: Record<string, unknown> = {};
  for (const key of Object.values(SETTINGS)) {
    const value = section.get<unknown>(key);
    if (JSON.stringify(value) === JSON.stringify(section.inspect(key)?.defaultValue)) continue;
    changed[key] = PRIVATE.has(key) ? "set" : value;
  }
  return changed;
}

async function copyCiSnippet(): Promise<void> {
  const items = CI_SNIPPETS.map(({ id, label, detail }) => ({ label, detail, id }));
  const placeHolder = vscode.l10n.t("Where shall the linter run?");
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  const snippet = chosen === undefined ? undefined : ciSnippet(chosen.id);
  if (snippet === undefined) return;
  await vscode.env.clipboard.writeText(snippet.text);
  void vscode.window.setStatusBarMessage(vscode.l10n.t("Copied: paste it into {0}", snippet.file), 8_000);
}
