/** AWS network ACL as Terraform: numbered deny rules, stateless, one a range, protocol and port. */
import { formatCidr } from "../../base/address.ts";
import { familyOf } from "../cidrs.ts";
import type { Dialect } from "../dialect.ts";
import type { Policy, Side } from "../statement.ts";
import { header } from "./header.ts";

/** Rules of one direction that AWS allows an ACL before the quota is raised. */
const RULES_MAX = 20;
/** The numbers of our rules begin here; a lower number wins. */
const FIRST_NUMBER = 10;

export const awsNetworkAcl: Dialect = {
  id: "aws-network-acl",
  title: "AWS network ACL (Terraform)",
  group: "Cloud",
  isMeasured: false,
  canDeny: true,
  card: "denies · stateless · IPv4 and IPv6 · between subnets only · few rules",
  render: (policy) => [{ name: "network_acl.tf", languageId: "terraform", text: module(policy) }],
};

interface AclRule {
  readonly cidr: string;
  readonly isV6: boolean;
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

function module(policy: Policy): string {
  const counts = [policy.a, policy.b].map((side) => rulesOf(policy, side).length);
  const notes = [
    "Network ACLs stand at the border of a subnet: two agents in one subnet are not kept apart. Security groups can't deny.",
    `The rules take the numbers from ${FIRST_NUMBER} on; they must come before those that allow.`,
    ...(Math.max(...counts) >= RULES_MAX
      ? [
          `TOO MANY: ${Math.max(...counts)} rules for one ACL; AWS takes ${RULES_MAX} a direction unless the quota is raised. Accept wider ranges.`,
        ]
      : []),
    "Undo: terraform destroy, or take the module out again.",
  ];
  const head = header(policy, {
    title: "AWS network ACL (Terraform)",
    isMeasured: false,
    isHostSet: false,
    notes: notes,
  });
  return `${[...head, "", ...side(policy, policy.a), "", ...side(policy, policy.b)].join("\n")}\n`;
}

function side(policy: Policy, of: Side): string[] {
  const key = of.key;
  return [
    `variable "network_acl_id_${key}" {`,
    "  type        = string",
    `  description = "Network ACL of the subnets of side ${key.toUpperCase()}"`,
    "}",
    "",
    "locals {",
    `  lanekeeper_${key} = [`,
    ...rulesOf(policy, of).map(
      ({ cidr, isV6, protocol, port }) =>
        `    { cidr = "${cidr}", ipv6 = ${isV6}, protocol = "${protocol}", port = ${port} },`,
    ),
    "  ]",
    "}",
    "",
    `resource "aws_network_acl_rule" "lanekeeper_${key}" {`,
    `  count           = length(local.lanekeeper_${key})`,
    `  network_acl_id  = var.network_acl_id_${key}`,
    `  rule_number     = ${FIRST_NUMBER} + count.index`,
    "  egress          = false",
    '  rule_action     = "deny"',
    `  protocol        = local.lanekeeper_${key}[count.index].protocol`,
    `  cidr_block      = local.lanekeeper_${key}[count.index].ipv6 ? null : local.lanekeeper_${key}[count.index].cidr`,
    `  ipv6_cidr_block = local.lanekeeper_${key}[count.index].ipv6 ? local.lanekeeper_${key}[count.index].cidr : null`,
    `  from_port       = local.lanekeeper_${key}[count.index].port`,
    `  to_port         = local.lanekeeper_${key}[count.index].port`,
    "}",
  ];
}

function rulesOf(policy: Policy, { key }: Side): AclRule[] {
  return policy.statements
    .filter(({ on }) => on === key)
    .flatMap(({ from, protocols, ports }) =>
      from.flatMap((range) =>
        protocols.flatMap((protocol) =>
          ports.map((port) => ({ cidr: formatCidr(range), isV6: familyOf(range) === 6, protocol, port })),
        ),
      ),
    );
}
