/**
 * Which agents form one lane: those of one product and cluster name that hang together by join addresses, shared
 * seeds, equal auto-join selectors or one folder.
 */
import { addTo } from "./multimap.ts";
import type { Agent } from "./agent.ts";
import { isShortName } from "./host.ts";
import type { Join } from "./join.ts";
import type { Lane } from "./lane.ts";
import type { Ownership } from "./ownership.ts";
import { UnionFind } from "./unionFind.ts";

/** All lanes, in the order of their first agents. */
export function lanesOf(agents: readonly Agent[], ownership: Ownership): Lane[] {
  const byName = new Map<string, Agent[]>();
  for (const agent of agents) {
    if (agent.isDev || agent.cluster.kind === "unknown") continue;
    const key = `${agent.product}|${agent.cluster.name}`;
    addTo(byName, key, agent);
  }
  const lanes = [...byName.values()].flatMap((members) => componentsOf(members, ownership));
  const order = new Map(agents.map((agent, index) => [agent, index]));
  const first = ({ agents: [agent] }: Lane): number => (agent === undefined ? 0 : (order.get(agent) ?? 0));
  return lanes.sort((a, b) => first(a) - first(b));
}

function componentsOf(members: readonly Agent[], ownership: Ownership): Lane[] {
  const links = new UnionFind(members.length);
  const index = new Map(members.map((agent, at) => [agent, at]));
  const seen = new Map<string, number>();
  members.forEach((agent, at) => {
    for (const owner of agent.joins.filter(isLanLink).flatMap((join) => ownership.ownersOf(join, agent))) {
      const other = index.get(owner);
      if (other !== undefined) links.join(at, other);
    }
    for (const mark of marksOf(agent)) {
      const other = seen.get(mark);
      if (other === undefined) seen.set(mark, at);
      else links.join(at, other);
    }
  });
  const groups = new Map<string, { root: number; agents: Agent[] }>();
  members.forEach((agent, at) => {
    const root = links.find(at);
    const key = `${root}|${agent.site}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { root, agents: [agent] });
    else group.agents.push(agent);
  });
  return [...groups.values()].map(({ root, agents }) => laneOf(agents, members[root]?.id ?? ""));
}

function laneOf(agents: readonly Agent[], root: string): Lane {
  const [first] = agents;
  if (first === undefined || first.cluster.kind === "unknown") throw new Error("a lane has a named agent");
  const { product, site, cluster } = first;
  return {
    id: `${product}|${cluster.name}|${site}|${first.id}`,
    product,
    name: cluster.name,
    site,
    component: `${product}|${cluster.name}|${root}`,
    agents,
    servers: agents.filter(({ isServer }) => isServer === true),
    seeds: agents.flatMap(({ joins }) => joins.filter(isLanLink)),
  };
}

function isLanLink({ list }: Join): boolean {
  return list !== "wan";
}

/** Agents with an equal mark are in one lane: its seeds, its selectors, its folder. */
function marksOf(agent: Agent): string[] {
  const seeds = agent.joins.filter(isLanLink).flatMap((join) => seedOf(join, agent) ?? []);
  const { path } = agent.home;
  // A Compose project or a release is a folder of its own, whatever lies beside it.
  const place = agent.nameScope === "" ? path.slice(0, Math.max(0, path.lastIndexOf("/"))) : agent.nameScope;
  return [...seeds, `folder ${place}`];
}

/** What two agents name alike when they mean one seed; a short name means it in one place only. */
export function seedOf({ target }: Join, agent: Agent): string | undefined {
  if (target.kind === "host") {
    const isLocal = target.isName && (isShortName(target.host) || /\.svc(?:\.|$)/.test(target.host));
    return `host ${isLocal ? `${agent.nameScope}|` : ""}${target.host}`;
  }
  if (target.kind === "autoJoin" && !target.autoJoin.hasPlaceholder)
    return `selector ${target.autoJoin.selector}`;
  return undefined;
}
