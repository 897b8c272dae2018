#!/bin/sh
# Lanekeeper rule set dc1_dc2_d6fc, revision 8ff5a63f, ufw
# Pool dc1 LAN: keeps dc1 (side A) and dc2 (side B) from gossiping with each other.
# Measured: this dialect was applied to real clusters, as generated.
#
# What it does, on receipt only and on the hosts of both sides; on one side only it does not hold:
#   1. on side A, IPv4: drop tcp+udp to port 8301 from 1 range. LAN gossip of dc2 must not reach dc1.
#   2. on side A, IPv6: drop tcp+udp to port 8301 from 1 range. LAN gossip of dc2 must not reach dc1.
#   3. on side A, IPv4: drop tcp to port 8300 from 1 range. Server RPC of dc2 must not reach dc1.
#   4. on side A, IPv6: drop tcp to port 8300 from 1 range. Server RPC of dc2 must not reach dc1.
#   5. on side B, IPv4: drop tcp+udp to port 8301, 8311 from 2 ranges. LAN gossip of dc1 must not reach dc2.
#   6. on side B, IPv6: drop tcp+udp to port 8301, 8311 from 1 range. LAN gossip of dc1 must not reach dc2.
#   7. on side B, IPv4: drop tcp to port 8300 from 2 ranges. Server RPC of dc1 must not reach dc2.
#   8. on side B, IPv6: drop tcp to port 8300 from 1 range. Server RPC of dc1 must not reach dc2.
# What it leaves alone: all that a host sends, every other port and address, SSH, the default policy.
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
# A marked block in before.rules and before6.rules, ahead of ufw's stateful accept; a plain `ufw deny` stands
#   behind it and does not hold.
# ufw keeps these files, so the block survives a reboot; undo takes it out again.
#
#   sh rules.sh check                        dry run: finds this host's side, loads nothing
#   sh rules.sh apply [--confirm-within N]   loads the rules; undone after N seconds (60, 0 is never) unless confirmed
#   sh rules.sh confirm                      keeps them
#   sh rules.sh verify                       are they in place, and do they drop anything?
#   sh rules.sh undo                         removes them; needs no state
#   … --side A|B                             where the advertised address is none of the host's own (NAT)
set -eu
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
set_id='dc1_dc2_d6fc'
revision='8ff5a63f'
pending="${LANEKEEPER_RUN:-/run}/lanekeeper-$set_id.pending"
addresses_A='10.1.0.10 10.1.0.11 10.1.0.12 fd00:1::6'
addresses_B='10.2.0.10 10.2.0.11 fd00:2::6'
rules_on_A=6
rules_on_B=9
side=''
within=60

etc=${UFW_ETC:-/etc/ufw}
begin="# BEGIN lanekeeper $set_id"
end="# END lanekeeper $set_id"
# Prints a rules file without our block.
without_block() { awk -v begin="$begin" -v end="$end" '$0 == begin { skip = 1 } !skip { print } $0 == end { skip = 0 }' "$1"; }
reload() { if ufw status | grep -q '^Status: active'; then ufw reload >/dev/null; fi; }
# Replaces a file by standard input, keeping its mode and owner.
put() { cat >"$1.lanekeeper" && cat "$1.lanekeeper" >"$1" && rm -f "$1.lanekeeper"; }
rules_A_4() { cat <<'LANEKEEPER_END'
-A ufw-before-input -s 10.2.0.10/31 -p tcp -m multiport --dports 8301 -m comment --comment "lanekeeper dc1-dc2 1 rev=8ff5a63f" -j DROP
-A ufw-before-input -s 10.2.0.10/31 -p udp -m multiport --dports 8301 -m comment --comment "lanekeeper dc1-dc2 1 rev=8ff5a63f" -j DROP
-A ufw-before-input -s 10.2.0.10/31 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 3 rev=8ff5a63f" -j DROP
LANEKEEPER_END
}
rules_A_6() { cat <<'LANEKEEPER_END'
-A ufw6-before-input -s fd00:2::6/128 -p tcp -m multiport --dports 8301 -m comment --comment "lanekeeper dc1-dc2 2 rev=8ff5a63f" -j DROP
-A ufw6-before-input -s fd00:2::6/128 -p udp -m multiport --dports 8301 -m comment --comment "lanekeeper dc1-dc2 2 rev=8ff5a63f" -j DROP
-A ufw6-before-input -s fd00:2::6/128 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 4 rev=8ff5a63f" -j DROP
LANEKEEPER_END
}
rules_B_4() { cat <<'LANEKEEPER_END'
-A ufw-before-input -s 10.1.0.10/31 -p tcp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 5 rev=8ff5a63f" -j DROP
-A ufw-before-input -s 10.1.0.10/31 -p udp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 5 rev=8ff5a63f" -j DROP
-A ufw-before-input -s 10.1.0.12/32 -p tcp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 5 rev=8ff5a63f" -j DROP
-A ufw-before-input -s 10.1.0.12/32 -p udp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 5 rev=8ff5a63f" -j DROP
-A ufw-before-input -s 10.1.0.10/31 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 7 rev=8ff5a63f" -j DROP
-A ufw-before-input -s 10.1.0.12/32 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 7 rev=8ff5a63f" -j DROP
LANEKEEPER_END
}
rules_B_6() { cat <<'LANEKEEPER_END'
-A ufw6-before-input -s fd00:1::6/128 -p tcp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 6 rev=8ff5a63f" -j DROP
-A ufw6-before-input -s fd00:1::6/128 -p udp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 6 rev=8ff5a63f" -j DROP
-A ufw6-before-input -s fd00:1::6/128 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 8 rev=8ff5a63f" -j DROP
LANEKEEPER_END
}
# with_block FILE FAMILY: prints it with our block before the first rule of its input chain.
with_block() {
  without_block "$1" | while IFS= read -r line; do
    case "$line" in
      "-A ufw-before-input"* | "-A ufw6-before-input"*)
        [ -n "${placed:-}" ] || { echo "$begin"; "rules_${side}_$2"; echo "$end"; placed=yes; } ;;
    esac
    printf '%s\n' "$line"
  done
}
dry_run() {
  ufw status | grep -q '^Status: active' || { echo "ufw is not active" >&2; return 1; }
  with_block "$etc/before.rules" 4 | iptables-restore -w 5 --test --noflush || return 1
  with_block "$etc/before6.rules" 6 | ip6tables-restore -w 5 --test --noflush || return 1
}
load() {
  with_block "$etc/before.rules" 4 | put "$etc/before.rules" || return 1
  with_block "$etc/before6.rules" 6 | put "$etc/before6.rules" || return 1
  reload
}
unload() {
  for file in "$etc/before.rules" "$etc/before6.rules"; do
    if grep -qxF "$begin" "$file" 2>/dev/null; then without_block "$file" | put "$file"; changed=yes; fi
  done
  if [ -n "${changed:-}" ]; then reload; fi
}
list_rules() {
  iptables -w 5 -L ufw-before-input -v -n -x 2>/dev/null | sed -n "/rev=$revision/s/^[[:space:]]*//p"
  ip6tables -w 5 -L ufw6-before-input -v -n -x 2>/dev/null | sed -n "/rev=$revision/s/^[[:space:]]*//p"
}
dropped() {
  list_rules | awk '{ sum += $1 } END { print sum + 0 }'
}
flows_A='10.2.0.10/31,4,tcp,8301 10.2.0.10/31,4,udp,8301 fd00:2::6/128,6,tcp,8301 fd00:2::6/128,6,udp,8301 10.2.0.10/31,4,tcp,8300 fd00:2::6/128,6,tcp,8300'
flows_B='10.1.0.10/31,4,tcp,8301 10.1.0.10/31,4,udp,8301 10.1.0.10/31,4,tcp,8311 10.1.0.10/31,4,udp,8311 10.1.0.12/32,4,tcp,8301 10.1.0.12/32,4,udp,8301
10.1.0.12/32,4,tcp,8311 10.1.0.12/32,4,udp,8311 fd00:1::6/128,6,tcp,8301 fd00:1::6/128,6,udp,8301 fd00:1::6/128,6,tcp,8311 fd00:1::6/128,6,udp,8311
10.1.0.10/31,4,tcp,8300 10.1.0.12/32,4,tcp,8300 fd00:1::6/128,6,tcp,8300'
flush_flows() {
  command -v conntrack >/dev/null 2>&1 || return 0
  if [ "$side" = A ]; then flows=$flows_A; else flows=$flows_B; fi
  for flow in $flows; do
    range=${flow%%,*}; rest=${flow#*,}; family=${rest%%,*}; rest=${rest#*,}
    conntrack -D -f "ipv$family" -s "$range" -p "${rest%%,*}" --dport "${rest#*,}" >/dev/null 2>&1 || :
  done
}
say() {
  printf 'lanekeeper: %s\n' "$*" >&2
}
refuse() {
  say "$*"
  exit 1
}
is_listed() {
  wanted=$1
  shift
  for each; do [ "$each" != "$wanted" ] || return 0; done
  return 1
}
own_addresses() {
  ip -o addr show | awk '{ split($4, part, "/"); print part[1] }'
}
find_side() {
  [ -z "$side" ] || return 0
  for address in $(own_addresses); do
    # shellcheck disable=SC2086
    if is_listed "$address" $addresses_A; then found=A
    elif is_listed "$address" $addresses_B; then found=B
    else continue; fi
    [ -z "$side" ] || [ "$side" = "$found" ] || refuse "this host has addresses of both sides; name one with --side"
    side=$found
  done
  [ -n "$side" ] || refuse 'none of this host'\''s addresses belongs to side A (dc1) or B (dc2); nothing was changed'
}
need() {
  command -v ufw >/dev/null 2>&1 || refuse "ufw is not installed"
  command -v iptables >/dev/null 2>&1 || refuse "iptables is not installed"
  command -v ip6tables >/dev/null 2>&1 || refuse "ip6tables is not installed"
  command -v ip >/dev/null 2>&1 || refuse "ip is not installed"
  [ "$(id -u)" = 0 ] || refuse "must run as root"
}
expected() {
  if [ "$side" = A ]; then echo "$rules_on_A"; else echo "$rules_on_B"; fi
}
in_place() {
  [ "$(list_rules | wc -l)" -eq "$(expected)" ]
}
# The timer outlives this shell and the connection that started it; a newer apply or a confirm disarms it.
arm() {
  [ "$within" -gt 0 ] || { rm -f "$pending"; return 0; }
  token="$$.$(date +%s)"
  echo "$token" >"$pending" || refuse "cannot write $pending; set LANEKEEPER_RUN to a folder of root's"
  (
    trap '' HUP INT TERM
    sleep "$within"
    if [ "$(cat "$pending" 2>/dev/null)" = "$token" ]; then unload; rm -f "$pending"; fi
  ) </dev/null >/dev/null 2>&1 &
}
check() {
  find_side
  dry_run || refuse "the rules do not pass the dry run"
  if in_place; then say "side $side: the rules pass the dry run; this revision is in place already"
  else say "side $side: the rules pass the dry run; $(expected) rules would be loaded"; fi
}
apply() {
  find_side
  dry_run || refuse "the rules do not pass the dry run; nothing was changed"
  arm
  load || refuse "loading failed; run verify to see what is in place, then undo or apply again"
  flush_flows
  in_place || refuse "not all rules are in place after loading; run verify, then undo"
  say "side $side: $(expected) rules in place"
  if [ "$within" -gt 0 ]; then say "undone in $within s unless: sh $0 confirm"; fi
}
confirm() {
  find_side
  in_place || refuse "nothing to confirm: revision $revision is not in place"
  rm -f "$pending"
  say "side $side: kept until undo"
}
verify() {
  find_side
  list_rules
  in_place || refuse "side $side: revision $revision is NOT in place ($(list_rules | wc -l) of $(expected) rules)"
  say "side $side: $(expected) rules in place, $(dropped) packets dropped so far"
  if [ "$(dropped)" = 0 ]; then say "nothing was dropped yet: if the other side still gossips, its packets come another way (IPv6, NAT, another address)"; fi
  if [ -e "$pending" ]; then say "a rollback timer runs: results hold only after confirm"; fi
}
undo() {
  rm -f "$pending"
  unload
  say "set $set_id is not on this host any more"
}
usage() {
  sed -n '2,/^set -eu/{s/^# \{0,1\}//p;}' "$0" >&2
  exit 2
}

task=${1:-}
[ $# -eq 0 ] || shift
while [ $# -gt 0 ]; do
  case "$1" in
    --confirm-within) within=${2:-}; shift ;;
    --side) side=${2:-}; shift ;;
    *) usage ;;
  esac
  [ $# -eq 0 ] || shift
done
case "$within" in '' | *[!0-9]*) refuse "--confirm-within wants seconds" ;; esac
case "$side" in '' | A | B) ;; *) refuse "--side wants A or B" ;; esac
case "$task" in
  apply | check | confirm | verify | undo) need; "$task" ;;
  *) usage ;;
esac
