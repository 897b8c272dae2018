/** GM302: two spellings of one datacenter name. */
import { replace } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { seedOf } from "../model/lanes.ts";
import type { Known } from "../model/located.ts";
import { clusterNoun, isSpellingVariant } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const datacenterNameVariant: Rule = {
  code: "GM302",
  id: "datacenter-name-variant",
  summary: "Two spellings of what is nearly the same datacenter name",
  severity: "warning",
  whyItIsARisk:
    'Where only capitals differ, two intended datacenters are one for Consul. Where a dash differs, one datacenter is two: the agent is refused, and somebody "repairs" that by hand.',
  examples: {
    flagged: {
      "a.hcl": 'datacenter = "fra-1"\nserver = true\nbind_addr = "10.1.0.10"\nretry_join = ["10.1.0.12"]\n',
      "a2.hcl": 'datacenter = "fra-1"\nbind_addr = "10.1.0.12"\nretry_join = ["10.1.0.10"]\n',
      "b.hcl": 'datacenter = "fra1"\nbind_addr = "10.1.0.11"\nretry_join = ["10.1.0.10"]\n',
    },
    clean: {
      "a.hcl": 'datacenter = "fra-1"\nserver = true\n',
      "b.hcl": 'datacenter = "fra-2"\nserver = true\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const names = namesOf(fleet);
    for (const spelling of names) {
      const other = names.find(
        (candidate) => outweighs(candidate, spelling) && areOne(candidate, spelling, fleet),
      );
      if (other === undefined) continue;
      const noun = clusterNoun(spelling.product);
      const isSame =
        spelling.product === "consul" && spelling.name.toLowerCase() === other.name.toLowerCase();
      const are = isSame
        ? "are one datacenter for Consul, which lower-cases names"
        : `are two ${noun}s, though one joins the other`;
      for (const { at } of spelling.uses) {
        yield {
          at,
          message: `"${spelling.name}" and "${other.name}" (${fleet.describe(other.first.at)}) ${are}.`,
          related: [{ at: other.first.at, message: `spelled "${other.name}"` }],
          fix: { title: `Write "${other.name}"`, edits: [replace(at, other.name)], isSafe: false },
        };
      }
    }
  },
};

interface Spelling {
  readonly name: string;
  readonly product: Agent["product"];
  readonly site: string;
  readonly agents: readonly Agent[];
  readonly uses: readonly Known<string>[];
  readonly first: Known<string>;
}

/** Literal names as written, in path order. */
function namesOf({ agents }: Fleet): Spelling[] {
  const found = new Map<string, { name: string; agents: Agent[]; uses: Known<string>[] }>();
  for (const agent of agents) {
    const { product, site, cluster, isDev } = agent;
    if (isDev || cluster.kind !== "named" || (product !== "consul" && product !== "nomad")) continue;
    const name = cluster.setting.value;
    const key = `${product}|${site}|${name}`;
    const spelling = found.get(key) ?? { name, agents: [], uses: [] };
    spelling.agents.push(agent);
    spelling.uses.push(cluster.setting);
    found.set(key, spelling);
  }
  return [...found.values()].flatMap(({ name, agents: own, uses }) => {
    const [agent] = own;
    const [first] = uses;
    if (agent === undefined || first === undefined) return [];
    return [{ name, product: agent.product, site: agent.site, agents: own, uses, first }];
  });
}

/** The more frequent spelling is the right one; of two equally frequent ones, the lower-cased one, then the first. */
function outweighs(one: Spelling, other: Spelling): boolean {
  if (one.product !== other.product || one.site !== other.site || one.name === other.name) return false;
  if (one.agents.length !== other.agents.length) return one.agents.length > other.agents.length;
  const isLower = ({ name }: Spelling): boolean => name === name.toLowerCase();
  if (isLower(one) !== isLower(other)) return isLower(one);
  return one.first.at.path < other.first.at.path;
}

function areOne(one: Spelling, other: Spelling, fleet: Fleet): boolean {
  const isSame = one.product === "consul" && one.name.toLowerCase() === other.name.toLowerCase();
  return isSame || (isSpellingVariant(one.name, other.name) && areConnected(one, other, fleet));
}

/** Whether an agent of one joins an agent of the other, or both name one seed. */
function areConnected(one: Spelling, other: Spelling, fleet: Fleet): boolean {
  const reaches = (from: Spelling, to: Spelling): boolean =>
    from.agents.some((agent) =>
      agent.joins.some(
        (join) =>
          join.list !== "wan" && fleet.ownersOf(join, agent).some((owner) => to.agents.includes(owner)),
      ),
    );
  const seeds = (spelling: Spelling): string[] =>
    spelling.agents.flatMap((agent) =>
      agent.joins.flatMap((join) => (join.list === "wan" ? [] : (seedOf(join, agent) ?? []))),
    );
  const shared = new Set(seeds(one));
  return reaches(one, other) || reaches(other, one) || seeds(other).some((seed) => shared.has(seed));
}
