/** The editor that VS Code opens `*.lkrec` with: the dashboard on a recording. */
import * as vscode from "vscode";
import { RECORDING_EDITOR } from "../contributions.ts";
import type { Dashboards } from "../dashboard/panel.ts";
import type { OpenRecordings } from "./openRecordings.ts";

interface RecordingDocument extends vscode.CustomDocument {
  readonly id: string;
}

/** Looking only: there is nothing to save, and nothing is sent. */
export function registerRecordingEditor(
  recordings: OpenRecordings,
  dashboards: Dashboards,
): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider<RecordingDocument> = {
    openCustomDocument: (uri) => {
      const { id } = recordings.read(uri);
      return { id, uri, dispose: () => recordings.close(id) };
    },
    resolveCustomEditor: ({ id }, panel) => dashboards.fill(id, panel),
  };
  return vscode.window.registerCustomEditorProvider(RECORDING_EDITOR, provider);
}
