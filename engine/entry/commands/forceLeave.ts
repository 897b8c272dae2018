/** `lanekeeper force-leave`: whom to force out of which pool, as a script a side. Exit codes: 0 written, 1 nobody may be, 2 wrong use. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fail, ok, type Result } from "../../base/result.ts";
import type { Fleet } from "../../firewall/fleet.ts";
import { membersAgainstRest, splitMembers, type SidesRule } from "../../firewall/sides.ts";
import { namesText } from "../../firewall/refusal.ts";
import { agentLists, toldLists } from "../../unmix/agentLists.ts";
import { LEAVE_DEFAULTS, planForceLeave } from "../../unmix/forceLeave.ts";
import { forceLeaveScript } from "../../unmix/forceLeaveScript.ts";
import { defaultStyle, LEAVE_STYLES, type LeaveStyle } from "../../unmix/leaveStyles.ts";
import { parseFilter } from "../../view/filter.ts";
import type { PoolView } from "../../view/view.ts";
import { readFleet, readSides, type FleetOptions } from "./fleetSource.ts";
import { talk } from "./talk.ts";

export interface ForceLeaveOptions extends FleetOptions {
  readonly a?: string;
  readonly b?: string;
  readonly assign: readonly string[];
  readonly filter?: string;
  readonly style?: string;
  readonly output?: string;
  readonly batchSize: string;
  readonly pause: string;
}

export async function forceLeave(options: ForceLeaveOptions): Promise<number> {
  const style = options.style as LeaveStyle | undefined;
  if (style !== undefined && !LEAVE_STYLES.includes(style))
    return talk(2, `"${style}" is no style; there are ${LEAVE_STYLES.join(", ")}`);
  const [batchSize, pauseSeconds] = [Number(options.batchSize), Number(options.pause)];
  if (!Number.isInteger(batchSize) || batchSize < 1) return talk(2, "--batch-size wants a number from 1 on");
  if (!Number.isInteger(pauseSeconds) || pauseSeconds < 0) return talk(2, "--pause wants seconds");
  const source = await readFleet(options);
  if (!source.ok) return talk(2, source.error);
  const { fleet, view } = source.value;
  const sides = sidesRule(fleet, view, options);
  if (!sides.ok) return talk(2, sides.error);
  const split = splitMembers(fleet.members, sides.value);
  const undecided = [...split.unassigned, ...split.contested];
  if (undecided.length > 0)
    return talk(
      1,
      `These have no side: ${namesText(undecided)}. Name one with --assign NAME=a, NAME=b or NAME=apart.`,
    );
  const names = { a: sides.value.a.name, b: sides.value.b.name };
  const lists = view === undefined ? toldLists(source.value.lists, split) : agentLists(view, split);
  const plan = planForceLeave(fleet, split, names, { ...LEAVE_DEFAULTS, lists, batchSize, pauseSeconds });
  const isOneSided = options.filter !== undefined;
  const sets = plan.sets.filter(({ on }) => !isOneSided || on === "a");
  for (const { sideName, targets, refused } of sets) {
    talk(0, `${sideName}: ${targets.length} to force out, ${refused.length} left out`);
    for (const { name, reason } of refused.slice(0, 20)) talk(0, `  left out: ${name}: ${reason}`);
  }
  const texts = sets.map((set) => ({
    name: `force-leave-${set.on}.sh`,
    text: forceLeaveScript(plan, set, style ?? defaultStyle(fleet.kind)),
  }));
  await write(texts, options.output);
  return sets.some(({ targets }) => targets.length > 0) ? 0 : 1;
}

/** Two sides by name, or those that a filter finds against everybody else. */
function sidesRule(
  fleet: Fleet,
  view: PoolView | undefined,
  options: ForceLeaveOptions,
): Result<SidesRule, string> {
  const { a, b, filter: text } = options;
  if (text === undefined) {
    if (a === undefined || b === undefined)
      return fail("name both sides with --a and --b, or members with --filter");
    return readSides(fleet, { a, b, assign: options.assign });
  }
  if (view === undefined)
    return fail("--filter needs a live pool (--from HOST:PORT); with a file name the sides with --a and --b");
  const filter = parseFilter(text);
  const [problem] = filter.problems;
  if (problem !== undefined) return fail(`--filter: ${problem}`);
  if (filter.isEmpty) return fail("--filter is empty");
  return ok(
    membersAgainstRest(
      text,
      fleet.members.map(({ id }) => id).filter((id) => filter.matches(view, id)),
    ),
  );
}

async function write(
  texts: readonly { name: string; text: string }[],
  output: string | undefined,
): Promise<void> {
  if (output === undefined) {
    for (const { name, text } of texts)
      process.stdout.write(`${texts.length > 1 ? `# ---- ${name}\n` : ""}${text}`);
    return;
  }
  await mkdir(output, { recursive: true });
  for (const { name, text } of texts) await writeFile(path.join(output, name), text, { mode: 0o755 });
  talk(0, `wrote ${texts.map(({ name }) => path.join(output, name)).join(", ")}`);
}
