# Lanekeeper rule set dc1_dc2_d6fc, revision 8ff5a63f, AWS network ACL (Terraform)
# Pool dc1 LAN: keeps dc1 (side A) and dc2 (side B) from gossiping with each other.
# UNMEASURED: nobody has applied this dialect to a real cluster yet. Read it before you use it, and verify
#   afterwards.
#
# What is wanted, on both sides; on one side only it does not hold:
#   1. on side A, IPv4: drop tcp+udp to port 8301 from 1 range. LAN gossip of dc2 must not reach dc1.
#   2. on side A, IPv6: drop tcp+udp to port 8301 from 1 range. LAN gossip of dc2 must not reach dc1.
#   3. on side A, IPv4: drop tcp to port 8300 from 1 range. Server RPC of dc2 must not reach dc1.
#   4. on side A, IPv6: drop tcp to port 8300 from 1 range. Server RPC of dc2 must not reach dc1.
#   5. on side B, IPv4: drop tcp+udp to port 8301, 8311 from 2 ranges. LAN gossip of dc1 must not reach dc2.
#   6. on side B, IPv6: drop tcp+udp to port 8301, 8311 from 1 range. LAN gossip of dc1 must not reach dc2.
#   7. on side B, IPv4: drop tcp to port 8300 from 2 ranges. Server RPC of dc1 must not reach dc2.
#   8. on side B, IPv6: drop tcp to port 8300 from 1 range. Server RPC of dc1 must not reach dc2.
#   Side A, dc1: 4 members
#     srv-1  10.1.0.10
#     web-1  10.1.0.11
#     web-2  10.1.0.12
#     web-6  fd00:1::6
#   Side B, dc2: 3 members
#     srv-9  10.2.0.10
#     edge-1  10.2.0.11
#     edge-6  fd00:2::6
#
# Network ACLs stand at the border of a subnet: two agents in one subnet are not kept apart. Security groups
#   can't deny.
# The rules take the numbers from 10 on; they must come before those that allow.
# Undo: terraform destroy, or take the module out again.

variable "network_acl_id_a" {
  type        = string
  description = "Network ACL of the subnets of side A"
}

locals {
  lanekeeper_a = [
    { cidr = "10.2.0.10/31", ipv6 = false, protocol = "tcp", port = 8301 },
    { cidr = "10.2.0.10/31", ipv6 = false, protocol = "udp", port = 8301 },
    { cidr = "fd00:2::6/128", ipv6 = true, protocol = "tcp", port = 8301 },
    { cidr = "fd00:2::6/128", ipv6 = true, protocol = "udp", port = 8301 },
    { cidr = "10.2.0.10/31", ipv6 = false, protocol = "tcp", port = 8300 },
    { cidr = "fd00:2::6/128", ipv6 = true, protocol = "tcp", port = 8300 },
  ]
}

resource "aws_network_acl_rule" "lanekeeper_a" {
  count           = length(local.lanekeeper_a)
  network_acl_id  = var.network_acl_id_a
  rule_number     = 10 + count.index
  egress          = false
  rule_action     = "deny"
  protocol        = local.lanekeeper_a[count.index].protocol
  cidr_block      = local.lanekeeper_a[count.index].ipv6 ? null : local.lanekeeper_a[count.index].cidr
  ipv6_cidr_block = local.lanekeeper_a[count.index].ipv6 ? local.lanekeeper_a[count.index].cidr : null
  from_port       = local.lanekeeper_a[count.index].port
  to_port         = local.lanekeeper_a[count.index].port
}

variable "network_acl_id_b" {
  type        = string
  description = "Network ACL of the subnets of side B"
}

locals {
  lanekeeper_b = [
    { cidr = "10.1.0.10/31", ipv6 = false, protocol = "tcp", port = 8301 },
    { cidr = "10.1.0.10/31", ipv6 = false, protocol = "tcp", port = 8311 },
    { cidr = "10.1.0.10/31", ipv6 = false, protocol = "udp", port = 8301 },
    { cidr = "10.1.0.10/31", ipv6 = false, protocol = "udp", port = 8311 },
    { cidr = "10.1.0.12/32", ipv6 = false, protocol = "tcp", port = 8301 },
    { cidr = "10.1.0.12/32", ipv6 = false, protocol = "tcp", port = 8311 },
    { cidr = "10.1.0.12/32", ipv6 = false, protocol = "udp", port = 8301 },
    { cidr = "10.1.0.12/32", ipv6 = false, protocol = "udp", port = 8311 },
    { cidr = "fd00:1::6/128", ipv6 = true, protocol = "tcp", port = 8301 },
    { cidr = "fd00:1::6/128", ipv6 = true, protocol = "tcp", port = 8311 },
    { cidr = "fd00:1::6/128", ipv6 = true, protocol = "udp", port = 8301 },
    { cidr = "fd00:1::6/128", ipv6 = true, protocol = "udp", port = 8311 },
    { cidr = "10.1.0.10/31", ipv6 = false, protocol = "tcp", port = 8300 },
    { cidr = "10.1.0.12/32", ipv6 = false, protocol = "tcp", port = 8300 },
    { cidr = "fd00:1::6/128", ipv6 = true, protocol = "tcp", port = 8300 },
  ]
}

resource "aws_network_acl_rule" "lanekeeper_b" {
  count           = length(local.lanekeeper_b)
  network_acl_id  = var.network_acl_id_b
  rule_number     = 10 + count.index
  egress          = false
  rule_action     = "deny"
  protocol        = local.lanekeeper_b[count.index].protocol
  cidr_block      = local.lanekeeper_b[count.index].ipv6 ? null : local.lanekeeper_b[count.index].cidr
  ipv6_cidr_block = local.lanekeeper_b[count.index].ipv6 ? local.lanekeeper_b[count.index].cidr : null
  from_port       = local.lanekeeper_b[count.index].port
  to_port         = local.lanekeeper_b[count.index].port
}
