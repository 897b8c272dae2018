/** What Lanekeeper generates from what one agent prints, put on every host of a lab and run there as it is. */
import { dialectOf } from "../../engine/firewall/dialects/index.ts";
import type { DialectId } from "../../engine/firewall/dialect.ts";
import { joinEvidence } from "../../engine/evidence/evidence.ts";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { fleetOfEvidence, type Fleet } from "../../engine/firewall/fleet.ts";
import { buildPolicy, CAREFUL } from "../../engine/firewall/policy.ts";
import { datacenterSides, splitMembers } from "../../engine/firewall/sides.ts";
import { toldLists } from "../../engine/unmix/agentLists.ts";
import {
  LEAVE_DEFAULTS,
  planForceLeave,
  type LeavePlan,
  type LeaveSet,
} from "../../engine/unmix/forceLeave.ts";
import { forceLeaveScript } from "../../engine/unmix/forceLeaveScript.ts";
import type { Outcome, SerfLab } from "./lab.ts";

const SIDES = datacenterSides("dc1", "dc2");

/** What `serf members` of these hosts shows, as one fleet and list by list. */
async function seenBy(
  pools: SerfLab,
  hosts: readonly string[],
): Promise<NonNullable<ReturnType<typeof fleetOfEvidence>>> {
  const texts = await Promise.all(
    hosts.map(async (host) => (await pools.serf(host, "members", "-format=json")).stdout),
  );
  const evidence = joinEvidence(texts.map((text, at) => readPaste(text, hosts[at] ?? "").evidence));
  const found = fleetOfEvidence(evidence, hosts[0] ?? "");
  if (found === undefined) throw new Error(`no list in: ${texts.join("\n")}`);
  return found;
}

export async function fleetSeenBy(pools: SerfLab, ...hosts: string[]): Promise<Fleet> {
  return (await seenBy(pools, hosts)).fleet;
}

/** Generates the set of dc1 against dc2 and copies it to every host; `forgotten` are not in it. `tellers` list who is there. */
export async function writeRules(
  pools: SerfLab,
  hosts: readonly string[],
  dialect: DialectId,
  forgotten: readonly string[] = [],
  tellers: readonly string[] = hosts.slice(0, 1),
): Promise<void> {
  const seen = await fleetSeenBy(pools, ...tellers);
  const fleet = { ...seen, members: seen.members.filter(({ name }) => !forgotten.includes(name)) };
  const policy = buildPolicy(fleet, SIDES, CAREFUL);
  if (!policy.ok) throw new Error(policy.error.message);
  const files = dialectOf(dialect)?.render(policy.value) ?? [];
  for (const host of hosts) for (const { name, text } of files) pools.lab.write(host, name, text);
}

/** Runs `sh rules.sh TASK …` on each of the hosts. */
export function rules(
  { lab }: SerfLab,
  hosts: readonly string[],
  task: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome[]> {
  return Promise.all(
    hosts.map((host) => lab.exec(host, "sh", [`${lab.folder}/${host}/rules.sh`, task, ...args], env)),
  );
}

/** The force-leave plan from the lists of one host or several. */
export async function leavePlan(pools: SerfLab, ...hosts: string[]): Promise<LeavePlan> {
  const { fleet, lists } = await seenBy(pools, hosts);
  const split = splitMembers(fleet.members, SIDES);
  const names = { a: "dc1", b: "dc2" };
  return planForceLeave(fleet, split, names, { ...LEAVE_DEFAULTS, lists: toldLists(lists, split) });
}

/** Runs the scripts of a plan at the same time, each on the named agent of its side. */
export function runLeave(
  { lab }: SerfLab,
  plan: Omit<LeavePlan, "sets"> & { readonly sets: readonly LeaveSet[] },
  on: { readonly a: string; readonly b: string },
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome[]> {
  return Promise.all(
    plan.sets.map((set) => {
      const script = lab.write(on[set.on], "leave.sh", forceLeaveScript(plan, set, "serf"));
      return lab.exec(on[set.on], "sh", [script], env);
    }),
  );
}

/** What failed, in the agents' and scripts' own words; empty when nothing did. */
export function complaints(outcomes: readonly Outcome[]): string[] {
  return outcomes.filter(({ code }) => code !== 0).map(({ stderr }) => stderr);
}
