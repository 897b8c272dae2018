/** Documents of the workspace by the paths that the linter knows them by, and back. */
import path from "node:path";
import * as vscode from "vscode";
import type { EditorRange, LintRoot } from "../../engine/index.ts";

/** One folder has plain relative paths; of several, each path starts with its folder's name. */
export function lintRoots(): LintRoot[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.map((folder) => ({
    folder: folder.uri.scheme === "file" ? folder.uri.fsPath : undefined,
    prefix: prefixOf(folder),
  }));
}

/** Undefined for what is outside the workspace. */
export function pathOf(uri: vscode.Uri): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined || uri.scheme !== folder.uri.scheme) return undefined;
  return prefixOf(folder) + path.posix.relative(folder.uri.path, uri.path);
}

export function uriOf(name: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.find((one) => name.startsWith(prefixOf(one)));
  return folder === undefined
    ? undefined
    : vscode.Uri.joinPath(folder.uri, name.slice(prefixOf(folder).length));
}

export function toRange({ startLine, startColumn, endLine, endColumn }: EditorRange): vscode.Range {
  return new vscode.Range(startLine, startColumn, endLine, endColumn);
}

function prefixOf(folder: vscode.WorkspaceFolder): string {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${folder.name}/` : "";
}
