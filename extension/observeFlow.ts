/**
 * *Observe Pool…*: address → plane and kind → key → what the pool answered, the budget and the ranges →
 * attached. One question is sent, after the third step; nothing is watched before the last one is accepted.
 */
import * as vscode from "vscode";
import { parseCidr, parseHostPort, type PoolProblem, type PreflightReport } from "../engine/index.ts";
import { keyFingerprint, parseGossipKey } from "./gossipKey.ts";
import { poolId, seedText, type KnownPool } from "./pool.ts";
import { guessPool, POOL_CHOICES, poolName, type PoolChoice } from "./poolChoices.ts";
import { inputStep, pickStep, type StepFrame, type StepResult } from "./quickInput.ts";
import type { PoolSecrets } from "./secrets.ts";
import type { PreflightAnswer, Sessions } from "./sessions.ts";

interface Draft {
  address: string;
  host: string;
  port: number;
  choice: PoolChoice;
  /** Typed now; undefined keeps what is stored. */
  key: string | undefined;
  /** memberlist label, "" for none: asked for only where the answer suggests that there is one. */
  label: string;
  cidrs: string;
  report: PreflightReport | undefined;
}

const TOTAL_STEPS = 4;
/** Source: memberlist label.go, LabelMaxSize. */
const LABEL_BYTES_MAX = 255;

/** Runs the steps; gives the attached pool's id, undefined when the user left. */
export async function observePool(
  sessions: Sessions,
  secrets: PoolSecrets,
  known?: KnownPool,
): Promise<string | undefined> {
  const draft = startDraft(known);
  const steps = [askAddress, askPlane, askKey, confirmBudget];
  let step = 0;
  while (step < steps.length) {
    const run = steps[step];
    if (run === undefined) break;
    const frame = { title: vscode.l10n.t("Observe Pool"), step: step + 1, totalSteps: TOTAL_STEPS };
    const result = await run(frame, draft, sessions, secrets);
    if (result.kind === "cancelled") return undefined;
    step += result.kind === "next" ? 1 : -1;
  }
  const session = await sessions.attach(poolOf(draft));
  return session.pool.id;
}

function startDraft(known: KnownPool | undefined): Draft {
  const choice = POOL_CHOICES.find(({ kind, plane }) => kind === known?.kind && plane === known.plane);
  return {
    address: known === undefined ? "" : seedText(known),
    host: known?.host ?? "",
    port: known?.port ?? 0,
    choice: choice ?? POOL_CHOICES[0],
    key: undefined,
    label: known?.label ?? "",
    cidrs: known?.confirmedCidrs.join(", ") ?? "",
    report: undefined,
  };
}

function poolOf(draft: Draft): KnownPool {
  const { host, port, choice, label } = draft;
  const address = { plane: choice.plane, host, port, label };
  return {
    ...address,
    id: poolId(address),
    name: poolName(choice, draft.report, { host, port }),
    kind: choice.kind,
    confirmedCidrs: splitCidrs(draft.cidrs),
  };
}

type Step = (
  frame: StepFrame,
  draft: Draft,
  sessions: Sessions,
  secrets: PoolSecrets,
) => Promise<StepResult<unknown>>;

const askAddress: Step = async (frame, draft) => {
  const result = await inputStep(frame, {
    prompt: vscode.l10n.t("Gossip address of one member; nothing is sent yet"),
    placeholder: "10.1.0.4:8301",
    value: draft.address,
    check: (value) => {
      const address = parseHostPort(value, 8301);
      return address.ok ? undefined : address.error;
    },
  });
  if (result.kind !== "next") return result;
  const address = parseHostPort(result.value, 8301);
  if (!address.ok) return { kind: "cancelled" };
  const isNew = draft.host !== address.value.host || draft.port !== address.value.port;
  if (isNew)
    Object.assign(draft, { choice: guessPool(address.value.port), label: "", cidrs: "", report: undefined });
  Object.assign(draft, { address: result.value, ...address.value });
  return result;
};

const askPlane: Step = async (frame, draft) => {
  const guess = guessPool(draft.port);
  const items = POOL_CHOICES.map((choice) => {
    const reason = choice === guess ? vscode.l10n.t("guessed from port {0}", draft.port) : "";
    return { label: choice.label, description: reason, detail: choice.detail, choice };
  });
  const active = items.find(({ choice }) => choice === draft.choice);
  const result = await pickStep(frame, vscode.l10n.t("Which gossip pool listens there?"), items, active);
  if (result.kind === "next") draft.choice = result.value.choice;
  return result;
};

const askKey: Step = async (frame, draft, _sessions, secrets) => {
  const id = poolOf(draft).id;
  const [stored] = await secrets.keys(id);
  const prompt =
    stored === undefined
      ? vscode.l10n.t("Gossip key in base64; leave it empty when the pool is not encrypted")
      : vscode.l10n.t("Empty keeps the stored key {0}; type a new one to replace it", keyFingerprint(stored));
  const result = await inputStep(frame, {
    prompt,
    isSecret: true,
    check: (value) => {
      const key = parseGossipKey(value);
      return value.trim() === "" || key.ok ? undefined : key.error;
    },
  });
  if (result.kind !== "next") return result;
  draft.key = result.value.trim() === "" ? undefined : result.value;
  if (draft.key !== undefined) await secrets.store(id, draft.key);
  return result;
};

const confirmBudget: Step = async (frame, draft, sessions, secrets) => {
  const answer = await preflight(sessions, poolOf(draft));
  if (answer === undefined) return { kind: "back" };
  if (!answer.ok) return showProblem(frame, draft, answer.problem, sessions, secrets);
  draft.report = answer.report;
  if (draft.cidrs === "") draft.cidrs = answer.report.cidrs.join(", ");
  return askCidrs(frame, draft, answer.report);
};

async function preflight(sessions: Sessions, pool: KnownPool): Promise<PreflightAnswer | undefined> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: vscode.l10n.t("Asking {0} for its member list", seedText(pool)),
  };
  return vscode.window.withProgress(progress, async (_report, cancel) => {
    try {
      return await sessions.preflight(pool, cancel);
    } catch (cause) {
      if (cancel.isCancellationRequested) return undefined;
      throw cause;
    }
  });
}

/** A problem is a choice: back to change something, or a label where the pool seems to have one. */
async function showProblem(
  frame: StepFrame,
  draft: Draft,
  problem: PoolProblem,
  sessions: Sessions,
  secrets: PoolSecrets,
): Promise<StepResult<unknown>> {
  const back = { label: vscode.l10n.t("$(arrow-left) Go back and change it"), detail: problem.advice };
  const label = {
    label: vscode.l10n.t("$(tag) Set the pool's label…"),
    detail: vscode.l10n.t(
      "memberlist labels keep pools apart; a pool that has one closes what comes without it.",
    ),
  };
  const isLabelled = problem.kind === "labelMismatch";
  const result = await pickStep(frame, problem.message, isLabelled ? [label, back] : [back]);
  if (result.kind !== "next" || result.value === back)
    return result.kind === "next" ? { kind: "back" } : result;
  return askLabel(frame, draft, sessions, secrets);
}

/** Asks for the label and then the pool again; a key that was typed moves along, since the label is part of the id. */
async function askLabel(
  frame: StepFrame,
  draft: Draft,
  sessions: Sessions,
  secrets: PoolSecrets,
): Promise<StepResult<unknown>> {
  const result = await inputStep(frame, {
    prompt: vscode.l10n.t("memberlist label of the pool; leave it empty when it has none"),
    value: draft.label,
    check: (value) => {
      const bytes = new TextEncoder().encode(value).length;
      return bytes <= LABEL_BYTES_MAX ? undefined : vscode.l10n.t("A label has at most 255 bytes.");
    },
  });
  if (result.kind !== "next") return result;
  draft.label = result.value;
  if (draft.key !== undefined) await secrets.store(poolOf(draft).id, draft.key);
  return confirmBudget(frame, draft, sessions, secrets);
}

async function askCidrs(
  frame: StepFrame,
  draft: Draft,
  report: PreflightReport,
): Promise<StepResult<unknown>> {
  const result = await inputStep(frame, {
    prompt: budgetText(report),
    value: draft.cidrs,
    check: (value) => {
      const problems = splitCidrs(value).map((text) => parseCidr(text));
      const wrong = problems.find((cidr) => !cidr.ok);
      return wrong === undefined || wrong.ok ? undefined : wrong.error;
    },
  });
  if (result.kind === "next") draft.cidrs = result.value;
  return result;
}

/** One sentence: who answered, what watching costs at most, and what the ranges are for. */
function budgetText(report: PreflightReport): string {
  const answered = vscode.l10n.t(
    "{0} answered with {1} members. Observing sends at most {2} packets and {3} bytes a second, only to the ranges above.",
    report.answeredBy,
    report.members,
    report.budgetPacketsPerSecond,
    report.budgetBytesPerSecond,
  );
  return [answered, ...report.warnings.map(({ message }) => message)].join(" ");
}

function splitCidrs(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}
