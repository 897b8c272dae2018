/** Whose an address is: from bind and advertise settings, names, host folders, Compose services and hosts files. */
import { addTo } from "./multimap.ts";
import type { Agent, AgentAddress } from "./agent.ts";
import type { NameRecord } from "./facts.ts";
import { firstLabel, isLoopbackHost, isShortName } from "./host.ts";
import type { Join } from "./join.ts";
import type { FleetSettings } from "./settings.ts";

interface Claim {
  readonly agent: Agent;
  readonly address: AgentAddress;
}

export class Ownership {
  readonly #byHost = new Map<string, Claim[]>();
  readonly #byLabel = new Map<string, Claim[]>();
  readonly #ips = new Map<string, string[]>();
  /** Pairs of sites that use the same addresses for different machines, as `a|b`. */
  readonly #isolated = new Set<string>();

  constructor(
    agents: readonly Agent[],
    records: readonly NameRecord[],
    resolved: FleetSettings["resolved"] = new Map(),
  ) {
    for (const agent of agents) {
      for (const address of agent.addresses) {
        addTo(this.#byHost, address.host, { agent, address });
        if (address.isName) addTo(this.#byLabel, firstLabel(address.host), { agent, address });
      }
    }
    for (const { name, ip, nameScope } of records) addTo(this.#ips, `${nameScope}|${name}`, ip);
    for (const [name, ips] of resolved) for (const ip of ips) addTo(this.#ips, `|${name}`, ip);
    for (const claims of this.#byHost.values()) this.#noteIsolation(claims);
  }

  /** The agents that the join reaches, the joiner included; empty where no file says whose the address is. */
  ownersOf(join: Join, joiner: Agent): readonly Agent[] {
    if (join.target.kind !== "host") return [];
    const { host, isName, port } = join.target;
    const claims = this.#claimsOn(host, isName, joiner).filter((claim) => isVisible(claim, host, joiner));
    const here = claims.filter(({ agent }) => agent.site === joiner.site);
    const near = here.length > 0 ? here : claims.filter((claim) => this.#reachesAcross(claim, joiner));
    return byPort([...new Set(near.map(({ agent }) => agent))], join, port);
  }

  #claimsOn(host: string, isName: boolean, joiner: Agent): readonly Claim[] {
    const exact = this.#byHost.get(host) ?? [];
    if (!isName) return exact;
    const scopes = new Set([joiner.nameScope, ""]);
    const ips = [...scopes].flatMap((scope) => this.#ips.get(`${scope}|${host}`) ?? []);
    const resolved = ips.flatMap((ip) => this.#byHost.get(ip) ?? []);
    if (exact.length + resolved.length > 0) return [...exact, ...resolved];
    // A short name is the first label of a full one, inside one site.
    const alike = this.#byLabel.get(firstLabel(host)) ?? [];
    return alike.filter(
      ({ agent, address }) => agent.site === joiner.site && isShortName(host) !== isShortName(address.host),
    );
  }

  /** Another environment's machine is reached only by an address that means one machine in both. */
  #reachesAcross({ agent, address: { host, isName } }: Claim, joiner: Agent): boolean {
    if (isLoopbackHost(host) || (isName && isShortName(host))) return false;
    return !this.#isolated.has(pair(agent.site, joiner.site));
  }

  /** Two sites whose agents have one address cannot reach each other by it. */
  #noteIsolation(claims: readonly Claim[]): void {
    const literal = claims.filter(({ address }) => !address.isName && !isLoopbackHost(address.host));
    const sites = [...new Set(literal.map(({ agent }) => agent.site))];
    for (const one of sites)
      for (const other of sites) if (one !== other) this.#isolated.add(pair(one, other));
  }
}

/** Names and container addresses mean something inside their project only; loopback only on one machine. */
function isVisible({ agent, address }: Claim, host: string, joiner: Agent): boolean {
  if (isLoopbackHost(host)) {
    const isHere = agent.site === joiner.site && agent.nameScope === joiner.nameScope;
    return isHere && joiner.addresses.some((own) => isLoopbackHost(own.host));
  }
  if (address.scope === joiner.nameScope || address.scope === "") {
    return !address.isName || address.scope === joiner.nameScope || !isShortName(host);
  }
  return false;
}

/** Where several agents share a host, the port tells them apart; without one, the default of the pool. */
function byPort(owners: readonly Agent[], join: Join, port: number | undefined): readonly Agent[] {
  if (owners.length < 2) return owners;
  const fits = owners.filter(({ ports, product }) => {
    if (port !== undefined) return ports.lan === port || ports.wan === port || ports.others.has(port);
    if (product !== "consul") return true;
    return join.list === "wan" ? ports.wan === 8302 : ports.lan === 8301;
  });
  return fits.length > 0 ? fits : owners;
}

function pair(one: string, other: string): string {
  return one < other ? `${one}|${other}` : `${other}|${one}`;
}
