/** GM607: a client of a network segment calls at another segment's door. */
import type { Agent } from "../model/agent.ts";
import { agentsOfDatacenter } from "../model/datacenter.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Join } from "../model/join.ts";
import { known } from "../model/located.ts";
import { segmentsOf } from "../model/segments.ts";
import type { Report, Rule } from "../rule.ts";

const DEFAULT_PORT = 8301;

export const segmentJoinMismatch: Rule = {
  code: "GM607",
  id: "segment-join-mismatch",
  summary: "A client of a network segment joins another segment's port",
  severity: "error",
  whyItIsARisk:
    "Segments are LAN pools of their own on the same servers. The guard compares the segment's name, so the client never joins; and equal ports merge two pools, or stop the server.",
  examples: {
    flagged: {
      "client.hcl": 'datacenter = "dc1"\nsegment = "alpha"\nretry_join = ["10.1.0.10"]\n',
      "server.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nsegments = [{ name = "alpha" bind = "10.1.0.10" port = 8303 }]\n',
    },
    clean: {
      "client.hcl": 'datacenter = "dc1"\nsegment = "alpha"\nretry_join = ["10.1.0.10:8303"]\n',
      "server.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nsegments = [{ name = "alpha" bind = "10.1.0.10" port = 8303 }]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    for (const agent of fleet.agents) {
      if (agent.product !== "consul" || agent.isDev) continue;
      const segment = known(agent.segment) ?? "";
      if (agent.isServer === true && agent.settings.has("segments")) yield* portReports(agent);
      else if (agent.isServer !== true && segment !== "") yield* joinReports(agent, segment, fleet);
    }
  },
};

function* joinReports(agent: Agent, segment: string, fleet: Fleet): Iterable<Report> {
  for (const join of agent.joins) {
    if (join.list !== "lan" || join.target.kind !== "host") continue;
    const servers = serversBehind(join, agent, fleet);
    const ports = portsOf(servers, segment);
    const port = join.target.port ?? DEFAULT_PORT;
    if (ports.size === 0 || ports.has(port)) continue;
    const [right] = ports;
    yield {
      at: join.at,
      message: `Segment "${segment}" listens on port ${[...ports].join(" or ")}, but this joins ${doorText(servers, port)}.`,
      ...(right === undefined || ports.size > 1 ? {} : { fix: portFix(join, right) }),
    };
  }
}

/** The servers that own the address; where nobody does, those of the own datacenter stand for them. */
function serversBehind(join: Join, agent: Agent, fleet: Fleet): readonly Agent[] {
  const owners = fleet.ownersOf(join, agent).filter((owner) => owner.isServer === true);
  if (owners.length > 0) return owners;
  return agentsOfDatacenter(agent, fleet).filter(({ isServer }) => isServer === true);
}

function portsOf(servers: readonly Agent[], segment: string): ReadonlySet<number> {
  const doors = servers.flatMap((server) => segmentsOf(server));
  return new Set(doors.filter(({ name }) => name === segment).map(({ port }) => port.value));
}

function doorText(servers: readonly Agent[], port: number): string {
  const other = servers
    .flatMap((server) => segmentsOf(server))
    .find((segment) => segment.port.value === port);
  if (other !== undefined) return `port ${port} of segment "${other.name}"`;
  return servers.some(({ ports }) => ports.lan === port)
    ? `port ${port} of the default segment`
    : `port ${port}`;
}

function portFix(join: Join, port: number): NonNullable<Report["fix"]> {
  const { target, at } = join;
  const host = target.kind === "host" && target.host.includes(":") ? `[${target.host}]` : hostText(join.text);
  const edits = [{ path: at.path, span: at.span, text: `${host}:${port}` }];
  return { title: `Use port ${port}`, edits, isSafe: true };
}

function hostText(text: string): string {
  return text.replace(/:\d+$/, "");
}

/** Two doors with one number on one address. */
function* portReports(agent: Agent): Iterable<Report> {
  const taken = new Map<string, string>();
  const door = (bind: string | undefined, port: number): string => `${bind ?? ""}:${port}`;
  if (agent.ports.lan !== undefined) taken.set(door(undefined, agent.ports.lan), "`ports.serf_lan`");
  if (agent.ports.wan !== undefined) taken.set(door(undefined, agent.ports.wan), "`ports.serf_wan`");
  const own = new Set(agent.addresses.map(({ host }) => host));
  for (const { name, bind, port } of segmentsOf(agent)) {
    const place = door(bind === undefined || own.has(bind) ? undefined : bind, port.value);
    const other = taken.get(place);
    if (other !== undefined) {
      yield {
        at: port.at,
        message: `Segment "${name}" listens on port ${port.value}, which is taken by ${other}.`,
      };
    }
    taken.set(place, `segment "${name}"`);
  }
}
