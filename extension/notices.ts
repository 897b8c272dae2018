/** The one thing that interrupts: a mix that is certain, once for each pool and mix. All else is in tree and badge. */
import * as vscode from "vscode";
import { isCutNext, type FindingRow, type PoolView } from "../engine/index.ts";
import { REMEDY_COMMANDS } from "./contributions.ts";
import type { Dashboards } from "./dashboard/panel.ts";
import type { RemedyRequest } from "./dashboard/handlers.ts";
import { certainMixes, edgeOfFinding } from "./mixes.ts";
import type { Sessions } from "./sessions.ts";
import { readSettings } from "./settings.ts";

/** Workspace state entry: ids of pools that shall not interrupt. */
const QUIET_POOLS = "lanekeeper.quietPools";

export function registerNotices(
  sessions: Sessions,
  dashboards: Dashboards,
  memento: vscode.Memento,
): vscode.Disposable {
  const told = new Set<string>();
  return sessions.onNews(({ session }) => {
    const { view } = session;
    if (view === undefined || readSettings().mixNotices !== "notify") return;
    if (memento.get<readonly string[]>(QUIET_POOLS, []).includes(view.info.id)) return;
    for (const mix of certainMixes(view)) {
      const key = `${view.info.id}\n${mix.id}`;
      if (told.has(key)) continue;
      told.add(key);
      void tell(view, mix, dashboards, memento);
    }
  });
}

async function tell(
  view: PoolView,
  mix: FindingRow,
  dashboards: Dashboards,
  memento: vscode.Memento,
): Promise<void> {
  const show = vscode.l10n.t("Show");
  const rules = vscode.l10n.t("Generate Rules");
  const never = vscode.l10n.t("Don't Show for This Pool");
  const buttons = isCutNext(view, mix) ? [show, rules, never] : [show, never];
  const chosen = await vscode.window.showWarningMessage(mix.sentence, ...buttons);
  if (chosen === show) dashboards.open(view.info.id, { page: "topology" });
  else if (chosen === rules) {
    await vscode.commands.executeCommand(REMEDY_COMMANDS.generateFirewall, remedyFor(view, mix));
  } else if (chosen === never) {
    const quiet = memento.get<readonly string[]>(QUIET_POOLS, []);
    await memento.update(QUIET_POOLS, [...new Set([...quiet, view.info.id])]);
  }
}

function remedyFor(view: PoolView, mix: FindingRow): RemedyRequest {
  const edge = edgeOfFinding(view, mix);
  const poolId = view.info.id;
  return edge === undefined ? { poolId, members: mix.members } : { poolId, edge: edge.id };
}
