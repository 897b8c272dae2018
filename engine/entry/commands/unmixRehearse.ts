/**
 * `lanekeeper unmix rehearse`: follows the runbook on a simulated copy of the pool. Sends nothing.
 * Exit codes: 0 it holds, 1 it would not hold or can't be rehearsed, 2 wrong use.
 */
import { fail, ok, type Result } from "../../base/result.ts";
import type { DialectId } from "../../firewall/dialect.ts";
import type { SideKey } from "../../firewall/sides.ts";
import type { MixKind } from "../../lanes/finding.ts";
import { FleetSession } from "../../lint/session.ts";
import { rehearseUnmix } from "../../rehearse/unmix/rehearseUnmix.ts";
import { unmixRehearsalJson, unmixRehearsalText } from "../../rehearse/unmix/report.ts";
import { retryLoopsOf } from "../../rehearse/unmix/retryLoops.ts";
import { ACTS, type Act, type RetryLoop, type WhatIf } from "../../rehearse/unmix/whatIf.ts";
import type { RunbookCase } from "../../unmix/case.ts";
import type { Plane } from "../../view/view.ts";
import { prepareReading } from "../lint/prepareRun.ts";
import { readJournal } from "../runbookFolder.ts";
import { readCase, type CaseProblem } from "./caseSource.ts";
import { talk } from "./talk.ts";

export interface RehearseUnmixOptions {
  readonly from?: string;
  readonly a?: string;
  readonly b?: string;
  readonly assign: readonly string[];
  readonly keyFile?: string;
  readonly label?: string;
  readonly plane?: Plane;
  readonly dialect: DialectId;
  readonly kind?: MixKind;
  /** Folders with agent configs. */
  readonly configs: readonly string[];
  /** Names of members. */
  readonly forget: readonly string[];
  readonly returner: readonly string[];
  /** `FROM=TO`, two names. */
  readonly retryJoin: readonly string[];
  readonly onlySide?: SideKey;
  readonly dropOnly?: "tcp" | "udp";
  readonly order?: string;
  readonly seed: string;
  readonly output: "text" | "json";
}

export async function unmixRehearse(
  folder: string | undefined,
  options: RehearseUnmixOptions,
  print: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> {
  if (!/^\d{1,9}$/.test(options.seed)) return talk(2, "--seed wants a number");
  const opened = await caseOf(folder, options);
  if (!opened.ok) return talk(opened.error.code, opened.error.text);
  const whatIf = await whatIfOf(opened.value, options);
  if (!whatIf.ok) return talk(2, whatIf.error);
  const rehearsal = rehearseUnmix(opened.value, { seed: Number(options.seed), whatIf: whatIf.value });
  if (!rehearsal.ok) return talk(1, rehearsal.error);
  print(
    options.output === "json"
      ? `${JSON.stringify(unmixRehearsalJson(rehearsal.value))}\n`
      : unmixRehearsalText(rehearsal.value),
  );
  return rehearsal.value.holds ? 0 : 1;
}

async function caseOf(
  folder: string | undefined,
  { from, a, b, ...rest }: RehearseUnmixOptions,
): Promise<Result<RunbookCase, CaseProblem>> {
  if (folder !== undefined) {
    const journal = await readJournal(folder);
    return journal.ok ? ok(journal.value.case) : fail({ code: 2, text: journal.error });
  }
  if (from === undefined || a === undefined || b === undefined)
    return fail({ code: 2, text: "name a runbook's folder, or --from, --a and --b" });
  return readCase({ ...rest, from, a, b }, Date.now());
}

async function whatIfOf(
  runbookCase: RunbookCase,
  { forget, returner, retryJoin, onlySide, dropOnly, order, configs }: RehearseUnmixOptions,
): Promise<Result<WhatIf, string>> {
  const forgotten = idsOf(runbookCase, forget);
  if (!forgotten.ok) return forgotten;
  const returners = idsOf(runbookCase, returner);
  if (!returners.ok) return returners;
  const said = saidLoops(runbookCase, retryJoin);
  if (!said.ok) return said;
  const written = await writtenLoops(runbookCase, configs);
  if (!written.ok) return written;
  const acts = order === undefined ? ok(undefined) : actsOf(order);
  if (!acts.ok) return acts;
  return ok({
    forgotten: forgotten.value,
    returners: returners.value,
    retryLoops: [...said.value, ...written.value],
    onlySide,
    protocols: dropOnly === undefined ? ["tcp", "udp"] : [dropOnly],
    order: acts.value,
  });
}

function idsOf({ members }: RunbookCase, names: readonly string[]): Result<number[], string> {
  const ids: number[] = [];
  for (const name of names) {
    const found = members.filter((member) => member.name === name);
    const [only] = found;
    if (only === undefined || found.length > 1)
      return fail(`${found.length === 0 ? "nobody" : "more than one member"} is called "${name}"`);
    ids.push(only.id);
  }
  return ok(ids);
}

function saidLoops(runbookCase: RunbookCase, words: readonly string[]): Result<RetryLoop[], string> {
  const loops: RetryLoop[] = [];
  for (const word of words) {
    const ends = idsOf(runbookCase, word.split("="));
    if (!ends.ok) return ends;
    const [from, to] = ends.value;
    if (from === undefined || to === undefined || ends.value.length > 2)
      return fail(`"${word}" is not FROM=TO, two names`);
    loops.push({ from, to, place: "" });
  }
  return ok(loops);
}

function actsOf(order: string): Result<Act[], string> {
  const words = order.split(",").map((word) => word.trim());
  const acts = words.flatMap((word) => ACTS.find((act) => act === word) ?? []);
  return acts.length === words.length
    ? ok(acts)
    : fail(`--order wants, with commas, some of ${ACTS.join(", ")}`);
}

/** Of agent configs: whose join list names a member of the other side. */
async function writtenLoops(
  runbookCase: RunbookCase,
  places: readonly string[],
): Promise<Result<readonly RetryLoop[], string>> {
  if (places.length === 0) return ok([]);
  const run = await prepareReading(places);
  if (!run.ok) return run;
  for (const line of run.value.workspace.unreadable)
    talk(0, `note: cannot read ${line}; who joins by it is not known`);
  const session = new FleetSession(run.value.options);
  for (const [path, text] of run.value.workspace.texts) session.open(path, text);
  session.update();
  const { loops, strangers } = retryLoopsOf(session.fleet, runbookCase);
  if (strangers > 0) talk(0, `note: ${strangers} agents of the files are no members by name or address`);
  return ok(loops);
}
