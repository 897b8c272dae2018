/** Steps of *Observe Pool…* for an agent's API: which of its pools, TLS, the token, and what it answered. */
import * as vscode from "vscode";
import type { PreflightReport } from "../engine/index.ts";
import { poolOf, type Draft, type Step } from "./observeDraft.ts";
import { POOL_CHOICES } from "./poolChoices.ts";
import { preflight, showProblem } from "./preflight.ts";
import { inputStep, pickStep, type StepResult } from "./quickInput.ts";
import { readSettings } from "./settings.ts";

export const chooseApiPool: Step = async (frame, draft) => {
  const items = POOL_CHOICES.filter(({ kind }) => kind === "consul").map((choice) => ({
    label: choice.label,
    detail: choice.plane === "wan" ? `${choice.detail}; only a server's agent knows it` : choice.detail,
    choice,
  }));
  const active = items.find(({ choice }) => choice === draft.choice);
  const result = await pickStep(frame, vscode.l10n.t("Which of the agent's pools?"), items, active);
  if (result.kind === "next") draft.choice = result.value.choice;
  return result;
};

/** Certificates are always verified; the only question is by whose. */
export const askTls: Step = async (frame, draft) => {
  const kept = Object.keys(draft.tls).length > 0;
  const items = [
    { label: vscode.l10n.t("$(verified) As before"), detail: draft.tls.caFile ?? "", way: "kept" as const },
    {
      label: vscode.l10n.t("$(shield) A certificate that this machine trusts"),
      detail: vscode.l10n.t("signed by one of the system's authorities"),
      way: "system" as const,
    },
    {
      label: vscode.l10n.t("$(file) A CA file…"),
      detail: vscode.l10n.t("PEM, such as consul-agent-ca.pem"),
      way: "ca" as const,
    },
    {
      label: vscode.l10n.t("$(key) A CA file, and a certificate of ours…"),
      detail: vscode.l10n.t("where the agent has verify_incoming"),
      way: "client" as const,
    },
  ].filter(({ way }) => kept || way !== "kept");
  const result = await pickStep(frame, vscode.l10n.t("What vouches for the agent's certificate?"), items);
  if (result.kind !== "next" || result.value.way === "kept") return result;
  const tls = result.value.way === "system" ? {} : await chooseFiles(result.value.way === "client");
  if (tls === undefined) return { kind: "back" };
  const named = await askServerName(frame, draft, tls);
  return named;
};

async function chooseFiles(withClient: boolean): Promise<Draft["tls"] | undefined> {
  const caFile = await chooseFile(vscode.l10n.t("CA of the agent's certificate"));
  if (caFile === undefined) return undefined;
  if (!withClient) return { caFile };
  const clientCertFile = await chooseFile(vscode.l10n.t("Certificate of ours"));
  const clientKeyFile =
    clientCertFile === undefined ? undefined : await chooseFile(vscode.l10n.t("Key of that certificate"));
  if (clientCertFile === undefined || clientKeyFile === undefined) return undefined;
  return { caFile, clientCertFile, clientKeyFile };
}

async function chooseFile(title: string): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({ title, openLabel: vscode.l10n.t("Use This File") });
  return chosen?.[0]?.fsPath;
}

async function askServerName(
  frame: Parameters<Step>[0],
  draft: Draft,
  tls: Draft["tls"],
): Promise<StepResult<unknown>> {
  const { host, choice } = { host: draft.source?.host ?? "", choice: draft.choice };
  const result = await inputStep(frame, {
    prompt: vscode.l10n.t("Name in the agent's certificate; empty when it is {0}", host),
    placeholder: choice.kind === "consul" ? "server.dc1.consul" : "",
    value: draft.tls.serverName ?? "",
    check: (value) => (/\s/.test(value.trim()) ? vscode.l10n.t("A name has no spaces.") : undefined),
  });
  if (result.kind !== "next") return result;
  const serverName = result.value.trim();
  draft.tls = serverName === "" ? tls : { ...tls, serverName };
  return result;
}

export const askToken: Step = async (frame, draft, { secrets }) => {
  const { id } = poolOf(draft);
  const isStored = (await secrets.token(id)) !== undefined;
  const isRpc = draft.sourceKind === "serfRpc";
  const what = isRpc ? vscode.l10n.t("Auth key of the RPC port") : vscode.l10n.t("ACL token");
  const prompt = isStored
    ? vscode.l10n.t("{0}: empty keeps the stored one, type a new one to replace it", what)
    : vscode.l10n.t("{0}; empty when the agent asks for none. Kept in VS Code's secret storage.", what);
  const result = await inputStep(frame, {
    prompt,
    isSecret: true,
    check: (value) =>
      isRpc || /^[\x21-\x7e]*$/.test(value.trim())
        ? undefined
        : vscode.l10n.t("A token has letters, digits and dashes only."),
  });
  if (result.kind === "next" && result.value.trim() !== "") await secrets.storeToken(id, result.value);
  return result;
};

export const confirmReading: Step = async (frame, draft, { sessions }) => {
  const answer = await preflight(sessions, poolOf(draft));
  if (answer === undefined) return { kind: "back" };
  if (!answer.ok) return showProblem(frame, answer.problem);
  const { report } = answer;
  draft.report = report;
  const warnings = report.warnings.map(({ message, advice }) => ({
    label: `$(warning) ${message}`,
    detail: advice,
  }));
  const observe = { label: vscode.l10n.t("$(eye) Observe"), detail: costText() };
  return pickStep(frame, answerText(report), [observe, ...warnings]);
};

function answerText({ answeredBy, members }: PreflightReport): string {
  return vscode.l10n.t("{0} answered with {1} members", answeredBy, members);
}

function costText(): string {
  const seconds = Math.round(readSettings().intervalMs / 100) / 10;
  return vscode.l10n.t("That agent is read every {0} s; no member is contacted.", seconds);
}
