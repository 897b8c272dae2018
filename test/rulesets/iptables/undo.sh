#!/bin/sh
# Removes the Lanekeeper rule set dc1_dc2_d6fc (iptables and ip6tables) from this host. Safe to run anywhere,
#   any number of times.
set -eu
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
set_id='dc1_dc2_d6fc'
chain='LANEKEEPER_DC1_DC2_D6FC'
ipv4=${IPTABLES:-iptables}
ipv6=${IP6TABLES:-ip6tables}
has_family() { command -v "$1" >/dev/null 2>&1; }
leave() {
  has_family "$1" || return 0
  while "$1" -w 5 -t raw -D PREROUTING -j "$chain" 2>/dev/null; do :; done
  "$1" -w 5 -t raw -F "$chain" 2>/dev/null || return 0
  "$1" -w 5 -t raw -X "$chain"
}
unload() {
  leave "$ipv4"
  leave "$ipv6"
}
rm -f "${LANEKEEPER_RUN:-/run}/lanekeeper-$set_id.pending"
unload
echo 'lanekeeper: set dc1_dc2_d6fc is not on this host any more'
