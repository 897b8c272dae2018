/** *Find Member…*: one quick pick over all attached pools, by name, address or tag. */
import * as vscode from "vscode";
import { findMembers, type FoundMember } from "./memberSearch.ts";
import type { Dashboards } from "./dashboard/panel.ts";
import { COMMANDS } from "./contributions.ts";
import { registerCommand, type Log } from "./log.ts";
import type { Sessions } from "./sessions.ts";

interface MemberItem extends vscode.QuickPickItem {
  readonly found: FoundMember;
}

export function registerFindMember(sessions: Sessions, dashboards: Dashboards, log: Log): vscode.Disposable {
  return registerCommand(log, COMMANDS.findMember, async () => {
    const found = await pickMember(sessions);
    if (found !== undefined) dashboards.open(found.poolId, { member: found.id });
  });
}

/** The list is made anew with each letter: a pool can have more members than a list may hold. */
function pickMember(sessions: Sessions): Promise<FoundMember | undefined> {
  const views = sessions.list().flatMap(({ view }) => (view === undefined ? [] : [view]));
  if (views.length === 0) throw new Error(vscode.l10n.t("No pool is attached. Run “Observe Pool…” first."));
  const pick = vscode.window.createQuickPick<MemberItem>();
  pick.placeholder = vscode.l10n.t("Name, address, or a filter such as state:failed dc:dc1");
  const show = (text: string): void => {
    pick.items = findMembers(views, text).map((found) => ({
      label: found.name,
      description: `${found.state} · ${found.address}`,
      detail: found.poolName,
      alwaysShow: true,
      found,
    }));
  };
  pick.onDidChangeValue(show);
  show("");
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.activeItems[0]?.found);
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(undefined);
    });
    pick.show();
  });
}
