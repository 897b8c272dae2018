/**
 * Reads rendered rules back and judges packets by them, knowing nothing of our policy: what a kernel would do
 * with the text, for the few kinds of rule that may stand in it. Anything else in the text is an error.
 */
import * as v from "valibot";
import { parseAllDocuments } from "yaml";
import { cidrContains, parseCidr, type Cidr } from "../../../engine/base/address.ts";
import type { Packet } from "../../../engine/firewall/verdict.ts";

export type Judge = (packet: Omit<Packet, "at">) => boolean;

/** The text that the shell function `name` of a script prints. */
export function printedBy(script: string, name: string): string {
  const start = `${name}() { cat <<'LANEKEEPER_END'\n`;
  const at = script.indexOf(start);
  const end = script.indexOf("\nLANEKEEPER_END\n", at);
  if (at === -1 || end === -1) throw new Error(`no function ${name}`);
  return script.slice(at + start.length, end);
}

/** Whether an nftables ruleset drops a packet. */
export function nftablesJudge(ruleset: string): Judge {
  const sets = new Map<string, Cidr[]>();
  for (const [, name = "", family, elements = ""] of ruleset.matchAll(
    /set (\w+) \{\s+type ipv([46])_addr; flags interval;\s+elements = \{([^}]*)\}\s+\}/g,
  )) {
    const ranges = elements.split(",").map(range);
    if (ranges.some(({ base }) => base.includes(":") !== (family === "6")))
      throw new Error(`a wrong family in ${name}`);
    sets.set(name, ranges);
  }
  const chain =
    /chain \w+ \{\n\s+type filter hook input priority -150; policy accept;\n([^}]*(?:\{[^}]*\}[^}]*)*?)\n {2}\}/.exec(
      ruleset,
    )?.[1];
  if (chain === undefined) throw new Error("no chain at hook input, priority -150");
  const rules = chain.split("\n").map((line) => {
    const match =
      /^\s+(ip6?) saddr @(\w+) (?:meta l4proto \{ ([a-z, ]+) \} th|(tcp|udp)) dport \{ ([\d, ]+) \} counter drop comment "[ -!#-~]{1,128}"$/.exec(
        line,
      );
    if (match === null) throw new Error(`not a rule of ours: ${line}`);
    const [, family = "", set = "", both, one, ports = ""] = match;
    const from = sets.get(set);
    if (from === undefined) throw new Error(`no set ${set}`);
    if (from.some(({ base }) => base.includes(":") !== (family === "ip6")))
      throw new Error(`a wrong family: ${line}`);
    return { from, protocols: (both ?? one ?? "").split(", "), ports: ports.split(", ").map(Number) };
  });
  return ({ from, protocol, port }) =>
    rules.some(
      (rule) =>
        rule.protocols.includes(protocol) &&
        rule.ports.includes(port) &&
        rule.from.some((each) => cidrContains(each, from)),
    );
}

/** Whether an iptables-restore block (or an ip6tables one) drops a packet of its family. */
export function iptablesJudge(block: string): Judge {
  const lines = block.split("\n");
  const chain = /^:(\S{1,28}) - \[0:0\]$/.exec(lines[1] ?? "")?.[1];
  if (lines[0] !== "*raw" || chain === undefined || lines.at(-1) !== "COMMIT")
    throw new Error("not a block of table raw");
  const rules = lines.slice(2, -1).map((line) => {
    const match =
      /^-A (\S+) -s (\S+) -p (tcp|udp) -m multiport --dports ([\d,]+) -m comment --comment "[ -!#-~]{1,255}" -j DROP$/.exec(
        line,
      );
    const ports = match?.[4]?.split(",").map(Number) ?? [];
    if (match?.[1] !== chain || ports.length > 15) throw new Error(`not a rule of ours: ${line}`);
    return { from: range(match[2] ?? ""), protocol: match[3], ports };
  });
  return ({ from, protocol, port }) =>
    rules.some(
      (rule) => rule.protocol === protocol && rule.ports.includes(port) && cidrContains(rule.from, from),
    );
}

const networkPolicy = v.object({
  apiVersion: v.literal("networking.k8s.io/v1"),
  kind: v.literal("NetworkPolicy"),
  metadata: v.object({
    name: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,63}$/)),
    annotations: v.record(v.string(), v.string()),
  }),
  spec: v.strictObject({
    podSelector: v.object({ matchLabels: v.strictObject({ "lanekeeper-side": v.picklist(["a", "b"]) }) }),
    policyTypes: v.tuple([v.literal("Ingress")]),
    ingress: v.array(
      v.strictObject({
        from: v.optional(
          v.array(
            v.strictObject({
              ipBlock: v.strictObject({ cidr: v.string(), except: v.optional(v.array(v.string())) }),
            }),
          ),
        ),
        ports: v.array(
          v.strictObject({
            protocol: v.picklist(["TCP", "UDP", "SCTP"]),
            port: v.number(),
            endPort: v.optional(v.number()),
          }),
        ),
      }),
    ),
  }),
});

/** Whether the policies of both sides keep a packet out. Source: the API reference of networking.k8s.io/v1. */
export function kubernetesJudge(manifest: string): (packet: Packet) => boolean {
  const policies = parseAllDocuments(manifest).map(
    (document) => v.parse(networkPolicy, document.toJS()).spec,
  );
  return ({ at, from, protocol, port }) => {
    const policy = policies.find(({ podSelector }) => podSelector.matchLabels["lanekeeper-side"] === at);
    if (policy === undefined) throw new Error(`no policy for side ${at}`);
    const isAllowed = policy.ingress.some(
      (rule) =>
        rule.ports.some(
          (each) =>
            each.protocol === protocol.toUpperCase() &&
            port >= each.port &&
            port <= (each.endPort ?? each.port),
        ) &&
        (rule.from === undefined ||
          rule.from.some(
            ({ ipBlock }) =>
              cidrContains(range(ipBlock.cidr), from) &&
              !(ipBlock.except ?? []).some((except) => cidrContains(range(except), from)),
          )),
    );
    return !isAllowed;
  };
}

function range(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr.ok) throw new Error(cidr.error);
  return cidr.value;
}
