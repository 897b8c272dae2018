/** Code actions of findings: the rule's own fix first, then ways to live with it. Edits are for the text they were made for. */
import * as vscode from "vscode";
import type { EditorEdit, EditorFinding } from "../../engine/index.ts";
import { COMMANDS, LINT_ACTIONS } from "../contributions.ts";
import { SOURCE } from "./diagnostics.ts";
import type { Linting } from "./linting.ts";
import { pathOf, toRange, uriOf } from "./workspacePaths.ts";

/** Lines that hold a gossip key: Consul and Nomad `encrypt`, Serf `encrypt_key`, memberlist `secret_key`. */
const KEY_SETTING = /\b(?:encrypt(?:_key)?|secret_key)\b|-encrypt\b/;

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append("lanekeeper");

export function registerQuickFixes(linting: Linting): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider({ pattern: "**/*" }, new QuickFixes(linting), {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, FIX_ALL],
  });
}

class QuickFixes implements vscode.CodeActionProvider {
  constructor(private readonly linting: Linting) {}

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const path = pathOf(document.uri);
    const findings = path === undefined ? [] : (this.linting.findingsOf(path)?.findings ?? []);
    if (path === undefined || findings.length === 0 || !this.linting.isCurrent(path)) return [];
    if (only !== undefined && only.intersects(FIX_ALL)) return this.fixAll(path, findings);
    return diagnostics
      .filter(({ source }) => source === SOURCE)
      .flatMap((diagnostic) => {
        const finding = findings.find((one) => isAbout(diagnostic, one));
        return finding === undefined ? [] : this.actions(document, finding, diagnostic);
      });
  }

  private actions(
    document: vscode.TextDocument,
    finding: EditorFinding,
    diagnostic: vscode.Diagnostic,
  ): vscode.CodeAction[] {
    const actions = [...this.fix(finding), ...suppressions(document, finding)];
    for (const action of actions) action.diagnostics = [diagnostic];
    return actions;
  }

  private fix({ fix, path, message }: EditorFinding): vscode.CodeAction[] {
    if (fix === undefined || !fix.edits.every((edit) => this.linting.isCurrent(edit.path))) return [];
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
    action.isPreferred = true;
    action.edit = workspaceEdit(fix.edits, path, message);
    return [action];
  }

  /** All fixes of the document that need no choice and touch no other; of two that overlap, the first. */
  private fixAll(path: string, findings: readonly EditorFinding[]): vscode.CodeAction[] {
    const taken: vscode.Range[] = [];
    const edits: EditorEdit[] = [];
    for (const { fix } of findings) {
      const ranges = fix?.edits.map(({ range }) => toRange(range)) ?? [];
      const fits = fix?.isSafe === true && fix.edits.every((edit) => edit.path === path);
      if (!fits || ranges.some((range) => taken.some((other) => range.intersection(other) !== undefined)))
        continue;
      taken.push(...ranges);
      edits.push(...fix.edits);
    }
    if (edits.length === 0) return [];
    const action = new vscode.CodeAction(vscode.l10n.t("Fix all that Lanekeeper can fix"), FIX_ALL);
    action.edit = workspaceEdit(edits, path, "");
    return [action];
  }
}

function workspaceEdit(edits: readonly EditorEdit[], own: string, reason: string): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
  for (const { path, range, text } of edits) {
    const uri = uriOf(path);
    // What changes another file is shown before it is done.
    const metadata = path === own ? undefined : { needsConfirmation: true, label: reason };
    if (uri !== undefined) result.replace(uri, toRange(range), text, metadata);
  }
  return result;
}

function suppressions(document: vscode.TextDocument, finding: EditorFinding): vscode.CodeAction[] {
  const { rule, path, range } = finding;
  const hasComments = document.languageId !== "json" && !document.fileName.endsWith(".json");
  const disable = hasComments
    ? command(
        vscode.l10n.t("Disable {0} for this line…", rule),
        LINT_ACTIONS.suppress,
        document.uri,
        range.startLine,
        rule,
      )
    : command(
        vscode.l10n.t("Turn off {0} for this file in lanekeeper.yaml", rule),
        LINT_ACTIONS.override,
        path,
        rule,
      );
  return [
    disable,
    command(vscode.l10n.t("Add to baseline"), LINT_ACTIONS.addToBaseline, { path, range }),
    command(vscode.l10n.t("Open the page of {0}", rule), COMMANDS.lintShowRule, rule),
    ...(KEY_SETTING.test(document.lineAt(range.startLine).text)
      ? [command(vscode.l10n.t("Generate a new gossip key"), COMMANDS.newGossipKey)]
      : []),
  ];
}

function command(title: string, id: string, ...words: unknown[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: id, arguments: words };
  return action;
}

function isAbout({ range, code, message }: vscode.Diagnostic, finding: EditorFinding): boolean {
  const rule = typeof code === "object" ? code.value : code;
  return rule === finding.rule && message === finding.message && range.isEqual(toRange(finding.range));
}
