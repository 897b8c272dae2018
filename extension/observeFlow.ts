/**
 * *Observe Pool…*: where from → what is there → key or token → what was answered → attached. One question is
 * sent, before the last step; nothing is watched before that one is accepted.
 */
import * as vscode from "vscode";
import { unreachable } from "../engine/index.ts";
import { askToken, askTls, chooseApiPool, confirmReading } from "./apiSteps.ts";
import { askKey, choosePool, confirmBudget } from "./gossipSteps.ts";
import { poolOf, setSource, startDraft, type Draft, type Step } from "./observeDraft.ts";
import { seedText, type KnownPool } from "./pool.ts";
import { inputStep, typedPickStep } from "./quickInput.ts";
import type { PoolSecrets } from "./secrets.ts";
import type { Sessions } from "./sessions.ts";
import { seedKind, type FoundSeed } from "./workspaceSeeds.ts";
import { readSource, SOURCE_EXAMPLES, sourceChoices, type Source } from "./sourceChoices.ts";

/** Runs the steps; gives the attached pool's id, undefined when the user left. */
export async function observePool(
  sessions: Sessions,
  secrets: PoolSecrets,
  seeds: readonly FoundSeed[],
  known?: KnownPool,
): Promise<string | undefined> {
  const draft = startDraft(known);
  if (!(await runSteps(vscode.l10n.t("Observe Pool"), draft, stepsOf, { sessions, secrets, seeds })))
    return undefined;
  const session = await sessions.attach(poolOf(draft));
  return session.pool.id;
}

/** *Add Pool…*: where it is and which one, without a word to it; undefined when the user left. */
export async function describePool(sessions: Sessions, secrets: PoolSecrets): Promise<KnownPool | undefined> {
  const draft = startDraft(undefined);
  const steps = (now: Draft): readonly Step[] => stepsOf(now).filter((step) => SILENT_STEPS.has(step));
  const isDone = await runSteps(vscode.l10n.t("Add Pool"), draft, steps, { sessions, secrets, seeds: [] });
  return isDone ? poolOf(draft) : undefined;
}

/** Runs the steps that the draft needs, which an answer can change; false when the user left. */
async function runSteps(
  title: string,
  draft: Draft,
  stepsFor: (draft: Draft) => readonly Step[],
  services: Parameters<Step>[2],
): Promise<boolean> {
  let step = 0;
  for (;;) {
    const steps = stepsFor(draft);
    const run = steps[step];
    if (run === undefined) return true;
    const result = await run({ title, step: step + 1, totalSteps: steps.length }, draft, services);
    if (result.kind === "cancelled") return false;
    step += result.kind === "next" ? 1 : -1;
  }
}

/** The questions that a source needs; none is asked twice. */
function stepsOf({ sourceKind, source, address }: Draft): readonly Step[] {
  const first = address === "" ? [askSource, askAddress] : [askSource];
  switch (sourceKind) {
    case "gossip":
      return [...first, choosePool, askKey, confirmBudget];
    case "consulHttp": {
      const tls = source?.url?.startsWith("https:") === true ? [askTls] : [];
      return [...first, chooseApiPool, ...tls, askToken, confirmReading];
    }
    case "serfRpc":
      return [...first, askToken, confirmReading];
    default:
      return unreachable(sourceKind);
  }
}

/** An address can be typed at once; else the way is chosen and the address asked for in the next step. */
const askSource: Step = async (frame, draft, { sessions, seeds }) => {
  const remembered = sessions.detachedPools().map((pool) => ({
    label: `$(history) ${pool.name}`,
    description: seedText(pool),
    detail: vscode.l10n.t("observed before"),
    address: seedText(pool),
    choice: undefined,
    pool,
  }));
  const written = seeds.map((seed) => ({
    label: `$(file-code) ${seed.address}`,
    description: `${seedKind(seed)} · ${seed.lane}`,
    detail: vscode.l10n.t("a seed in {0}", seed.place),
    address: seed.address,
    choice: sourceChoices(seed.address)[0],
    pool: undefined,
  }));
  const result = await typedPickStep(frame, {
    placeholder: vscode.l10n.t("Type an address, such as {0}; nothing is sent yet", SOURCE_EXAMPLES.gossip),
    value: draft.address,
    items: (text) => [
      ...(text.trim() === "" ? written : []),
      ...sourceChoices(text).map((choice) => ({
        label: choice.label,
        detail: choice.detail,
        address: text,
        choice,
        pool: undefined,
      })),
      ...(text.trim() === "" ? remembered : []),
    ],
  });
  if (result.kind !== "next") return result;
  const { address, choice, pool } = result.value;
  if (pool !== undefined) Object.assign(draft, startDraft(pool));
  else if (choice?.source !== undefined) setSource(draft, address, choice.source);
  else if (choice !== undefined)
    Object.assign(draft, { address: "", source: undefined, sourceKind: choice.kind });
  return result;
};

const askAddress: Step = async (frame, draft) => {
  let source: Source | undefined;
  const result = await inputStep(frame, {
    prompt: vscode.l10n.t("Its address; nothing is sent yet"),
    placeholder: SOURCE_EXAMPLES[draft.sourceKind],
    value:
      draft.source === undefined ? "" : (draft.source.url ?? `${draft.source.host}:${draft.source.port}`),
    check: (value) => {
      const read = readSource(draft.sourceKind, value);
      source = read.ok ? read.value : undefined;
      return read.ok ? undefined : read.error;
    },
  });
  // `address` stays empty: going back leads to the choice of the way again.
  if (result.kind === "next" && source !== undefined) setSource(draft, "", source);
  return result;
};

/** Questions to the user only. */
const SILENT_STEPS: ReadonlySet<Step> = new Set([askSource, askAddress, choosePool, chooseApiPool, askTls]);
