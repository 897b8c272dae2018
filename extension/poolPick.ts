/** The pool that a command is about: the row's, the only one, or the one that the user picks. */
import * as vscode from "vscode";
import type { KnownPool } from "./pool.ts";

/** A command's argument that names a pool: a tree's row, or a request of the dashboard. */
export interface PoolArgument {
  readonly poolId: string;
}

export async function choosePool(
  pools: readonly KnownPool[],
  about: PoolArgument | undefined,
): Promise<KnownPool | undefined> {
  if (about !== undefined) return pools.find(({ id }) => id === about.poolId);
  if (pools.length === 0) throw new Error(vscode.l10n.t("No pool is attached. Run “Observe Pool…” first."));
  if (pools.length === 1) return pools[0];
  const items = pools.map((pool) => ({ label: pool.name, description: pool.id, pool }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which pool?") }))?.pool;
}
