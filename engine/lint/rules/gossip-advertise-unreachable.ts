/** GM605: the agent tells its peers an address at which they find themselves. */
import type { Agent } from "../model/agent.ts";
import { advertisedAddress, boundAddress, ipOf } from "../model/gossipAddress.ts";
import { isLoopbackHost, isUnspecified } from "../model/host.ts";
import type { Join, JoinList } from "../model/join.ts";
import { known, type Located } from "../model/located.ts";
import type { Report, Rule } from "../rule.ts";

export const gossipAdvertiseUnreachable: Rule = {
  code: "GM605",
  id: "gossip-advertise-unreachable",
  summary: "The agent advertises an address that others cannot mean",
  severity: "warning",
  whyItIsARisk:
    "Members gossip the advertised address. With 127.0.0.1 every peer probes itself under that name; on a host that runs agents of two clusters, that mixes them.",
  examples: {
    flagged: {
      "agent.hcl":
        'datacenter = "dc1"\nbind_addr = "0.0.0.0"\nadvertise_addr = "127.0.0.1"\nretry_join = ["10.1.0.10"]\n',
    },
    clean: {
      "agent.hcl":
        'datacenter = "dc1"\nbind_addr = "0.0.0.0"\nadvertise_addr = "{{ GetPrivateIP }}"\nretry_join = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent) {
    if (agent.isDev || !gossips(agent)) return;
    const advertised = advertisedAddress(agent);
    yield* reportsOf(agent, advertised ?? boundAddress(agent), advertised !== undefined, ["lan"]);
    if (agent.product !== "consul") return;
    const wan =
      agent.settings.scalar("advertise_addr_wan") ?? agent.settings.scalar("advertise_addrs.serf_wan");
    const wanBound = advertised === undefined ? agent.settings.scalar("serf_wan") : undefined;
    yield* reportsOf(agent, asText(wan ?? wanBound), wan !== undefined, ["wan", "lan"]);
  },
};

/** Clients of Nomad take part in no pool. */
function gossips({ product, isServer }: Agent): boolean {
  return product !== "memberlist" && (product !== "nomad" || isServer === true);
}

function* reportsOf(
  agent: Agent,
  address: Located<string | number | boolean> | undefined,
  isAdvertised: boolean,
  planes: readonly JoinList[],
): Iterable<Report> {
  const ip = ipOf(asText(address));
  if (address === undefined || ip === undefined) return;
  if (isAdvertised && isUnspecified(ip)) {
    yield report(agent, address, `Advertises ${ip}, which is no address that a peer could call.`);
  }
  if (!isLoopbackHost(ip)) return;
  const elsewhere = agent.joins.find((join) => planes.includes(join.list) && leavesTheHost(join, agent));
  if (elsewhere === undefined) return;
  const joins = elsewhere.target.kind === "autoJoin" ? "machines found by a provider" : elsewhere.text;
  yield report(agent, address, `Advertises ${ip} but joins ${joins}; peers would contact their own host.`);
}

function report(agent: Agent, { at }: Located<unknown>, message: string): Report {
  if (agent.product === "serf") return { at, message };
  const edits = [{ path: at.path, span: at.span, text: "{{ GetPrivateIP }}" }];
  return { at, message, fix: { title: "Advertise the machine's private address", edits, isSafe: false } };
}

function leavesTheHost({ target }: Join, { nodeName }: Agent): boolean {
  if (target.kind === "autoJoin") return true;
  return (
    target.kind === "host" && !isLoopbackHost(target.host) && target.host !== known(nodeName)?.toLowerCase()
  );
}

function asText(address: Located<string | number | boolean> | undefined): Located<string> | undefined {
  return address?.known === true ? { ...address, value: String(address.value) } : address;
}
