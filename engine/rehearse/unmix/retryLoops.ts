/** Retry loops of agent configs that lead from one side of a case to the other. */
import type { Agent } from "../../lint/model/agent.ts";
import type { Fleet } from "../../lint/model/fleet.ts";
import { known } from "../../lint/model/located.ts";
import type { CaseMember, RunbookCase } from "../../unmix/case.ts";
import type { RetryLoop } from "./whatIf.ts";

/** Loops whose two ends are members of the case, and how many agents of the files are nobody in it. */
export function retryLoopsOf(
  fleet: Fleet,
  { members, plane }: RunbookCase,
): { readonly loops: readonly RetryLoop[]; readonly strangers: number } {
  const agents = fleet.agents.filter(({ isDev }) => !isDev);
  const loops: RetryLoop[] = [];
  let strangers = 0;
  for (const agent of agents) {
    const from = members.find((member) => isAgent(member, agent));
    if (from === undefined) strangers += 1;
    for (const join of from === undefined ? [] : agent.joins) {
      if (join.source === "command" || join.list !== plane || join.target.kind !== "host") continue;
      const { host } = join.target;
      const to = members.find(({ ip, name }) => ip === host || name === host);
      if (from !== undefined && to !== undefined && isAcross(from, to))
        loops.push({ from: from.id, to: to.id, place: fleet.describe(join.at) });
    }
  }
  return { loops, strangers };
}

function isAgent({ name, ip }: CaseMember, agent: Agent): boolean {
  return known(agent.nodeName) === name || (ip !== "" && agent.addresses.some(({ host }) => host === ip));
}

function isAcross(from: CaseMember, to: CaseMember): boolean {
  return from.side !== "apart" && to.side !== "apart" && from.side !== to.side;
}
