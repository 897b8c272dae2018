/**
 * Kubernetes NetworkPolicy: it can only allow. The nearest form allows everything except the other side's
 * addresses on the gossip ports, and needs a label on the pods, which nobody but their owner can put there.
 */
import { formatCidr } from "../../base/address.ts";
import type { Dialect } from "../dialect.ts";
import type { Policy, Side } from "../statement.ts";
import { header } from "./header.ts";

export const kubernetes: Dialect = {
  id: "kubernetes-networkpolicy",
  title: "Kubernetes NetworkPolicy",
  group: "Kubernetes",
  isMeasured: false,
  canDeny: false,
  card: "can't deny: allows all but the other side · needs a label on the pods · IPv4 and IPv6",
  render: (policy) => [{ name: "networkpolicy.yaml", languageId: "yaml", text: manifest(policy) }],
};

const NOTES = [
  "A NetworkPolicy can't deny. These allow every port from everywhere, but the gossip ports not from the other side.",
  "Policies add up: any other policy that allows the other side on these ports undoes this one.",
  "Label the agents' pods first: kubectl label pod NAME lanekeeper-side=a (or b), better in their template.",
  "Pods with hostNetwork are not covered. The network plugin must enforce policies, with port ranges (endPort).",
  "Whether an existing UDP flow ends depends on the plugin: verify on every agent.",
  "Undo: kubectl delete -f networkpolicy.yaml",
];

function manifest(policy: Policy): string {
  const head = header(policy, {
    title: "Kubernetes NetworkPolicy",
    isMeasured: false,
    isHostSet: false,
    notes: NOTES,
  });
  return `${[...head, ...document(policy, policy.a), "---", ...document(policy, policy.b)].join("\n")}\n`;
}

function document(policy: Policy, side: Side): string[] {
  const statements = policy.statements.filter(({ on }) => on === side.key);
  const ports = [...new Set(statements.flatMap((each) => each.ports))].sort((x, y) => x - y);
  const closed = (protocol: "tcp" | "udp"): number[] =>
    ports.filter((port) =>
      statements.some((each) => each.protocols.includes(protocol) && each.ports.includes(port)),
    );
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: NetworkPolicy",
    "metadata:",
    `  name: lanekeeper-${policy.id.replaceAll("_", "-")}-${side.key}`,
    "  annotations:",
    `    lanekeeper/revision: "${policy.revision}"`,
    "spec:",
    "  podSelector:",
    "    matchLabels:",
    `      lanekeeper-side: ${side.key}`,
    "  policyTypes: [Ingress]",
    "  ingress:",
    ...statements
      .filter(({ family }, index, all) => all.findIndex((each) => each.family === family) === index)
      .map(({ family }) => family)
      .flatMap((family, index) => [
        ...(index === 0
          ? ["    # The gossip ports: from everywhere but the other side.", "    - from:"]
          : []),
        "        - ipBlock:",
        `            cidr: ${family === 4 ? "0.0.0.0/0" : '"::/0"'}`,
        "            except:",
        ...ranges(policy, side, family).map((range) => `              - "${range}"`),
      ]),
    ...otherFamilies(statements.map(({ family }) => family)),
    "      ports:",
    ...(["tcp", "udp"] as const).flatMap((protocol) =>
      closed(protocol).map((port) => `        - { protocol: ${protocol.toUpperCase()}, port: ${port} }`),
    ),
    "    # Every other port: from everywhere.",
    "    - ports:",
    "        - { protocol: SCTP, port: 1, endPort: 65535 }",
    ...(["tcp", "udp"] as const).flatMap((protocol) =>
      gaps(closed(protocol)).map(
        ([from, to]) => `        - { protocol: ${protocol.toUpperCase()}, port: ${from}, endPort: ${to} }`,
      ),
    ),
  ];
}

/** Addresses of the other side in one family. */
function ranges(policy: Policy, side: Side, family: 4 | 6): string[] {
  const from = policy.statements
    .filter((each) => each.on === side.key && each.family === family)
    .flatMap((each) => each.from);
  return [...new Set(from.map(formatCidr))];
}

/** A family in which nothing is closed stays open. */
function otherFamilies(families: readonly (4 | 6)[]): string[] {
  return ([4, 6] as const)
    .filter((family) => !families.includes(family))
    .flatMap((family) => [
      "        - ipBlock:",
      `            cidr: ${family === 4 ? "0.0.0.0/0" : '"::/0"'}`,
    ]);
}

/** The port ranges between the closed ones. */
function gaps(closed: readonly number[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  let from = 1;
  for (const port of [...closed, 65_536]) {
    if (port > from) found.push([from, port - 1]);
    from = port + 1;
  }
  return found;
}
