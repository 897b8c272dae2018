/** From an agent's plan to its nodes: a Serf node in its LAN pool, and for a Consul server one in the WAN pool. */
import type { Random } from "../base/random.ts";
import { lanGuard, wanGuard } from "../consul/merge.ts";
import { wanName } from "../consul/names.ts";
import { CONSUL_PORTS } from "../consul/consul.ts";
import { reconnectTimeoutMs } from "../consul/reconnectTimeout.ts";
import { clientTags, serverLanTags, serverWanTags, type ConsulServer } from "../consul/tags.ts";
import { consulLan, consulWan, serfAgent } from "../serf/config.ts";
import type { SerfSnapshot } from "../serf/recorder.ts";
import { SerfNode, type SerfOptions } from "../serf/node.ts";
import type { Tags } from "../serf/tags.ts";
import { lan, wan, type SwimConfig } from "../swim/config.ts";
import type { Hush } from "../swim/hush.ts";
import type { Identities } from "../swim/identities.ts";
import type { ClusterSpec } from "../view/cluster.ts";
import type { Plane } from "../view/view.ts";
import type { Keyring } from "../wire/keyring.ts";
import type { AgentPlan } from "./topology.ts";

/** The version that our members say they are; real agents of any 1.x get along with it. */
const BUILD = "1.8.7:";

export interface NodeSettings {
  readonly spec: ClusterSpec;
  readonly keyring: Keyring | undefined;
  readonly random: Random;
  /** Shared by all nodes of the cluster: their tables say the same of the same members. */
  readonly identities: Identities;
  /** On until the pools have come together. */
  readonly hush: Hush;
  /** What a restarted agent remembers of its LAN pool. */
  readonly snapshot?: SerfSnapshot | undefined;
}

/** The node of `plan` in one plane, not yet running; undefined where it has none. */
export function nodeOf(plan: AgentPlan, plane: Plane, settings: NodeSettings): SerfNode | undefined {
  const options = plane === "lan" ? lanOptions(plan, settings) : wanOptions(plan, settings);
  if (options === undefined) return undefined;
  const { identities, hush, keyring, random, spec, snapshot } = settings;
  return new SerfNode({
    ...options,
    random,
    identities,
    hush,
    label: spec.label,
    // Accidents happen as they do among real agents, half-done ones too.
    tellsFirst: true,
    ...(keyring === undefined ? {} : { keyring }),
    ...(snapshot === undefined || plane !== "lan" ? {} : { snapshot }),
  });
}

/** A node's name in one plane. */
export function nameIn(plan: AgentPlan, plane: Plane): string {
  return plane === "lan" ? plan.name : wanName(plan.name, plan.datacenter);
}

/** On one machine memberlist's own local profile does not compress either; who receives reads both. */
const SWIM: Readonly<Record<ClusterSpec["runs"], Partial<SwimConfig>>> = {
  sockets: { enableCompression: false },
  simulated: {},
};

type Options = Pick<SerfOptions, "name" | "address" | "config" | "tags" | "guard">;

function lanOptions(plan: AgentPlan, { spec }: NodeSettings): Options {
  const { name, datacenter, id, lan: address, role } = plan;
  const { runs } = spec;
  if (spec.product === "serf" || role === "rogue")
    return { name, address, config: serfAgent({ swim: lan(SWIM[runs]) }), tags: serfTags(plan) };
  const guard = lanGuard({ node: name, datacenter, id, segment: "" });
  const tags = role === "server" ? serverLanTags(serverOf(plan)) : clientTags(identityOf(plan));
  return {
    name,
    address,
    config: consulLan({ swim: lan(SWIM[runs]), timeoutOverride: reconnectTimeoutMs }),
    tags,
    guard,
  };
}

function wanOptions(plan: AgentPlan, { spec }: NodeSettings): Options | undefined {
  if (plan.wan === undefined || spec.product !== "consul") return undefined;
  const { runs } = spec;
  const config = consulWan({
    swim: wan({ gossipNodes: 3, ...SWIM[runs] }),
    timeoutOverride: reconnectTimeoutMs,
  });
  const tags = serverWanTags(serverOf(plan));
  return { name: nameIn(plan, "wan"), address: plan.wan, config, tags, guard: wanGuard() };
}

/** A rogue is a plain Serf agent: no tag says where it belongs. */
function serfTags({ role, datacenter }: AgentPlan): Tags {
  if (role === "rogue") return [];
  return [
    ["dc", datacenter],
    ["role", role === "server" ? "db" : "web"],
  ];
}

function identityOf({ name: node, datacenter, id }: AgentPlan): Omit<ConsulServer, "port"> {
  return { node, datacenter, id, build: BUILD };
}

function serverOf(plan: AgentPlan): ConsulServer {
  return { ...identityOf(plan), port: CONSUL_PORTS.rpc, wanPort: plan.wan?.port ?? CONSUL_PORTS.wan };
}
