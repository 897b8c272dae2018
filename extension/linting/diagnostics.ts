/** Findings as diagnostics: the value is underlined, the other lane's file is related, the rule's page is one click away. */
import * as vscode from "vscode";
import type { EditorFinding } from "../../engine/index.ts";
import { COMMANDS } from "../contributions.ts";
import type { Linting } from "./linting.ts";
import { toRange, uriOf } from "./workspacePaths.ts";

export const SOURCE = "Lanekeeper";

const SEVERITIES: Readonly<Record<EditorFinding["severity"], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

export function registerDiagnostics(linting: Linting): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection("lanekeeper");
  const listening = linting.onFindings((paths) => {
    for (const path of paths) {
      const uri = uriOf(path);
      const findings = linting.findingsOf(path)?.findings ?? [];
      if (uri !== undefined) collection.set(uri, findings.map(toDiagnostic));
    }
  });
  return vscode.Disposable.from(collection, listening);
}

function toDiagnostic(finding: EditorFinding): vscode.Diagnostic {
  const { range, message, severity, rule, related, isUnnecessary } = finding;
  const diagnostic = new vscode.Diagnostic(toRange(range), message, SEVERITIES[severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = { value: rule, target: rulePageLink(rule) };
  diagnostic.relatedInformation = related.flatMap((place) => {
    const uri = uriOf(place.path);
    if (uri === undefined) return [];
    const location = new vscode.Location(uri, toRange(place.range));
    return [new vscode.DiagnosticRelatedInformation(location, place.message)];
  });
  if (isUnnecessary) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

function rulePageLink(rule: string): vscode.Uri {
  return vscode.Uri.parse(`command:${COMMANDS.lintShowRule}?${encodeURIComponent(JSON.stringify([rule]))}`);
}
