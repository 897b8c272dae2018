/** The commands of pools and members. Each works from the palette too: without an argument it asks. */
import * as vscode from "vscode";
import { memberRow } from "../engine/index.ts";
import { COMMANDS } from "./contributions.ts";
import type { Dashboards } from "./dashboard/panel.ts";
import { SHOWN_PAGES } from "../webview/protocol.ts";
import { keyFingerprint } from "../engine/index.ts";
import { parseGossipKey } from "./gossipKey.ts";
import { detachPool } from "./leaving.ts";
import { registerCommand, type Log } from "./log.ts";
import { observePool } from "./observeFlow.ts";
import type { FoundSeed } from "./workspaceSeeds.ts";
import type { KnownPool } from "./pool.ts";
import { choosePool } from "./poolPick.ts";
import type { PoolSecrets } from "./secrets.ts";
import type { Sessions } from "./sessions.ts";
import type { TreeRow } from "./trees/treeRow.ts";

export interface CommandServices {
  readonly sessions: Sessions;
  readonly secrets: PoolSecrets;
  readonly dashboards: Dashboards;
  /** What the workspace's configs name. */
  readonly seeds: () => readonly FoundSeed[];
  readonly selection: () => readonly TreeRow[];
  readonly log: Log;
}

export function registerCommands(services: CommandServices): vscode.Disposable {
  const { sessions, secrets, dashboards, seeds, selection, log } = services;
  return vscode.Disposable.from(
    registerCommand(log, COMMANDS.observePool, (row?: TreeRow) => {
      const known = sessions.detachedPools().find(({ id }) => id === row?.poolId);
      return observePool(sessions, secrets, seeds(), known);
    }),
    registerCommand(log, COMMANDS.detachPool, async (row?: TreeRow) => {
      const pool = await choosePool(attachedPools(sessions), row);
      if (pool !== undefined) await detachPool(sessions, pool.id);
    }),
    registerCommand(log, COMMANDS.openDashboard, async (row?: TreeRow) => {
      const pool = await choosePool(attachedPools(sessions), row);
      if (pool !== undefined) dashboards.open(pool.id, row ?? {});
    }),
    registerCommand(log, COMMANDS.openDashboardToSide, async (row?: TreeRow) => {
      const pool = await choosePool(attachedPools(sessions), row);
      if (pool !== undefined) dashboards.open(pool.id, row ?? {}, true);
    }),
    registerCommand(log, COMMANDS.revealMember, (row?: TreeRow) => {
      if (row?.member === undefined)
        throw new Error(vscode.l10n.t("Select members in the Pools view first."));
      dashboards.open(row.poolId, { member: row.member });
    }),
    registerCommand(log, COMMANDS.turnPage, (page?: string) => turnPage(dashboards, page)),
    registerCommand(log, COMMANDS.setKey, (row?: TreeRow) => setKey(services, row)),
    registerCommand(log, COMMANDS.forgetSecrets, async (row?: TreeRow) => {
      const pool = await choosePool(sessions.allPools(), row);
      if (pool !== undefined) await secrets.forget(pool.id);
    }),
    registerCommand(log, COMMANDS.copyAddress, (row?: TreeRow, rows?: readonly TreeRow[]) =>
      copyMembers(sessions, rows ?? (row === undefined ? selection() : [row]), "address"),
    ),
    registerCommand(log, COMMANDS.copyName, (row?: TreeRow, rows?: readonly TreeRow[]) =>
      copyMembers(sessions, rows ?? (row === undefined ? [] : [row]), "name"),
    ),
    registerCommand(log, COMMANDS.showLog, () => log.show()),
  );
}

/** Alt and a digit give the page; the palette asks for it. */
async function turnPage(dashboards: Dashboards, page: string | undefined): Promise<void> {
  const chosen = SHOWN_PAGES.find((each) => each === page) ?? (await choosePage());
  if (chosen !== undefined && !dashboards.turnTo(chosen))
    throw new Error(vscode.l10n.t("No dashboard has the focus. Open one first."));
}

async function choosePage(): Promise<(typeof SHOWN_PAGES)[number] | undefined> {
  const items = SHOWN_PAGES.map((page, index) => ({
    label: page.charAt(0).toUpperCase() + page.slice(1),
    description: `Alt+${index + 1}`,
    page,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which page?") }))?.page;
}

function attachedPools(sessions: Sessions): readonly KnownPool[] {
  return sessions.list().map(({ pool }) => pool);
}

/** A gossip key, or for a pool that is seen through an API its token; an attached pool is attached anew with it. */
async function setKey({ sessions, secrets }: CommandServices, row: TreeRow | undefined): Promise<void> {
  const pool = await choosePool(sessions.allPools(), row);
  if (pool === undefined) return;
  const stored = pool.api === undefined ? await typeKey(pool, secrets) : await typeToken(pool, secrets);
  if (stored === undefined) return;
  if (sessions.get(pool.id)?.isMember === false) {
    await sessions.detach(pool.id);
    await sessions.attach(pool);
  }
  void vscode.window.setStatusBarMessage(stored, 5_000);
}

async function typeKey(pool: KnownPool, secrets: PoolSecrets): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("Set Gossip Key"),
    prompt: vscode.l10n.t("Gossip key of {0} in base64", pool.name),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const key = parseGossipKey(value);
      return key.ok ? undefined : key.error;
    },
  });
  const key = parseGossipKey(typed ?? "");
  if (typed === undefined || !key.ok) return undefined;
  await secrets.store(pool.id, typed);
  return vscode.l10n.t("Key {0} stored", keyFingerprint(key.value));
}

async function typeToken(pool: KnownPool, secrets: PoolSecrets): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("Set Token"),
    prompt: vscode.l10n.t("ACL token or RPC auth key of {0}", pool.name),
    password: true,
    ignoreFocusOut: true,
  });
  if (typed === undefined || typed.trim() === "") return undefined;
  await secrets.storeToken(pool.id, typed);
  return vscode.l10n.t("Token stored");
}

async function copyMembers(
  sessions: Sessions,
  rows: readonly TreeRow[],
  what: "address" | "name",
): Promise<void> {
  const lines = rows.flatMap(({ poolId, member }) => {
    const view = sessions.get(poolId)?.view;
    return view === undefined || member === undefined ? [] : [memberRow(view, member)[what]];
  });
  if (lines.length === 0) throw new Error(vscode.l10n.t("Select members in the Pools view first."));
  await vscode.env.clipboard.writeText(lines.join("\n"));
}
