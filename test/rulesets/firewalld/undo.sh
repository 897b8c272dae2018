#!/bin/sh
# Removes the Lanekeeper rule set dc1_dc2_d6fc (firewalld) from this host. Safe to run anywhere, any number of
#   times.
set -eu
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
set_id='dc1_dc2_d6fc'
chain='LANEKEEPER_DC1_DC2_D6FC'
direct() { firewall-cmd -q --direct "$@"; }
forget() {
  direct --query-chain "$1" raw "$chain" || return 0
  direct --remove-rule "$1" raw PREROUTING 0 -j "$chain" || :
  direct --remove-rules "$1" raw "$chain" || :
  direct --remove-chain "$1" raw "$chain"
}
unload() {
  forget ipv4
  forget ipv6
}
rm -f "${LANEKEEPER_RUN:-/run}/lanekeeper-$set_id.pending"
unload
echo 'lanekeeper: set dc1_dc2_d6fc is not on this host any more'
