/**
 * `lanekeeper unmix next`, `status` and `say`: read again, note what is seen, and show the step. Runs nothing.
 * Exit codes: 0 shown, 1 something is wrong and has to be mended first, 2 wrong use.
 */
import { visible } from "../../base/visible.ts";
import type { Journal, Said } from "../../unmix/journal.ts";
import { commandsOf } from "../../unmix/commands.ts";
import type { Observation } from "../../unmix/observation.ts";
import { boardOf, currentStep, observe, offer, say } from "../../unmix/runbook.ts";
import { runbookMarkdown, stepText } from "../../unmix/runbookText.ts";
import { actionKey, type ActionCommands } from "../../unmix/step.ts";
import { readJournal, writeFolder } from "../runbookFolder.ts";
import { isAnythingRead, nothingRead, readSources, type ReadOptions } from "./runbookSource.ts";
import { talk } from "./talk.ts";

/** Shows the commands that are allowed now and notes that they may have been run. */
export async function unmixNext(folder: string, options: ReadOptions): Promise<number> {
  return step(folder, options, true);
}

/** The same without any command: what it shows asks nobody for anything. */
export async function unmixStatus(folder: string, options: ReadOptions): Promise<number> {
  return step(folder, options, false);
}

async function step(folder: string, options: ReadOptions, isOffering: boolean): Promise<number> {
  if (!/^\d{1,4}$/.test(options.readFor)) return talk(2, "--read-for wants seconds");
  const known = await readJournal(folder);
  if (!known.ok) return talk(2, known.error);
  const seen = await readSources(known.value, options);
  if (!seen.ok) return talk(2, seen.error);
  const nowMs = Date.now();
  const journal = !isAnythingRead(options) ? known.value : observe(known.value, seen.value, nowMs);
  return show(
    folder,
    isOffering ? offerAll(journal, seen.value, nowMs) : { journal, commands: [] },
    seen.value,
    nowMs,
  );
}

export interface SayOptions {
  /** Name of the member that is stopped. */
  readonly member?: string;
}

/** Takes a person's word for the step that is open. */
export async function unmixSay(folder: string, what: Said["what"], { member }: SayOptions): Promise<number> {
  const known = await readJournal(folder);
  if (!known.ok) return talk(2, known.error);
  const open = currentStep(known.value);
  if (open === undefined) return talk(2, "all steps are done; there is nothing to say any more");
  if ((what === "down") !== (member !== undefined))
    return talk(2, "down needs --member NAME, and only down takes it");
  const found = known.value.case.members.filter(({ name }) => name === member);
  if (member !== undefined && found.length !== 1)
    return talk(
      2,
      `${found.length === 0 ? "nobody" : "more than one member"} is called "${member}" in this runbook`,
    );
  const id = found[0]?.id;
  const nowMs = Date.now();
  const said = say(known.value, { step: open.id, what, ...(id === undefined ? {} : { member: id }) }, nowMs);
  const seen = nothingRead(nowMs);
  // A step that only a person can answer is done by it; all others still wait to be observed.
  const isDone = boardOf(said, seen, nowMs).check.isDone;
  return show(folder, { journal: isDone ? observe(said, seen, nowMs) : said, commands: [] }, seen, nowMs);
}

interface Shown {
  readonly journal: Journal;
  readonly commands: readonly ActionCommands[];
}

/** Only what the board allows, one after the other, since each that is shown may change what is allowed. */
function offerAll(start: Journal, seen: Observation, nowMs: number): Shown {
  let journal = start;
  const commands: ActionCommands[] = [];
  for (const action of boardOf(start, seen, nowMs).actions) {
    const key = actionKey(action);
    if (!boardOf(journal, seen, nowMs).actions.some((each) => actionKey(each) === key)) continue;
    const made = commandsOf({ journal, seen, nowMs }, action);
    if (!made.ok) {
      talk(0, `note: ${made.error}`);
      continue;
    }
    journal = offer(journal, seen, action, nowMs);
    commands.push(made.value);
  }
  return { journal, commands };
}

async function show(
  folder: string,
  { journal, commands }: Shown,
  seen: Observation,
  nowMs: number,
): Promise<number> {
  const board = boardOf(journal, seen, nowMs);
  const document = runbookMarkdown(journal, board, commands, nowMs);
  await writeFolder(
    folder,
    journal,
    document,
    commands.flatMap(({ files }) => files),
  );
  process.stdout.write(stepText(journal, board, commands, nowMs).split("\n").map(visible).join("\n"));
  return board.alarm === "" ? 0 : 1;
}
