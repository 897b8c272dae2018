/** The names that DNS may be asked for: those that no file of the workspace explains. */
import type { Fleet } from "./fleet.ts";
import { isLoopbackHost, isShortName } from "./host.ts";

/** Endings that mean something inside one cluster only: Kubernetes, Consul's own DNS, and what never resolves. */
const LOCAL_ENDING = /\.(?:svc|cluster\.local|consul|internal|local|invalid|localhost)$/;

/** Names in join lists, without repetition, in the order of their agents. */
export function resolvableNames(fleet: Fleet): readonly string[] {
  const names = new Set<string>();
  for (const agent of fleet.agents) {
    for (const join of agent.joins) {
      if (join.target.kind !== "host" || !join.target.isName) continue;
      const { host } = join.target;
      if (isShortName(host) || LOCAL_ENDING.test(host) || /\.svc\./.test(host) || isLoopbackHost(host))
        continue;
      if (fleet.ownersOf(join, agent).length === 0) names.add(host);
    }
  }
  return [...names];
}
