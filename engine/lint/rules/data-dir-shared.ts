/** GM701: two agents of one machine keep their state in one place. */
import { addTo } from "../model/multimap.ts";
import type { Agent, Product } from "../model/agent.ts";
import type { Fleet } from "../model/fleet.ts";
import { known, type Where } from "../model/located.ts";
import { areOnOneHost, hostMarks } from "../model/sameHost.ts";
import type { Rule } from "../rule.ts";

export const dataDirShared: Rule = {
  code: "GM701",
  id: "data-dir-shared",
  summary: "Agents of two clusters use the same state directory on one host",
  severity: "error",
  whyItIsARisk:
    "`serf/local.snapshot` in the state directory holds the members of last time, and an agent joins those first. Started with the directory of another cluster, it pulls both together.",
  examples: {
    flagged: {
      "a.hcl":
        'datacenter = "dc1"\nnode_name = "a"\nbind_addr = "127.0.0.1"\ndata_dir = "/tmp/consul"\nencrypt = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0="\nserver = true\n',
      "b.hcl":
        'datacenter = "dc2"\nnode_name = "b"\nbind_addr = "127.0.0.1"\ndata_dir = "/tmp/consul"\nencrypt = "w2VkqBmaq9hQ4y0pF9dDkeW9bJc6DPRSYl1CPIeyFyo="\nserver = true\nports {\n  serf_lan = 9301\n  serf_wan = 9302\n  server = 9300\n  http = 9500\n  dns = 9600\n}\n',
    },
    clean: {
      "a.hcl": 'datacenter = "dc1"\nbind_addr = "10.1.0.10"\ndata_dir = "/opt/consul"\n',
      "b.hcl": 'datacenter = "dc2"\nbind_addr = "10.2.0.10"\ndata_dir = "/opt/consul"\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const earlier = new Map<string, StatePlace[]>();
    for (const place of statePlaces(fleet)) {
      const beside = hostMarks(place.agent).map((mark) => `${place.directory}|${mark}`);
      const first = beside.flatMap((key) => earlier.get(key) ?? []).find((other) => isShared(other, place));
      for (const key of beside) addTo(earlier, key, place);
      if (first === undefined) continue;
      yield {
        at: place.at,
        message: `State directory ${place.directory} is also used by ${nameOf(first.agent)} (${fleet.describe(first.at)}); its Serf snapshot would re-join that cluster.`,
        related: [{ at: first.at, message: "the same directory" }],
      };
    }
  },
};

interface StatePlace {
  readonly agent: Agent;
  readonly directory: string;
  readonly at: Where;
}

function statePlaces({ agents }: Fleet): StatePlace[] {
  return agents.flatMap((agent) => {
    const setting = agent.settings.scalar(agent.product === "serf" ? "snapshot_path" : "data_dir");
    const directory = known(setting) ?? (setting === undefined ? DEFAULT_IN_IMAGE[agent.product] : undefined);
    if (agent.isDev || directory === undefined || directory === "") return [];
    const path = String(directory).replace(/(.)\/+$/, "$1");
    if (isContained(agent)) return mountedPlace(agent, path);
    return setting === undefined ? [] : [{ agent, directory: path, at: setting.at }];
  });
}

/** Where the products' own container images keep their state. */
const DEFAULT_IN_IMAGE: Readonly<Record<Product, string | undefined>> = {
  consul: "/consul/data",
  nomad: "/nomad/data",
  serf: undefined,
  memberlist: undefined,
};

function isContained({ nameScope, mounts }: Agent): boolean {
  return nameScope !== "" || mounts.length > 0;
}

/** A container's own directory is private, whatever it is called inside; what is mounted there is not. */
function mountedPlace(agent: Agent, directory: string): StatePlace[] {
  const mount = agent.mounts.find(({ to }) => directory === to || directory.startsWith(`${to}/`));
  return mount === undefined
    ? []
    : [{ agent, directory: mount.from + directory.slice(mount.to.length), at: mount.at }];
}

function isShared(one: StatePlace, other: StatePlace): boolean {
  if (one.agent.product !== other.agent.product || one.directory !== other.directory) return false;
  if (one.agent.nameScope !== other.agent.nameScope) return false;
  return areDifferent(one.agent, other.agent) && areOnOneHost(one.agent, other.agent);
}

function areDifferent({ cluster: a, nodeName: x }: Agent, { cluster: b, nodeName: y }: Agent): boolean {
  if (a.kind !== "unknown" && b.kind !== "unknown" && a.name !== b.name) return true;
  const [one, other] = [known(x), known(y)];
  return one !== undefined && other !== undefined && one.toLowerCase() !== other.toLowerCase();
}

function nameOf({ nodeName, cluster }: Agent): string {
  const name = known(nodeName) ?? "an agent";
  return cluster.kind === "unknown" ? name : `${name} of "${cluster.name}"`;
}
