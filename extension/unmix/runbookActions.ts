/** What a person does about the open step, from the quick pick or the dashboard: shown commands, words, a verification. */
import * as vscode from "vscode";
import { actionKey, isolated, offer, say, type RoundResult } from "../../engine/index.ts";
import { openDocument } from "../openDocument.ts";
import type { Sessions } from "../sessions.ts";
import { tools } from "../tools.ts";
import { verifyIsolation } from "../verifyIsolation.ts";
import type { OpenRunbook, Runbooks } from "./runbooks.ts";
import { wordsThatCount } from "./words.ts";

export class RunbookActions {
  constructor(
    readonly runbooks: Runbooks,
    private readonly sessions: Sessions,
  ) {}

  /** Notes that the commands were shown, and opens their files; `key` must be what the board allows now. */
  async showCommands(id: string, key: string): Promise<void> {
    const { commandsOf } = await tools();
    const { journal, seen, board } = this.find(id);
    const action = board.actions.find((each) => actionKey(each) === key);
    if (action === undefined) throw new Error(movedOn());
    const commands = commandsOf({ journal, seen, nowMs: Date.now() }, action);
    if (!commands.ok) throw new Error(commands.error);
    await this.runbooks.change(id, (now, seenNow) => offer(now, seenNow, action, Date.now()));
    this.runbooks.show(id, commands.value);
    // The first one is read first, so it is opened last.
    for (const { text, languageId } of [...commands.value.files].reverse())
      await openDocument(languageId, text);
  }

  /** A file of commands that were shown in this window. */
  async openFile(id: string, title: string, name: string): Promise<void> {
    const shown = this.find(id).commands.find((each) => each.title === title);
    const file = shown?.files.find((each) => each.name === name);
    if (file === undefined) throw new Error(movedOn());
    await openDocument(file.languageId, file.text);
  }

  /** Takes a word of the step that the person looked at, if it is still the open one and counts. */
  async say(id: string, step: string, what: "done" | "kept"): Promise<void> {
    const { journal, seen, board } = this.find(id);
    const current = board.current?.id;
    if (
      current === undefined ||
      current !== step ||
      !wordsThatCount(journal, seen, Date.now()).includes(what)
    )
      throw new Error(movedOn());
    await this.runbooks.change(id, (now) => say(now, { step: current, what }, Date.now()));
  }

  async sayStopped(id: string): Promise<void> {
    const { journal, board } = this.find(id);
    const step = board.current?.id;
    const items = journal.case.members.map(({ name, ip, id: member }) => ({
      label: name,
      description: ip,
      member,
    }));
    const placeHolder = vscode.l10n.t("Which agent is stopped and stays so?");
    const member = (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))
      ?.member;
    if (member === undefined || step === undefined) return;
    await this.runbooks.change(id, (now) => say(now, { step, what: "down", member }, Date.now()));
  }

  /** Asks members after a person agreed to what is sent; the journal takes a result that is of everybody. */
  async verify(id: string): Promise<void> {
    const { casePlan, hasRollbackTimer, rowsOf, rowsSoFar } = await tools();
    const { journal, poolId } = this.find(id);
    const session = this.sessions.get(poolId);
    if (session === undefined) throw new Error(vscode.l10n.t("The pool is not attached any more."));
    const told = (results: readonly RoundResult[]): void =>
      this.runbooks.setRunning(id, rowsSoFar(journal, results));
    try {
      const verified = await verifyIsolation(session, {
        plan: casePlan(journal),
        names: journal.case.names,
        hasTimer: hasRollbackTimer(journal.case),
        told,
      });
      if (verified === undefined) return;
      const { results, isConfirmed } = verified;
      const rows = rowsOf(journal, results);
      if (!rows.ok) throw new Error(rows.error);
      await this.runbooks.change(id, (now) => isolated(now, rows.value, isConfirmed, Date.now()));
    } finally {
      this.runbooks.setRunning(id, undefined);
    }
  }

  private find(id: string): OpenRunbook {
    const runbook = this.runbooks.get(id);
    if (runbook === undefined) throw new Error(vscode.l10n.t("This runbook was removed."));
    return runbook;
  }
}

function movedOn(): string {
  return vscode.l10n.t("The pool has changed meanwhile. Look at the step again.");
}
