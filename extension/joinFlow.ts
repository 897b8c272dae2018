/**
 * *Join Pool as Observer…*: why it may not be, under which name, what it means, and the pool's name typed as consent.
 * Everything up to that is a guest's question; the guest goes when the member comes.
 */
import { hostname } from "node:os";
import * as vscode from "vscode";
import { refusalOfPool } from "../engine/index.ts";
import { COMMANDS, SETTINGS } from "./contributions.ts";
import { registerCommand, type Log } from "./log.ts";
import { poolInfo, type KnownPool } from "./pool.ts";
import type { JoinAnswer } from "./plannedJoin.ts";
import type { PoolSession } from "./poolSession.ts";
import type { Sessions } from "./sessions.ts";
import { readSettings } from "./settings.ts";
import type { TreeRow } from "./trees/treeRow.ts";

export function registerJoin(sessions: Sessions, log: Log): vscode.Disposable {
  return registerCommand(log, COMMANDS.joinPool, async (row?: TreeRow) => {
    if (!readSettings().allowsMember) throw new Error(forbidden());
    const session = await chooseGuest(sessions, row);
    if (session !== undefined) await joinPool(sessions, session);
  });
}

async function joinPool(sessions: Sessions, { pool, view }: PoolSession): Promise<void> {
  const refusal = refusalOfPool(view?.info ?? poolInfo(pool));
  if (refusal !== undefined) throw new Error(`${refusal.message} ${refusal.advice}`);
  const name = await askName(pool);
  if (name === undefined) return;
  const answer = await look(sessions, pool, name);
  if (answer === undefined) return;
  if (!answer.ok) throw new Error(`${answer.problem.message} ${answer.problem.advice}`);
  const { planned } = answer;
  if (await hasConsent(pool, planned.plan)) await sessions.join(pool, planned);
  else await planned.drop();
}

/** The guest's pool of a row, the only one, or the one that the user picks. */
async function chooseGuest(sessions: Sessions, row: TreeRow | undefined): Promise<PoolSession | undefined> {
  const guests = sessions.list().filter((session) => !session.isMember && session.pool.api === undefined);
  if (row !== undefined) {
    const guest = guests.find(({ pool }) => pool.id === row.poolId);
    if (guest === undefined) throw new Error(onlyGuests());
    return guest;
  }
  if (guests.length < 2) {
    if (guests[0] === undefined) throw new Error(onlyGuests());
    return guests[0];
  }
  const items = guests.map((session) => ({
    label: session.pool.name,
    description: session.pool.id,
    session,
  }));
  const placeHolder = vscode.l10n.t("Which pool? Nothing is joined yet.");
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.session;
}

/** Names that upstream's agents take; the same rule as in `observer/admission.ts`, which has the last word. */
const NAME = /^[A-Za-z0-9.-]{1,128}$/;

function askName(pool: KnownPool): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Join {0} as Observer", pool.name),
    prompt: vscode.l10n.t("Name under which all members will list this machine; nothing is joined yet"),
    value: `observer-${hostname().replace(/[^A-Za-z0-9-]/g, "-")}`,
    ignoreFocusOut: true,
    validateInput: (value) =>
      NAME.test(value) ? undefined : vscode.l10n.t("Use up to 128 letters, digits, dots and dashes."),
  });
}

/** Looks as a guest whether we may come in; undefined when the user cancelled. */
function look(sessions: Sessions, pool: KnownPool, name: string): Thenable<JoinAnswer | undefined> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t("Looking whether {0} can be joined; nothing is joined yet", pool.name),
  };
  return vscode.window.withProgress(progress, async (_report, cancel) => {
    try {
      return await sessions.planJoin(pool, name, cancel);
    } catch (cause) {
      if (cancel.isCancellationRequested) return undefined;
      throw cause;
    }
  });
}

/** Two steps that nobody takes by accident: a modal page with all that it leaves behind, and the pool's name typed. */
async function hasConsent(
  pool: KnownPool,
  plan: { readonly name: string; readonly consequences: string },
): Promise<boolean> {
  const goOn = vscode.l10n.t("Continue…");
  const question = vscode.l10n.t("Join {0} as {1}?", pool.name, plan.name);
  const detail = plan.consequences.replaceAll("\n", "\n\n");
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, goOn);
  if (chosen !== goOn) return false;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("Join {0} as {1}", pool.name, plan.name),
    prompt: vscode.l10n.t("Type the name of the pool, {0}, to join it now", pool.name),
    ignoreFocusOut: true,
    validateInput: (value) =>
      value === pool.name ? undefined : vscode.l10n.t("Not joined until this is exactly {0}.", pool.name),
  });
  return typed === pool.name;
}

function forbidden(): string {
  return vscode.l10n.t(
    "Joining pools is turned off on this machine (lanekeeper.{0}). Observe as a guest: that shows the members and leaves no trace.",
    SETTINGS.allowMember,
  );
}

function onlyGuests(): string {
  return vscode.l10n.t(
    "A pool is joined from its gossip port: observe one as a guest first. Through an agent's API nobody joins, and nobody joins twice.",
  );
}
