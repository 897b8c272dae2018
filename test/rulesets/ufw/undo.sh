#!/bin/sh
# Removes the Lanekeeper rule set dc1_dc2_d6fc (ufw) from this host. Safe to run anywhere, any number of times.
set -eu
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
set_id='dc1_dc2_d6fc'
etc=${UFW_ETC:-/etc/ufw}
begin="# BEGIN lanekeeper $set_id"
end="# END lanekeeper $set_id"
# Prints a rules file without our block.
without_block() { awk -v begin="$begin" -v end="$end" '$0 == begin { skip = 1 } !skip { print } $0 == end { skip = 0 }' "$1"; }
reload() { if ufw status | grep -q '^Status: active'; then ufw reload >/dev/null; fi; }
# Replaces a file by standard input, keeping its mode and owner.
put() { cat >"$1.lanekeeper" && cat "$1.lanekeeper" >"$1" && rm -f "$1.lanekeeper"; }
unload() {
  for file in "$etc/before.rules" "$etc/before6.rules"; do
    if grep -qxF "$begin" "$file" 2>/dev/null; then without_block "$file" | put "$file"; changed=yes; fi
  done
  if [ -n "${changed:-}" ]; then reload; fi
}
rm -f "${LANEKEEPER_RUN:-/run}/lanekeeper-$set_id.pending"
unload
echo 'lanekeeper: set dc1_dc2_d6fc is not on this host any more'
