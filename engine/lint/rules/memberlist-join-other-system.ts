/** GM1004: a join list that names another system's members. */
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { isLoopbackHost, isShortName } from "../model/host.ts";
import type { Join } from "../model/join.ts";
import {
  areTwoSystems,
  capitalised,
  joinMemberHost,
  memberlistAgents,
  systemName,
} from "../model/memberlistSystem.ts";
import type { Report, Rule } from "../rule.ts";

const SYSTEMS = ["loki", "tempo", "mimir", "cortex", "pyroscope"];

export const memberlistJoinOtherSystem: Rule = {
  code: "GM1004",
  id: "memberlist-join-other-system",
  summary: "A memberlist join list reaches another system",
  severity: "error",
  whyItIsARisk:
    "One member of the other system in the join list is enough: each tells the other of everybody it knows, and both become one pool. Only a label of its own for each would refuse it, and then the agent joins nobody.",
  examples: {
    flagged: {
      "loki/loki.yaml":
        "schema_config: {}\nmemberlist:\n  cluster_label: loki\n  join_members:\n    - tempo-gossip-ring.tempo.svc.cluster.local:7946\n",
    },
    clean: {
      "loki/loki.yaml":
        "schema_config: {}\nmemberlist:\n  cluster_label: loki\n  join_members:\n    - loki-memberlist.loki.svc.cluster.local:7946\n",
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const agents = memberlistAgents(fleet);
    for (const agent of agents) {
      for (const join of agent.joins) {
        const host = join.target.kind === "unknown" ? undefined : joinMemberHost(join.text);
        if (host !== undefined) yield* reportsOf(agent, join, host, agents, fleet);
      }
    }
  },
};

function* reportsOf(
  agent: Agent,
  join: Join,
  host: string,
  agents: readonly Agent[],
  fleet: Fleet,
): Iterable<Report> {
  const named = systemInName(host);
  // Whose name it bears is where it belongs; the other list is the wrong one.
  if (named === agent.system) return;
  if (named !== undefined && SYSTEMS.includes(agent.system)) {
    yield {
      at: join.at,
      message: `\`${join.text}\` belongs to ${capitalised(named)}, by its name; this is the join list of ${systemName(agent)}.`,
    };
    return;
  }
  const twin = isShortName(host) || isLoopbackHost(host) ? undefined : sharedSeed(agent, host, agents);
  if (twin === undefined) return;
  yield {
    at: join.at,
    message: `\`${join.text}\` is also in the join list of ${systemName(twin.agent)} (${fleet.describe(twin.join.at)}); a member is in one pool only.`,
    related: [{ at: twin.join.at, message: `the join list of ${systemName(twin.agent)}` }],
  };
}

/** `tempo` of `tempo-gossip-ring.…`. Only the first label counts: a namespace may hold several systems. */
function systemInName(host: string): string | undefined {
  const words = (host.split(".", 1)[0] ?? "").split(/[-_]/);
  const named = SYSTEMS.filter((system) => words.includes(system));
  return named.length === 1 ? named[0] : undefined;
}

function sharedSeed(
  agent: Agent,
  host: string,
  agents: readonly Agent[],
): { agent: Agent; join: Join } | undefined {
  for (const other of agents) {
    if (!areTwoSystems(agent, other)) continue;
    const join = other.joins.find(
      ({ target, text }) => target.kind !== "unknown" && joinMemberHost(text) === host,
    );
    if (join !== undefined) return { agent: other, join };
  }
  return undefined;
}
