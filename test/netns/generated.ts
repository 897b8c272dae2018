/** What Lanekeeper generates from what one agent prints, put on every host of a lab and run there as it is. */
import { dialectOf } from "../../engine/firewall/dialects/index.ts";
import type { DialectId } from "../../engine/firewall/dialect.ts";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { fleetOfEvidence, type Fleet } from "../../engine/firewall/fleet.ts";
import { buildPolicy, CAREFUL } from "../../engine/firewall/policy.ts";
import { datacenterSides, splitMembers } from "../../engine/firewall/sides.ts";
import { LEAVE_DEFAULTS, planForceLeave, type LeavePlan } from "../../engine/unmix/forceLeave.ts";
import { forceLeaveScript } from "../../engine/unmix/forceLeaveScript.ts";
import type { Outcome, SerfLab } from "./lab.ts";

const SIDES = datacenterSides("dc1", "dc2");

/** The fleet as `serf members` of that host shows it. */
export async function fleetSeenBy(pools: SerfLab, host: string): Promise<Fleet> {
  const text = (await pools.serf(host, "members", "-format=json")).stdout;
  const found = fleetOfEvidence(readPaste(text, host).evidence, host);
  if (found === undefined) throw new Error(`no list in: ${text}`);
  return found.fleet;
}

/** Generates the set of dc1 against dc2 and copies it to every host; `forgotten` are not in it. */
export async function writeRules(
  pools: SerfLab,
  hosts: readonly string[],
  dialect: DialectId,
  forgotten: readonly string[] = [],
): Promise<void> {
  const seen = await fleetSeenBy(pools, hosts[0] ?? "");
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

/** The force-leave plan from the list of one host. */
export async function leavePlan(pools: SerfLab, host: string): Promise<LeavePlan> {
  const fleet = await fleetSeenBy(pools, host);
  return planForceLeave(fleet, splitMembers(fleet.members, SIDES), { a: "dc1", b: "dc2" }, LEAVE_DEFAULTS);
}

/** Runs both scripts of a plan at the same time, each on the named agent of its side. */
export function runLeave(
  { lab }: SerfLab,
  plan: LeavePlan,
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
