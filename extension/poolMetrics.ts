/** *Copy Metrics as OpenMetrics*: what `lanekeeper observe --metrics` would serve of the pools of this window. */
import * as vscode from "vscode";
import { PoolMeter } from "../engine/index.ts";
import { COMMANDS } from "./contributions.ts";
import { registerCommand, type Log } from "./log.ts";
import type { PoolSession } from "./poolSession.ts";
import type { Sessions } from "./sessions.ts";
import { tools } from "./tools.ts";
import type { TreeRow } from "./trees/treeRow.ts";

export function registerPoolMetrics(sessions: Sessions, log: Log): vscode.Disposable {
  // A pool that is attached anew is counted anew.
  const meters = new WeakMap<PoolSession, PoolMeter>();
  const meterOf = (session: PoolSession): PoolMeter => {
    const known = meters.get(session) ?? new PoolMeter();
    meters.set(session, known);
    return known;
  };
  return vscode.Disposable.from(
    sessions.onNews(({ session, news }) => {
      if (news.kind === "snapshot") meterOf(session).hear({ kind: "view", view: news.view });
      else if (news.kind === "delta" || news.kind === "events") meterOf(session).hear(news);
    }),
    registerCommand(log, COMMANDS.copyMetrics, async (row?: TreeRow) => {
      const chosen = sessions.list().filter(({ pool }) => row === undefined || pool.id === row.poolId);
      if (chosen.length === 0) throw new Error(vscode.l10n.t("Observe a pool first."));
      const { expositionText, poolFamilies } = await tools();
      const readings = chosen.map((session) => {
        const { pool, view } = session;
        return { name: pool.name, id: pool.id, view, counters: meterOf(session) };
      });
      await vscode.env.clipboard.writeText(expositionText(poolFamilies(readings)));
      void vscode.window.setStatusBarMessage(
        vscode.l10n.t("Metrics of {0} copied", chosen.map(({ pool }) => pool.name).join(", ")),
        5_000,
      );
    }),
  );
}
