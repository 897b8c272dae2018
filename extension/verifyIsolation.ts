/** *Verify Isolation…*: says first what it would send, asks, and opens what came of it as a document. */
import * as vscode from "vscode";
import { planIsolation, runIsolation, type RoundResult, type Split } from "../engine/index.ts";
import type { PoolSession } from "./poolSession.ts";
import { tools } from "./tools.ts";

/** About so long takes one question within the guest's budget, seconds. */
const QUESTION_SECONDS = 1;

/** Gives what was asked; nothing when nobody was. A verification that was cut short is none, and shows what it has. */
export async function verifyIsolation(
  session: PoolSession,
  split: Split,
  names: { readonly a: string; readonly b: string },
): Promise<readonly RoundResult[]> {
  const plan = planIsolation(split);
  if (plan.probeCount === 0) {
    throw new Error(
      vscode.l10n.t("Each side needs two members with an address: one shows that the other is well."),
    );
  }
  const send = vscode.l10n.t("Ask {0} Questions", plan.probeCount);
  const minutes = Math.ceil((plan.probeCount * QUESTION_SECONDS) / 60);
  const question = vscode.l10n.t(
    "{0} rounds: members of {1} and {2} are asked to ping each other, {3} small UDP packets from here, about {4} min. Nothing changes in the pool.",
    plan.rounds.length,
    names.a,
    names.b,
    plan.probeCount,
    minutes,
  );
  if ((await vscode.window.showInformationMessage(question, send)) !== send) return [];
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t("Verifying isolation");
  const results = await vscode.window.withProgress(
    { location, title, cancellable: true },
    (progress, cancel) =>
      runIsolation(plan, {
        ask: (probe) => session.probe(probe),
        isCancelled: () => cancel.isCancellationRequested,
        told: (done, { round, verdict }) => {
          const message = `${done}/${plan.rounds.length}: ${round.helper.name} → ${round.target.name}: ${verdict.kind}`;
          progress.report({ increment: 100 / plan.rounds.length, message });
        },
      }),
  );
  if (results.length === 0) return [];
  const { isolationMarkdown } = await tools();
  const document = await vscode.workspace.openTextDocument({
    language: "markdown",
    content: isolationMarkdown(results),
  });
  await vscode.window.showTextDocument(document, { preview: false });
  return results.length === plan.rounds.length ? results : [];
}
