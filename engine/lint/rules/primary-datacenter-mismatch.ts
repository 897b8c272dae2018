/** GM307: a federation that disagrees about its primary. */
import { replace } from "../edits.ts";
import type { Agent } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Lane } from "../model/lane.ts";
import type { Where } from "../model/located.ts";
import { majorityOf } from "../model/majority.ts";
import { clusterPlace } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const primaryDatacenterMismatch: Rule = {
  code: "GM307",
  id: "primary-datacenter-mismatch",
  summary: "Members of one federation disagree about the primary datacenter",
  severity: "error",
  whyItIsARisk:
    "This merges no pools, but it is the same class of mistake: after federation, tokens, CA roots and config entries flow from the wrong place, and undoing that means rebuilding the secondary.",
  examples: {
    flagged: {
      "dc1.hcl": 'datacenter = "dc1"\nserver = true\nprimary_datacenter = "dc1"\nbind_addr = "10.1.0.10"\n',
      "dc2.hcl":
        'datacenter = "dc2"\nserver = true\nprimary_datacenter = "dc2"\nbind_addr = "10.2.0.10"\nretry_join_wan = ["10.1.0.10"]\n',
      "dc3.hcl":
        'datacenter = "dc3"\nserver = true\nprimary_datacenter = "dc1"\nbind_addr = "10.3.0.10"\nretry_join_wan = ["10.1.0.10"]\n',
    },
    clean: {
      "dc1.hcl": 'datacenter = "dc1"\nserver = true\nprimary_datacenter = "dc1"\nbind_addr = "10.1.0.10"\n',
      "dc2.hcl":
        'datacenter = "dc2"\nserver = true\nprimary_datacenter = "dc1"\nbind_addr = "10.2.0.10"\nretry_join_wan = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const federation of federationsOf(fleet)) {
      const opinions = federation.flatMap((lane) =>
        lane.servers.flatMap((server) => opinionOf(server, lane) ?? []),
      );
      const explicit = opinions.filter(({ isExplicit }) => isExplicit);
      const heard = explicit.length === 0 ? [] : opinions;
      if (new Set(heard.map(({ primary }) => primary)).size < 2) continue;
      const majority = majorityOf(explicit.map(({ primary }) => primary));
      for (const opinion of heard) {
        const other = heard.find(
          ({ primary }) => primary !== opinion.primary && primary === (majority ?? primary),
        );
        if (other === undefined || (majority === undefined && !joinsDissenter(opinion, heard, fleet)))
          continue;
        yield {
          at: opinion.at,
          message: `The primary ${WORD[opinion.server.product] ?? "datacenter"} is "${opinion.primary}" here, but "${other.primary}" in ${fleet.describe(other.at)} of the same federation.`,
          related: [{ at: other.at, message: `"${other.primary}" there` }],
          ...(majority !== undefined && opinion.isExplicit
            ? { fix: { title: `Name "${majority}"`, edits: [replace(opinion.at, majority)], isSafe: false } }
            : {}),
        };
      }
    }
    yield* unknownPrimaries(fleet);
  },
};

const WORD: Readonly<Partial<Record<Agent["product"], string>>> = { nomad: "(authoritative) region" };

interface Opinion {
  readonly server: Agent;
  readonly primary: string;
  readonly isExplicit: boolean;
  readonly at: Where;
}

/** Consul's default is the own datacenter; Nomad's authoritative region has none. */
function opinionOf(server: Agent, { product, name }: Lane): Opinion | undefined {
  const { primary } = server;
  if (primary?.known === true)
    return { server, primary: primary.value.toLowerCase(), isExplicit: true, at: primary.at };
  if (primary !== undefined || product !== "consul" || !server.isClosed) return undefined;
  return { server, primary: name, isExplicit: false, at: clusterPlace(server) };
}

/** Lanes with servers that are federated with another, each group once. */
function federationsOf(fleet: Fleet): Lane[][] {
  const groups: Lane[][] = [];
  for (const lane of fleet.lanes.filter(
    ({ product, servers }) => servers.length > 0 && (product === "consul" || product === "nomad"),
  )) {
    const group = groups.find(([first]) => first !== undefined && fleet.federates(first, lane));
    if (group === undefined) groups.push([lane]);
    else group.push(lane);
  }
  return groups;
}

/** Without a majority, whoever joins has to agree with those that it joins. */
function joinsDissenter({ server, primary }: Opinion, heard: readonly Opinion[], fleet: Fleet): boolean {
  const list = server.product === "nomad" ? "lan" : "wan";
  const targets = server.joins
    .filter((join) => join.list === list)
    .flatMap((join) => fleet.ownersOf(join, server));
  return heard.some((other) => other.primary !== primary && targets.includes(other.server));
}

function* unknownPrimaries({
  lanes,
  agents,
}: Fleet): Generator<{ at: Where; message: string; severity: "information" }> {
  const names = new Set(lanes.filter(({ product }) => product === "consul").map(({ name }) => name));
  if (names.size < 2) return;
  for (const { product, isDev, primary } of agents) {
    if (product !== "consul" || isDev || primary?.known !== true || names.has(primary.value.toLowerCase()))
      continue;
    const message = `No agent here is in datacenter "${primary.value}", which this one takes for its primary.`;
    yield { at: primary.at, message, severity: "information" };
  }
}
