/** GM606: the LAN pool on an address that the whole Internet can call. */
import type { Fix } from "../finding.ts";
import type { Agent } from "../model/agent.ts";
import {
  advertisedAddress,
  boundAddress,
  gossipAddress,
  ipOf,
  isPrivateIp,
  isPublicIp,
} from "../model/gossipAddress.ts";
import { isSockaddrTemplate } from "../model/placeholder.ts";
import type { Known, Located } from "../model/located.ts";
import type { Report, Rule, Texts } from "../rule.ts";

export const lanGossipOnPublicAddress: Rule = {
  code: "GM606",
  id: "lan-gossip-on-public-address",
  summary: "The LAN pool is offered on a WAN-reachable address",
  severity: "warning",
  whyItIsARisk:
    "A public LAN address invites LAN joins from other sites. What other datacenters may call belongs into `advertise_addr_wan`.",
  examples: {
    flagged: {
      "server.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nadvertise_addr = "203.0.113.7"\nadvertise_addr_wan = "203.0.113.7"\n',
    },
    clean: {
      "server.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nadvertise_addr_wan = "203.0.113.7"\ntranslate_wan_addrs = true\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent, texts) {
    if (agent.product !== "consul" || agent.isDev || agent.settings.has("serf_lan_allowed_cidrs")) return;
    yield* addressReports(agent, texts);
    for (const { list, target, at } of agent.joins) {
      if (list !== "lan" || target.kind !== "autoJoin") continue;
      const wanted = target.autoJoin.values.get("addr_type") ?? target.autoJoin.values.get("address_type");
      if (wanted?.startsWith("public") !== true) continue;
      yield { at, message: `LAN gossip joins public addresses (\`${wanted}\`); use private ones.` };
    }
  },
};

function* addressReports(agent: Agent, texts: Texts): Iterable<Report> {
  const address = gossipAddress(agent);
  if (address === undefined) return;
  const ip = ipOf(address);
  const template = address.known ? address.value : address.text;
  if (isSockaddrTemplate(template) && /GetPublicI(P|nterfaces)/.test(template)) {
    yield report(agent, address, texts, "a public address");
  } else if (ip !== undefined && isPublicIp(ip)) {
    yield report(agent, address, texts, `public address ${ip}`);
  } else if (ip !== undefined && isWanAddressOfPrivateBind(agent, ip)) {
    yield report(agent, address, texts, `${ip}, which is its WAN address too`);
  }
}

/** The one address for both pools, on a machine that has a private one. */
function isWanAddressOfPrivateBind(agent: Agent, ip: string): boolean {
  const wan = agent.settings.scalar("advertise_addr_wan");
  const bound = ipOf(boundAddress(agent));
  if (wan?.known !== true || bound === undefined || bound === ip || !isPrivateIp(bound)) return false;
  return advertisedAddress(agent) !== undefined && ipOf(wan as Known<string>) === ip;
}

function report({ settings }: Agent, address: Located<string>, texts: Texts, what: string): Report {
  const { at, written } = address;
  const isWanFree = !settings.has("advertise_addr_wan");
  const hint = isWanFree
    ? "use `advertise_addr_wan` for it"
    : "the WAN pool has it in `advertise_addr_wan` already";
  const message = `LAN gossip is advertised on ${what}; ${hint}.`;
  return isWanFree && written === "advertise_addr"
    ? { at, message, fix: renamed(address, texts) }
    : { at, message };
}

/** Not safe: the LAN address is then the bound one, which may be a wrong one. */
function renamed({ entry: { path, span } }: Located<string>, texts: Texts): Fix {
  const start = texts.text(path).indexOf("advertise_addr", span.start);
  const end = start + "advertise_addr".length;
  return {
    title: "Advertise it in the WAN pool only",
    edits: [{ path, span: { start, end }, text: "advertise_addr_wan" }],
    isSafe: false,
  };
}
