/** *Verify Isolation…*: says first what it would send, asks, and opens what came of it as a document. */
import * as vscode from "vscode";
import { runIsolation, type IsolationPlan, type RoundResult } from "../engine/index.ts";
import type { PoolSession } from "./poolSession.ts";
import { tools } from "./tools.ts";

/** About so long takes one question within the guest's budget, seconds. */
const QUESTION_SECONDS = 1;

export interface VerifyQuestion {
  readonly plan: IsolationPlan;
  readonly names: { readonly a: string; readonly b: string };
  /** The rules undo themselves unless they are confirmed, so people are asked whether they were. */
  readonly hasTimer: boolean;
  /** After each round, with all results so far. */
  readonly told?: (results: readonly RoundResult[]) => void;
}

export interface Verified {
  readonly results: readonly RoundResult[];
  readonly isConfirmed: boolean;
}

/** Undefined when nobody was asked, or when it was cut short: that is none, and shows what it has. */
export async function verifyIsolation(
  session: PoolSession,
  question: VerifyQuestion,
): Promise<Verified | undefined> {
  const { plan } = question;
  if (plan.probeCount === 0) {
    throw new Error(
      vscode.l10n.t("Each side needs two members with an address: one shows that the other is well."),
    );
  }
  const isConfirmed = await mayAsk(question);
  if (isConfirmed === undefined) return undefined;
  const results = await ask(session, question);
  if (results.length === 0) return undefined;
  const { isolationMarkdown } = await tools();
  const document = await vscode.workspace.openTextDocument({
    language: "markdown",
    content: isolationMarkdown(results),
  });
  await vscode.window.showTextDocument(document, { preview: false });
  return results.length === plan.rounds.length ? { results, isConfirmed } : undefined;
}

/** Whether the rules were confirmed; undefined: nothing may be asked. */
async function mayAsk({ plan, names, hasTimer }: VerifyQuestion): Promise<boolean | undefined> {
  const { l10n } = vscode;
  const minutes = Math.ceil((plan.probeCount * QUESTION_SECONDS) / 60);
  const question = l10n.t(
    "{0} rounds: members of {1} and {2} are asked to ping each other, {3} small UDP packets from here, about {4} min. Nothing changes in the pool.",
    plan.rounds.length,
    names.a,
    names.b,
    plan.probeCount,
    minutes,
  );
  if (!hasTimer) {
    const send = l10n.t("Ask {0} Questions", plan.probeCount);
    return (await vscode.window.showInformationMessage(question, send)) === send ? true : undefined;
  }
  const confirmed = l10n.t("Rules Are Confirmed: Ask {0} Questions", plan.probeCount);
  const anyway = l10n.t("Not Confirmed: Ask Anyway");
  const timer = l10n.t("While a rollback timer runs, what is blocked proves nothing.");
  const chosen = await vscode.window.showInformationMessage(`${question} ${timer}`, confirmed, anyway);
  return chosen === undefined ? undefined : chosen === confirmed;
}

async function ask(session: PoolSession, { plan, told }: VerifyQuestion): Promise<RoundResult[]> {
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t("Verifying isolation");
  const sofar: RoundResult[] = [];
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, cancel) =>
    runIsolation(plan, {
      ask: (probe) => session.probe(probe),
      isCancelled: () => cancel.isCancellationRequested,
      told: (done, result) => {
        const { round, verdict } = result;
        const message = `${done}/${plan.rounds.length}: ${round.helper.name} → ${round.target.name}: ${verdict.kind}`;
        progress.report({ increment: 100 / plan.rounds.length, message });
        sofar.push(result);
        told?.([...sofar]);
      },
    }),
  );
}
