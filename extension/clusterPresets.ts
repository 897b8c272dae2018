/** Asks which test cluster to start. */
import * as vscode from "vscode";
import { parseDatacenters, type ClusterSpec } from "../engine/index.ts";
import { readSettings } from "./settings.ts";
import type { ClusterStart } from "./testCluster.ts";

type Shape = Pick<ClusterSpec, "product" | "datacenters" | "runs"> & { readonly isEncrypted?: boolean };

const TWO = [
  { name: "dc1", servers: 3, clients: 12 },
  { name: "dc2", servers: 3, clients: 12 },
] as const;

/** What to start, under a name that is free; undefined when the user changes their mind. */
export async function askCluster(taken: readonly string[]): Promise<ClusterStart | undefined> {
  const presets: readonly (vscode.QuickPickItem & { readonly shape?: Shape })[] = [
    {
      label: vscode.l10n.t("Two datacenters, 2×(3+12), WAN"),
      detail: vscode.l10n.t("30 Consul-like members on this machine's loopback: real UDP and TCP"),
      shape: { product: "consul", datacenters: TWO, runs: "sockets" },
    },
    {
      label: vscode.l10n.t("Two datacenters, simulated"),
      detail: vscode.l10n.t("The same in virtual time: pause, step, up to 1000×; nothing is sent"),
      shape: { product: "consul", datacenters: TWO, runs: "simulated" },
    },
    {
      label: vscode.l10n.t("Three members, loopback"),
      detail: vscode.l10n.t("Plain Serf agents in one pool"),
      shape: { product: "serf", datacenters: [{ name: "dc1", servers: 0, clients: 3 }], runs: "sockets" },
    },
    {
      label: vscode.l10n.t("Custom…"),
      detail: vscode.l10n.t("Datacenters, servers, clients, product, kind"),
    },
  ];
  const chosen = await vscode.window.showQuickPick(presets, {
    title: vscode.l10n.t("Start Test Cluster"),
    placeHolder: vscode.l10n.t("Which members? Never a real pool."),
  });
  if (chosen === undefined) return undefined;
  const shape = chosen.shape ?? (await askShape());
  if (shape === undefined) return undefined;
  const open = { isEncrypted: false, label: "", seed: 1, addressRange: readSettings().testClusterRange };
  return { spec: { name: freeName(shape.runs, taken), ...open, ...shape }, scenario: undefined };
}

async function askShape(): Promise<Shape | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Start Test Cluster"),
    prompt: vscode.l10n.t("NAME=SERVERS+CLIENTS of each datacenter"),
    value: "dc1=3+12,dc2=3+12",
    validateInput: (value) => {
      const parsed = parseDatacenters(value);
      return parsed.ok ? undefined : parsed.error;
    },
  });
  const datacenters = parseDatacenters(text ?? "");
  if (text === undefined || !datacenters.ok) return undefined;
  const kinds = [
    { label: vscode.l10n.t("Consul on loopback"), product: "consul", runs: "sockets" },
    { label: vscode.l10n.t("Consul in virtual time"), product: "consul", runs: "simulated" },
    { label: vscode.l10n.t("Serf on loopback"), product: "serf", runs: "sockets" },
    { label: vscode.l10n.t("Serf in virtual time"), product: "serf", runs: "simulated" },
  ] as const;
  const kind = await vscode.window.showQuickPick(kinds, { title: vscode.l10n.t("Start Test Cluster") });
  if (kind === undefined) return undefined;
  const keys = [
    { label: vscode.l10n.t("Not encrypted"), isEncrypted: false },
    { label: vscode.l10n.t("Encrypted with a fresh key"), isEncrypted: true },
  ];
  const key = await vscode.window.showQuickPick(keys, { title: vscode.l10n.t("Start Test Cluster") });
  if (key === undefined) return undefined;
  const { product, runs } = kind;
  return { product, runs, datacenters: datacenters.value, isEncrypted: key.isEncrypted };
}

function freeName(runs: Shape["runs"], taken: readonly string[]): string {
  const base = runs === "sockets" ? "loopback" : "simulated";
  let name: string = base;
  for (let number = 2; taken.includes(name); number += 1) name = `${base}-${number}`;
  return name;
}
