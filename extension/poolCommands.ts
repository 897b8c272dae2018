/** *Add*, *Edit*, *Remove* and *Check Pool*: what is remembered about pools. Only the check sends anything. */
import * as vscode from "vscode";
import { parseCidr, unreachable } from "../engine/index.ts";
import { COMMANDS } from "./contributions.ts";
import { ENVIRONMENTS } from "./declaredPools.ts";
import { registerCommand, type Log } from "./log.ts";
import { splitCidrs } from "./observeDraft.ts";
import { describePool } from "./observeFlow.ts";
import type { KnownPool } from "./pool.ts";
import { choosePool } from "./poolPick.ts";
import { preflight } from "./preflight.ts";
import { preflightMarkdown } from "./preflightReport.ts";
import type { ReportPages } from "./reportPages.ts";
import type { PoolSecrets } from "./secrets.ts";
import type { Sessions } from "./sessions.ts";
import type { TreeRow } from "./trees/treeRow.ts";

export function registerPoolCommands(
  sessions: Sessions,
  secrets: PoolSecrets,
  selection: () => readonly TreeRow[],
  reports: ReportPages,
  log: Log,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, COMMANDS.addPool, async () => {
      const pool = await describePool(sessions, secrets);
      if (pool !== undefined) await sessions.remember(pool);
    }),
    registerCommand(log, COMMANDS.editPool, async (row?: TreeRow) => {
      const pool = await choosePool(sessions.allPools(), row);
      if (pool !== undefined) await editPool(sessions, pool);
    }),
    registerCommand(log, COMMANDS.removePool, async (row?: TreeRow) => {
      const pool = await choosePool(sessions.allPools(), row ?? selection()[0]);
      if (pool !== undefined) await removePool(sessions, secrets, pool);
    }),
    registerCommand(log, COMMANDS.checkPool, async (row?: TreeRow) => {
      const pool = await choosePool(sessions.allPools(), row);
      const answer = pool === undefined ? undefined : await preflight(sessions, pool);
      if (pool === undefined || answer === undefined) return;
      await reports.open(vscode.l10n.t("Check of {0}", pool.name), preflightMarkdown(pool, answer));
    }),
  );
}

type Field = "name" | "environment" | "ranges";

async function editPool(sessions: Sessions, pool: KnownPool): Promise<void> {
  if (sessions.isDeclared(pool.id)) return openSetting(pool);
  const environment = pool.environment ?? vscode.l10n.t("not stated");
  const fields: readonly (vscode.QuickPickItem & { readonly field: Field })[] = [
    { label: vscode.l10n.t("Name"), description: pool.name, field: "name" },
    {
      label: vscode.l10n.t("Environment"),
      description: environment,
      detail: vscode.l10n.t("a production pool is marked as such and never joined"),
      field: "environment",
    },
    {
      label: vscode.l10n.t("Ranges"),
      description: pool.confirmedCidrs.join(", "),
      detail: vscode.l10n.t("members outside of them are never pinged"),
      field: "ranges",
    },
  ];
  const placeHolder = vscode.l10n.t("What of {0}? Another address is another pool.", pool.name);
  const chosen = await vscode.window.showQuickPick(fields, { placeHolder });
  const edited = chosen === undefined ? undefined : await editField(pool, chosen.field);
  if (edited !== undefined) await sessions.update(edited);
}

async function editField(pool: KnownPool, field: Field): Promise<KnownPool | undefined> {
  switch (field) {
    case "name": {
      const name = await vscode.window.showInputBox({
        prompt: vscode.l10n.t("Name of the pool, as it is shown"),
        value: pool.name,
        validateInput: (value) => (value.trim() === "" ? vscode.l10n.t("A pool has a name.") : undefined),
      });
      return name === undefined ? undefined : { ...pool, name: name.trim() };
    }
    case "environment": {
      const items = ENVIRONMENTS.map((environment) => ({ label: environment, environment }));
      const chosen = await vscode.window.showQuickPick(items, { placeHolder: pool.name });
      return chosen === undefined ? undefined : { ...pool, environment: chosen.environment };
    }
    case "ranges": {
      const text = await vscode.window.showInputBox({
        prompt: vscode.l10n.t("Ranges in which members live, such as 10.1.0.0/16"),
        value: pool.confirmedCidrs.join(", "),
        validateInput: (value) => {
          const wrong = splitCidrs(value)
            .map(parseCidr)
            .find((cidr) => !cidr.ok);
          return wrong === undefined || wrong.ok ? undefined : wrong.error;
        },
      });
      return text === undefined ? undefined : { ...pool, confirmedCidrs: splitCidrs(text) };
    }
    default:
      return unreachable(field);
  }
}

/** Its key and token go with it. */
async function removePool(sessions: Sessions, secrets: PoolSecrets, pool: KnownPool): Promise<void> {
  if (sessions.get(pool.id) !== undefined)
    throw new Error(vscode.l10n.t("{0} is attached. Detach from it first.", pool.name));
  if (sessions.isDeclared(pool.id)) return openSetting(pool);
  const remove = vscode.l10n.t("Remove {0}", pool.name);
  const detail = vscode.l10n.t("forgets its address, its key and its token; nothing happens to the pool");
  const items = [{ label: remove, detail }, { label: vscode.l10n.t("Keep it") }];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: pool.id });
  if (chosen?.label !== remove) return;
  await secrets.forget(pool.id);
  await sessions.forget(pool.id);
}

/** What is written in the settings is changed there. */
async function openSetting({ name }: KnownPool): Promise<void> {
  void vscode.window.setStatusBarMessage(vscode.l10n.t("{0} is written in lanekeeper.pools", name), 8_000);
  await vscode.commands.executeCommand("workbench.action.openSettings", "lanekeeper.pools");
}
