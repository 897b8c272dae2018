/** Whom each agent would contact, by its join lists, and which of these contacts lead out of its pool. */
import type { Agent, Product } from "../lint/model/agent.ts";
import type { Fleet } from "../lint/model/fleet.ts";
import { isLoopbackHost, isShortName, isUnspecified } from "../lint/model/host.ts";
import { isAnsweredNearby } from "../lint/model/nearbyNames.ts";
import type { Join } from "../lint/model/join.ts";
import { seedOf } from "../lint/model/lanes.ts";
import { known } from "../lint/model/located.ts";
import { joinMemberHost } from "../lint/model/memberlistSystem.ts";
import { dependsOnPlace, isIncomparable } from "../lint/model/providers.ts";
import { isPlaceholderName } from "../lint/model/placeholder.ts";
import { selects } from "../lint/model/gossipService.ts";
import { Cast, LAN_PORT, WAN_PORT } from "./cast.ts";
import { keyOf } from "./keys.ts";
import { Pools, PRODUCT_NAMES } from "./pools.ts";
import type { Actor, Contact, Pool, Stage, Unplayed } from "./stage.ts";

/** Ports that tell whose gossip is behind an address that no file describes. */
const PRODUCT_OF_PORT: ReadonlyMap<number, Product> = new Map([
  [8301, "consul"],
  [8302, "consul"],
  [4648, "nomad"],
  [7946, "serf"],
]);
/** Where gossip is never spoken: RPC, HTTP, gRPC, DNS. */
const OTHER_PORTS = new Set([8300, 8500, 8501, 8502, 8503, 8600, 4646, 4647, 7373]);
const SYSTEMS = ["loki", "tempo", "mimir", "cortex", "pyroscope"];

/** Sets the stage for a fleet. */
export function setStage(fleet: Fleet): Stage {
  return new StageSetting(fleet).stage();
}

class StageSetting {
  private readonly pools: Pools;
  private readonly cast: Cast;
  private readonly strangers = new Map<string, Actor[]>();
  private readonly contacts: Contact[] = [];
  private readonly unplayed: Unplayed[] = [];
  private readonly assumptions = new Set<string>();

  constructor(private readonly fleet: Fleet) {
    this.pools = new Pools(fleet);
    this.cast = new Cast(fleet, this.pools);
  }

  stage(): Stage {
    const agents = this.fleet.agents.filter(({ isDev }) => !isDev);
    for (const agent of agents) for (const join of agent.joins) this.follow(agent, join);
    for (const agent of agents) this.discover(agent);
    this.services();
    const open = this.cast.actors.filter(({ key }) => key.kind === "any").length;
    if (open > 0)
      this.assumptions.add(
        `The gossip keys of ${open} members are not in these files; they are taken to be no barrier.`,
      );
    const crossings = this.contacts.filter(({ from, to }) => from.pool !== to.pool);
    const { actors } = this.cast;
    return { actors, crossings, unplayed: this.unplayed, assumptions: [...this.assumptions] };
  }

  private follow(agent: Agent, join: Join): void {
    if (join.list === "rpc") return;
    const from = this.cast.side(agent, join.list);
    if (from === undefined) return this.leaveOut(join, "the agent has no such pool");
    const { target } = join;
    switch (target.kind) {
      case "host":
        return this.followHost(agent, from, join, target.host, target.port ?? from.address.port);
      case "autoJoin":
        return this.followSelector(agent, from, join);
      case "malformed":
        return this.leaveOut(join, target.reason);
      case "unknown":
        return this.leaveOut(join, "a placeholder stands for the address");
    }
  }

  private followHost(agent: Agent, from: Actor, join: Join, host: string, port: number): void {
    const all = this.fleet.ownersOf(join, agent).filter(({ isDev }) => !isDev);
    // One that is of the own pool, or may be, is the one that is meant.
    const near = all.filter((owner) => owner.product === agent.product && !this.isForeign(owner, from.pool));
    const owners = near.length > 0 ? near : all;
    if (owners.length > 0) {
      const to = owners.flatMap((owner) => this.cast.at(owner, port) ?? []);
      for (const actor of to) this.add(from, actor, join);
      if (to.length === 0) this.leaveOut(join, `nobody gossips at port ${port} there`);
      return;
    }
    if (isLoopbackHost(host) || isUnspecified(host)) return this.leaveOut(join, "is this machine itself");
    if (OTHER_PORTS.has(port)) return this.leaveOut(join, `no gossip is spoken at port ${port}`);
    const behind = this.strangerBehind(agent, from, join, host, port);
    const to = behind.find(({ address }) => address.port === port) ?? behind[0];
    if (to !== undefined) this.add(from, to, join);
  }

  private isForeign(owner: Agent, pool: Pool): boolean {
    return this.pools.isCertain(owner) && this.pools.of(owner) !== pool && pool.plane === "lan";
  }

  /** Nobody's address here: whoever names it first is taken to be right. */
  private strangerBehind(agent: Agent, from: Actor, join: Join, host: string, port: number): Actor[] {
    const lan = this.pools.of(agent);
    const foreign = this.foreignBehind(agent, host, join.list === "wan" ? undefined : port);
    const isNear =
      isAnsweredNearby(host) || this.isSplit(host) || (agent.product === "memberlist" && isShortName(host));
    // Nomad's servers are one pool across regions, so that a full name is one seed in every environment.
    const site = agent.product === "nomad" && !isShortName(host) ? "" : agent.site;
    const key = [foreign?.id ?? agent.product, site, isNear ? lan.id : "", seedOf(join, agent) ?? host].join(
      "|",
    );
    const before = this.strangers.get(key);
    if (before !== undefined) return before;
    const isRemote = join.list === "wan";
    const pool = foreign ?? (isRemote ? this.remote(host) : lan);
    const mates = this.fleet.laneOf(agent)?.agents ?? [agent];
    const made = this.cast.stranger(host, {
      pool,
      datacenter: datacenterOf(agent, pool, lan),
      lanPort: isRemote || port === WAN_PORT ? LAN_PORT[pool.product] : port,
      key: foreign === undefined || from.key.kind === "none" ? keyOf(agent, mates) : { kind: "any" },
      label: foreign === undefined ? from.label : "",
    });
    this.strangers.set(key, made);
    return made;
  }

  private remote(host: string): Pool {
    return this.pools.foreign(`remote|${host}`, "consul", `Consul LAN pool of ${host}`);
  }

  /** What a name or a port tells: another datacenter, product or system. */
  private foreignBehind(agent: Agent, host: string, port: number | undefined): Pool | undefined {
    if (agent.product === "consul") {
      const name = /\.(?:node|service)\.([a-z0-9_-]+)\.consul$/.exec(`.${host}`)?.[1];
      const own = agent.cluster.kind === "unknown" ? undefined : agent.cluster.name;
      if (name !== undefined && own !== undefined && name !== own && port !== undefined)
        return this.pools.foreign(`dns|${name}`, "consul", `Consul LAN pool of ${name}`);
    }
    if (agent.product === "memberlist") {
      const named = systemInName(host);
      if (named === undefined || named === agent.system || !SYSTEMS.includes(agent.system)) return undefined;
      return this.pools.foreign(`system|${named}`, "memberlist", `pool of ${named}`);
    }
    const product = port === undefined ? undefined : PRODUCT_OF_PORT.get(port);
    if (product === undefined || product === agent.product) return undefined;
    return this.pools.foreign(
      `port|${product}|${host}`,
      product,
      `${PRODUCT_NAMES[product]} pool behind ${host}`,
    );
  }

  private isSplit(host: string): boolean {
    return this.fleet.settings.splitHorizonNames.some((name) => name.toLowerCase() === host);
  }

  /** Cloud auto-join finds whoever carries the tags: all who name the selector, in whatever list. */
  private followSelector(agent: Agent, from: Actor, join: Join): void {
    if (join.target.kind !== "autoJoin") return;
    const { autoJoin } = join.target;
    if (isIncomparable(autoJoin)) return this.leaveOut(join, "what it finds cannot be told from here");
    if (dependsOnPlace(autoJoin)) return this.leaveOut(join, "what it finds depends on where it runs");
    const found = this.fleet.agents.filter(
      (other) =>
        other !== agent &&
        other.product === agent.product &&
        other.site === agent.site &&
        other.joins.some(
          ({ target, list }) =>
            list !== "rpc" && target.kind === "autoJoin" && target.autoJoin.selector === autoJoin.selector,
        ),
    );
    for (const other of found) {
      const to = this.cast.side(other, join.list === "wan" ? "wan" : "lan");
      if (to !== undefined) this.add(from, to, join);
    }
  }

  /** `serf agent -discover NAME`: all of one name on one network find each other. */
  private discover(agent: Agent): void {
    const setting = agent.product === "serf" ? agent.settings.scalar("discover") : undefined;
    const name = known(setting);
    const from = this.cast.side(agent, "lan");
    if (setting === undefined || name === undefined || name === "" || from === undefined) return;
    if (isPlaceholderName(String(name))) return;
    for (const other of this.fleet.agents) {
      if (other === agent || other.product !== "serf" || known(other.settings.scalar("discover")) !== name)
        continue;
      const to = this.cast.side(other, "lan");
      if (to === undefined || this.contacts.some((one) => one.from === from && one.to.pool === to.pool))
        continue;
      this.contacts.push({ from, to, at: setting.at, text: String(name) });
      this.assumptions.add("Agents with one mDNS name are taken to be in one network.");
    }
  }

  /** A headless service that selects the pods of two systems is a name that leads to both. */
  private services(): void {
    for (const service of this.fleet.headlessServices) {
      const systems = new Set(
        this.fleet.labelledPods.filter((pods) => selects(service, pods)).map(({ system }) => system),
      );
      const sides = [...systems].map((system) => this.memberOf(system));
      const [from] = sides;
      for (const to of sides.slice(1))
        if (from !== undefined && to !== undefined)
          this.contacts.push({ from, to, at: service.at, text: service.name });
    }
  }

  /** One whose config is here, or one that only its pods tell of. */
  private memberOf(system: string): Actor | undefined {
    const known = this.cast.actors.find(({ agent }) => agent?.system === system);
    if (known !== undefined) return known;
    const pool = this.pools.foreign(`system|${system}`, "memberlist", `pool of ${system}`);
    const place = { datacenter: "", lanPort: LAN_PORT.memberlist, key: { kind: "none" }, label: "" } as const;
    return this.cast.stranger(system, { pool, ...place })[0];
  }

  private add(from: Actor, to: Actor, join: Join): void {
    const isCertain = [from.agent, to.agent].every(
      (agent) => agent === undefined || this.pools.isCertain(agent),
    );
    if (from.pool !== to.pool && !isCertain && from.pool.product === to.pool.product)
      return this.leaveOut(join, "no file says to which cluster one of the two belongs");
    this.contacts.push({ from, to, at: join.at, text: join.text });
  }

  private leaveOut({ at, text }: Join, why: string): void {
    this.unplayed.push({ at, text, why });
  }
}

/** `tempo` of `tempo-gossip-ring.…`. */
function systemInName(host: string): string | undefined {
  const words = (joinMemberHost(host) ?? "").split(".", 1)[0]?.split(/[-_]/) ?? [];
  const named = SYSTEMS.filter((system) => words.includes(system));
  return named.length === 1 ? named[0] : undefined;
}

/** Of a stranger: its pool's own name where that is not the joiner's. */
function datacenterOf(agent: Agent, pool: Pool, own: Pool): string {
  if (pool === own && agent.cluster.kind !== "unknown") return agent.cluster.name;
  return /^(?:dns|remote)\|(.+)$/.exec(pool.id)?.[1] ?? pool.title;
}
