#!/bin/sh
# Removes the Lanekeeper rule set dc1_dc2_d6fc (nftables) from this host. Safe to run anywhere, any number of
#   times.
set -eu
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
set_id='dc1_dc2_d6fc'
table='lanekeeper_dc1_dc2_d6fc'
unload() {
  if nft -t list table inet "$table" >/dev/null 2>&1; then nft delete table inet "$table"; fi
}
rm -f "${LANEKEEPER_RUN:-/run}/lanekeeper-$set_id.pending"
unload
echo 'lanekeeper: set dc1_dc2_d6fc is not on this host any more'
