/** Asks which fault to inject: what, to whom, for how long. */
import * as vscode from "vscode";
import { faultText, type Fault, type FaultRequest } from "../engine/index.ts";
import type { TestCluster } from "./testCluster.ts";

/** A fault that was chosen, and how long it lasts; undefined when the user changes their mind. */
export async function askFault(
  cluster: TestCluster,
  target: string | undefined,
): Promise<FaultRequest | undefined> {
  const who = target ?? (await askTarget(cluster));
  if (who === undefined) return undefined;
  const fault = await askKind(cluster, who);
  if (fault === undefined) return undefined;
  const lasting = await askDuration();
  if (lasting === undefined) return undefined;
  return { fault, ...(lasting.forMs === undefined ? {} : { forMs: lasting.forMs }) };
}

async function askTarget({ status }: TestCluster): Promise<string | undefined> {
  const agents = status?.agents ?? [];
  const datacenters = [...new Set(agents.map(({ datacenter }) => datacenter))];
  const items = [
    ...datacenters.map((label) => ({ label, description: vscode.l10n.t("the whole datacenter") })),
    ...agents.map(({ name: label, role, state }) => ({ label, description: `${role} · ${state}` })),
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Whom shall it befall?") }))
    ?.label;
}

async function askKind({ status }: TestCluster, who: string): Promise<Fault | undefined> {
  const datacenters = [...new Set((status?.agents ?? []).map(({ datacenter }) => datacenter))];
  const isDatacenter = datacenters.includes(who);
  const others = isDatacenter ? datacenters.filter((name) => name !== who) : ["all"];
  const items = faultsOf(who, others, isDatacenter).map((fault) => ({ label: faultText(fault), fault }));
  return (
    await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("What shall happen to {0}?", who) })
  )?.fault;
}

function faultsOf(who: string, others: readonly string[], isDatacenter: boolean): Fault[] {
  const targets = [who];
  const both = { from: targets, to: others, isOneWay: false };
  return [
    { kind: "kill", targets },
    { kind: "pause", targets },
    { kind: "slow", targets, stoppedMs: 3_000, runningMs: 500 },
    { kind: "leave", targets },
    ...(others.length === 0 ? [] : betweenFaults(both)),
    { kind: "wrongKey", targets },
    ...(isDatacenter ? [{ kind: "rogueJoin", targets } as const] : []),
  ];
}

function betweenFaults(both: {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly isOneWay: boolean;
}): Fault[] {
  return [
    { kind: "partition", ...both },
    { kind: "partition", ...both, isOneWay: true },
    { kind: "loss", probability: 0.2, ...both },
    { kind: "loss", probability: 0.5, ...both },
    { kind: "delay", delayMs: 300, jitterMs: 200, ...both },
    { kind: "duplicate", probability: 0.3, ...both },
    { kind: "reorder", probability: 0.3, byMs: 300, ...both },
  ];
}

async function askDuration(): Promise<{ readonly forMs: number | undefined } | undefined> {
  const items = [
    { label: vscode.l10n.t("until it is undone"), forMs: undefined },
    { label: vscode.l10n.t("for 30 s"), forMs: 30_000 },
    { label: vscode.l10n.t("for 2 min"), forMs: 120_000 },
    { label: vscode.l10n.t("for 10 min"), forMs: 600_000 },
  ];
  return vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("For how long?") });
}
