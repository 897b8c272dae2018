/** A runbook as a Markdown document: the record of what was asked, seen and said, and what to run now. */
import { utcText } from "../base/utcText.ts";
import { lineText } from "../firewall/plainText.ts";
import type { Certainty, MixKind } from "../lanes/finding.ts";
import type { Journal } from "./journal.ts";
import type { Board, BoardStep } from "./runbook.ts";
import type { ActionCommands, Step } from "./step.ts";
import { durationText } from "./windows.ts";

/** What each kind of mix is called. */
export const KIND_TITLES: Readonly<Record<MixKind, string>> = {
  P: "plain pools mixed",
  R: "Raft merged",
  W: "federation to be separated",
  M: "LAN and WAN mingled inside one datacenter",
  H: "half-mixed",
  B: "a bridge",
};

const CERTAINTY_TEXT: Readonly<Record<Certainty, string>> = {
  certain: "certain",
  likely: "likely: read what would make it certain before you cut anything",
  possible: "not certain: make sure of the kind before you cut anything",
};

/** `commands` are those of the board's actions; `nowMs` is for what is still to wait. */
export function runbookMarkdown(
  journal: Journal,
  board: Board,
  commands: readonly ActionCommands[],
  nowMs: number,
): string {
  return `${[
    ...header(journal),
    ...nowSection(journal, board, commands, nowMs),
    "## Steps",
    "",
    ...board.steps.flatMap((step, index) => stepLines(journal, board, step, index + 1)),
    ...evidenceSection(journal),
    "## Record",
    "",
    ...journal.log.map(({ atMs, text }) => `- ${utcText(atMs)} ${markdown(lineText(text, 2_000))}`),
  ].join("\n")}\n`;
}

/** What the current step is and wants, for a terminal. */
export function stepText(
  journal: Journal,
  board: Board,
  commands: readonly ActionCommands[],
  nowMs: number,
): string {
  const { current, check, alarm, steps } = board;
  if (current === undefined) return "Done: all steps are done; the two pools are apart.\n";
  const at = steps.findIndex(({ step }) => step === current) + 1;
  return `${[
    `Step ${at} of ${steps.length}: ${current.title}`,
    ...(alarm === "" ? [] : [`ALARM: ${lineText(alarm, 1_000)}`]),
    `  why        ${current.why}`,
    `  who        ${current.who}`,
    `  done when  ${current.doneWhen}`,
    `  if not     ${current.otherwise}`,
    `  go back    ${current.goBack}`,
    ...takesLines(journal, board).map((text) => `  takes      ${text}`),
    `  seen       ${progressText(board, nowMs)}`,
    ...check.missing.map((each) => `  missing    ${lineText(each, 1_000)}`),
    ...commands.flatMap(plainCommands),
  ].join("\n")}\n`;
}

function plainCommands({ title, where, files, lines, notes }: ActionCommands): string[] {
  return [
    "",
    `To run: ${title}`,
    `  ${where}`,
    ...files.map(({ name }) => `  file ${name}`),
    ...lines.map((line) => `    ${line}`),
    ...notes.map((note) => `  note: ${note}`),
  ];
}

function header({ case: runbookCase }: Journal): string[] {
  const { kind, certainty, pool, names, members, findings, openedAtMs } = runbookCase;
  const count = (side: string): number => members.filter((member) => member.side === side).length;
  const sides =
    kind === "M"
      ? `${members.length} names of one datacenter`
      : `**${markdown(names.a)}** (side A, ${count("a")}) and **${markdown(names.b)}** (side B, ${count("b")})${count("apart") === 0 ? "" : `; ${count("apart")} left out`}`;
  return [
    `# Unmix runbook ${runbookCase.id}`,
    "",
    `Kind **${kind}**, ${KIND_TITLES[kind]} (${CERTAINTY_TEXT[certainty]}). Pool ${markdown(pool)}, opened ${utcText(openedAtMs)}: ${sides}.`,
    "",
    "Nothing in here runs by itself: people run the commands, and a step is done when an observation shows it.",
    "",
    ...findings.map((finding) => `- ${markdown(finding)}`),
    ...(findings.length === 0 ? [] : [""]),
  ];
}

function nowSection(
  journal: Journal,
  board: Board,
  commands: readonly ActionCommands[],
  nowMs: number,
): string[] {
  const { current, check, alarm } = board;
  if (current === undefined) return ["## Now", "", "All steps are done.", ""];
  return [
    `## Now: ${current.title}`,
    "",
    ...(alarm === "" ? [] : [`> **Stop.** ${markdown(lineText(alarm, 1_000))}`, ""]),
    `Seen: ${markdown(progressText(board, nowMs))}.`,
    ...takesLines(journal, board).map((text) => `It takes ${text}.`),
    "",
    ...check.missing.map((each) => `- missing: ${markdown(lineText(each, 1_000))}`),
    ...(check.missing.length === 0 ? [] : [""]),
    ...(commands.length === 0 ? [nothingShown(board), ""] : commands.flatMap(commandLines)),
  ];
}

/** What may be run is shown once it was asked for, so that the record knows of it. */
function nothingShown({ actions }: Board): string {
  return actions.length === 0
    ? "Nothing is to be run now."
    : "There are commands for this step; they are shown once the next step is asked for.";
}

function commandLines({ title, where, files, lines, notes }: ActionCommands): string[] {
  return [
    `### ${markdown(title)}`,
    "",
    markdown(where),
    "",
    ...(files.length === 0 ? [] : [`Files: ${files.map(({ name }) => `\`${name}\``).join(", ")}.`, ""]),
    // A fence that no line can close: none begins with a tilde.
    ...(lines.length === 0 ? [] : ["~~~sh", ...lines, "~~~", ""]),
    ...notes.map((note) => `- ${markdown(note)}`),
    ...(notes.length === 0 ? [] : [""]),
  ];
}

function stepLines(
  journal: Journal,
  board: Board,
  { step, state, verifiedAtMs }: BoardStep,
  at: number,
): string[] {
  const mark = state === "done" ? "x" : " ";
  const when =
    verifiedAtMs !== undefined ? `, done ${utcText(verifiedAtMs)}` : state === "current" ? ", now" : "";
  const takes = windowText(journal, step);
  return [
    `- [${mark}] **${at}. ${step.title}**${when}`,
    `  - Why: ${step.why}`,
    `  - Who: ${step.who}`,
    `  - Done when: ${step.doneWhen}`,
    ...(takes === "" ? [] : [`  - Takes: ${takes}`]),
    ...(state === "current" ? [`  - Seen: ${markdown(board.check.progress)}`] : []),
    `  - If not: ${step.otherwise}`,
    `  - To go back: ${step.goBack}`,
    "",
  ];
}

function evidenceSection({
  case: { members, kind },
  isolation,
  survivor,
  raftIds,
  case: { names },
}: Journal): string[] {
  const blocked = isolation?.rows.filter(({ verdict }) => verdict === "blocked").length ?? 0;
  return [
    "## Evidence",
    "",
    ...(isolation === undefined
      ? []
      : [
          `Isolation, ${utcText(isolation.atMs)}: ${blocked} of ${isolation.rows.length} pairs are blocked.`,
          "",
        ]),
    ...(survivor === undefined ? [] : [`Raft goes on with **${markdown(names[survivor])}**.`, ""]),
    `| member | side | address | gossip port | ${kind === "R" ? "Raft id | " : ""}state when opened |`,
    `| --- | --- | --- | --- | ${kind === "R" ? "--- | " : ""}--- |`,
    ...members.map(
      ({ id, name, side, ip, port, state }) =>
        `| ${cell(lineText(name, 60))} | ${side === "apart" ? "left out" : side.toUpperCase()} | ${ip === "" ? "unknown" : ip} | ${port} | ${kind === "R" ? `${cell(lineText(raftIds[String(id)] ?? "not read"))} | ` : ""}${state} |`,
    ),
    "",
  ];
}

function takesLines(journal: Journal, { current }: Board): string[] {
  const takes = current === undefined ? "" : windowText(journal, current);
  return takes === "" ? [] : [takes];
}

/** `12 s to 1 min 3 s`; "" where it can't be computed. */
export function windowText(journal: Journal, { window }: Step): string {
  const span = window?.(journal);
  if (span === undefined) return "";
  const { fromMs, toMs } = span;
  return fromMs === toMs ? durationText(toMs) : `${durationText(fromMs)} to ${durationText(toMs)}`;
}

function progressText({ check: { progress, untilMs } }: Board, nowMs: number): string {
  return untilMs === undefined || untilMs <= nowMs
    ? progress
    : `${progress}; not before ${utcText(untilMs)} (${durationText(untilMs - nowMs)} more)`;
}

/** Text that Markdown shows as it is, but for the code spans of our own sentences. */
function markdown(text: string): string {
  return text.replace(/[\\*_{}[\]<>#|~$&!]/g, "\\$&");
}

/** Foreign text alone: it can't open a code span either. */
function cell(text: string): string {
  return markdown(text).replaceAll("`", "\\`");
}
