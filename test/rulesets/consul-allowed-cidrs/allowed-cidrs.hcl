# Lanekeeper rule set dc1_dc2_d6fc, revision 8ff5a63f, Consul's allowed CIDRs
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
# An allow list: serf_lan_allowed_cidrs refuses everybody who is not named, new agents of the own side too.
#   Consul reads it at start only.
# On one side only, it makes the mix half: the side without the list goes on listing the other. Both sides, or
#   none.
# It does not take out members that are in the pool already: cut and force-leave first, this is the lasting
#   guard.

# ---- every agent of side A, dc1 (file side-a.hcl)
serf_lan_allowed_cidrs = ["10.1.0.10/31", "10.1.0.12/32", "fd00:1::6/128"]

# ---- every agent of side B, dc2 (file side-b.hcl)
serf_lan_allowed_cidrs = ["10.2.0.10/31", "fd00:2::6/128"]
