/** What a remedy is about: a pool that answers, and the two sides in it. */
import * as vscode from "vscode";
import type { PoolView, SidesRule } from "../engine/index.ts";
import type { RemedyRequest } from "./dashboard/handlers.ts";
import { chooseSides } from "./remedyQuestions.ts";
import { requestOfRows, sidesOfRequest } from "./remedySides.ts";
import type { Sessions } from "./sessions.ts";
import type { TreeRow } from "./trees/treeRow.ts";

export type RemedyArgument = RemedyRequest | TreeRow;

/** What a command of a row gets: the one that was clicked, and all that are selected. */
export type Clicked = readonly [what?: RemedyArgument, rows?: readonly TreeRow[]];

/** The pool and the sides that the argument means, or that the user picks; undefined when nothing was picked. */
export async function subjectOf(
  sessions: Sessions,
  [what, rows]: Clicked,
): Promise<{ view: PoolView; sides: SidesRule } | undefined> {
  const request = what !== undefined && "contextValue" in what ? requestOfRows(what, rows ?? [what]) : what;
  const view = await viewOf(sessions, request?.poolId);
  if (view === undefined) return undefined;
  const sides =
    (request === undefined ? undefined : sidesOfRequest(view, request)) ?? (await chooseSides(view));
  return sides === undefined ? undefined : { view, sides };
}

async function viewOf(sessions: Sessions, poolId: string | undefined): Promise<PoolView | undefined> {
  const attached = sessions.list().filter(({ view }) => view !== undefined);
  if (poolId !== undefined) {
    const view = sessions.get(poolId)?.view;
    if (view === undefined) throw new Error(vscode.l10n.t("This pool has not answered yet."));
    return view;
  }
  if (attached.length === 0)
    throw new Error(vscode.l10n.t("No pool is attached. Run “Observe Pool…” first."));
  if (attached.length === 1) return attached[0]?.view;
  const items = attached.map(({ pool, view }) => ({ label: pool.name, description: pool.id, view }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which pool?") }))?.view;
}
