/** Steps of *Observe Pool…* for a gossip address: which pool, its key, and what watching costs. */
import * as vscode from "vscode";
import { parseCidr, type PreflightReport } from "../engine/index.ts";
import { keyFingerprint } from "../engine/index.ts";
import { parseGossipKey } from "./gossipKey.ts";
import { poolOf, splitCidrs, type Draft, type Step } from "./observeDraft.ts";
import { guessPool, POOL_CHOICES } from "./poolChoices.ts";
import { preflight, showProblem } from "./preflight.ts";
import { inputStep, pickStep, type StepFrame, type StepResult } from "./quickInput.ts";

/** Source: memberlist label.go, LabelMaxSize. */
const LABEL_BYTES_MAX = 255;

export const choosePool: Step = async (frame, draft) => {
  const port = draft.source?.port ?? 0;
  const guess = guessPool(port);
  const items = POOL_CHOICES.map((choice) => {
    const reason = choice === guess ? vscode.l10n.t("guessed from port {0}", port) : "";
    return { label: choice.label, description: reason, detail: choice.detail, choice };
  });
  const active = items.find(({ choice }) => choice === draft.choice);
  const result = await pickStep(frame, vscode.l10n.t("Which gossip pool listens there?"), items, active);
  if (result.kind === "next") draft.choice = result.value.choice;
  return result;
};

export const askKey: Step = async (frame, draft, { secrets }) => {
  const { id } = poolOf(draft);
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

export const confirmBudget: Step = async (frame, draft, services) => {
  const { sessions } = services;
  const answer = await preflight(sessions, poolOf(draft));
  if (answer === undefined) return { kind: "back" };
  if (!answer.ok) {
    const setLabel = {
      label: vscode.l10n.t("$(tag) Set the pool's label…"),
      detail: vscode.l10n.t(
        "memberlist labels keep pools apart; a pool that has one closes what comes without it.",
      ),
      take: () => askLabel(frame, draft, services),
    };
    return showProblem(frame, answer.problem, answer.problem.kind === "labelMismatch" ? [setLabel] : []);
  }
  const { report } = answer;
  draft.report = report;
  if (draft.cidrs === "") draft.cidrs = report.cidrs.join(", ");
  return askCidrs(frame, draft, report);
};

/** Asks for the label and then the pool again; a key that was typed moves along, since the label is part of the id. */
async function askLabel(
  frame: StepFrame,
  draft: Draft,
  services: Parameters<Step>[2],
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
  if (draft.key !== undefined) await services.secrets.store(poolOf(draft).id, draft.key);
  return confirmBudget(frame, draft, services);
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
