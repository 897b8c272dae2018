/** Loki, Tempo, Mimir and Cortex side by side: which memberlist blocks are one system, which are two. */
import type { Agent } from "./agent.ts";
import type { Fleet } from "./fleet.ts";
import { known, type Known } from "./located.ts";

/** Agents with a `memberlist` block, in path order. */
export function memberlistAgents({ agents }: Fleet): readonly Agent[] {
  return agents.filter(({ product, isDev }) => product === "memberlist" && !isDev);
}

/** The label that keeps a pool's packets apart; undefined where nobody wrote it, or a placeholder hides it. */
export function clusterLabel({ settings }: Agent): Known<string> | undefined {
  const label = settings.scalar("cluster_label");
  return label?.known === true && label.value !== "" ? { ...label, value: String(label.value) } : undefined;
}

/**
 * True where the two are certainly not one system: other programs, one program in two environments, or in two
 * namespaces whose members they join by full names.
 */
export function areTwoSystems(one: Agent, other: Agent): boolean {
  if (one.system === UNKNOWN || other.system === UNKNOWN) return false;
  if (one.system !== other.system || one.site !== other.site) return true;
  const [here, there] = [namespacesOf(one), namespacesOf(other)];
  return here.size > 0 && there.size > 0 && ![...here].some((namespace) => there.has(namespace));
}

/** `loki` of `memberlist.loki.svc.cluster.local`. */
function namespacesOf({ joins }: Agent): ReadonlySet<string> {
  return new Set(joins.flatMap(({ text }) => /\.([\w-]+)\.svc(?:[.:]|$)/.exec(text)?.[1] ?? []));
}

/** What `agent.system` says when nothing tells whose block it is. */
const UNKNOWN = "memberlist";

/** `Tempo`, with its environment where it has one. */
export function systemName({ system, site }: Agent): string {
  const name = capitalised(system);
  return site === "" ? name : `${name} of ${site}`;
}

/** `Tempo` of `tempo`. */
export function capitalised(system: string): string {
  return system.charAt(0).toUpperCase() + system.slice(1);
}

/** How many systems gossip in this workspace. */
export function systemCount(fleet: Fleet): number {
  return new Set(memberlistAgents(fleet).map(({ system, site }) => `${site}\n${system}`)).size;
}

/** The host of a join member, without the prefix that says how to look it up. Source: dskit dns/provider.go. */
export function joinMemberHost(text: string): string | undefined {
  const host = text
    .trim()
    .replace(/^dns(?:srv(?:noa)?)?\+/, "")
    .replace(/:\d+$/, "")
    .replace(/\.$/, "")
    .toLowerCase();
  return /^[\w.:[\]-]+$/.test(host) ? host : undefined;
}

/** Whether the agent wants a label and has none; a placeholder may be one. */
export function lacksLabel({ settings }: Agent): boolean {
  const label = settings.scalar("cluster_label");
  return label === undefined || known(label) === "";
}
