#!/bin/sh
# Lanekeeper rule set dc1_dc2_d6fc, revision 8ff5a63f, firewalld
# Pool dc1 LAN: keeps dc1 (side A) and dc2 (side B) from gossiping with each other.
# UNMEASURED: nobody has applied this dialect to a real cluster yet. Read it before you use it, and verify
#   afterwards.
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
# Direct rules of the running firewalld, in a chain of their own in table raw. `firewall-cmd --reload` and a
#   reboot forget them: apply again after it.
# Loaded rule by rule: not atomic, and slow for many ranges. Newer firewalld calls its direct interface
#   deprecated.
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

chain='LANEKEEPER_DC1_DC2_D6FC'
direct() { firewall-cmd -q --direct "$@"; }
forget() {
  direct --query-chain "$1" raw "$chain" || return 0
  direct --remove-rule "$1" raw PREROUTING 0 -j "$chain" || :
  direct --remove-rules "$1" raw "$chain" || :
  direct --remove-chain "$1" raw "$chain"
}
rules_A_4() { cat <<'LANEKEEPER_END'
*raw
:LANEKEEPER_DC1_DC2_D6FC - [0:0]
-A LANEKEEPER_DC1_DC2_D6FC -s 10.2.0.10/31 -p tcp -m multiport --dports 8301 -m comment --comment "lanekeeper dc1-dc2 1 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s 10.2.0.10/31 -p udp -m multiport --dports 8301 -m comment --comment "lanekeeper dc1-dc2 1 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s 10.2.0.10/31 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 3 rev=8ff5a63f" -j DROP
COMMIT
LANEKEEPER_END
}
rules_A_6() { cat <<'LANEKEEPER_END'
*raw
:LANEKEEPER_DC1_DC2_D6FC - [0:0]
-A LANEKEEPER_DC1_DC2_D6FC -s fd00:2::6/128 -p tcp -m multiport --dports 8301 -m comment --comment "lanekeeper dc1-dc2 2 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s fd00:2::6/128 -p udp -m multiport --dports 8301 -m comment --comment "lanekeeper dc1-dc2 2 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s fd00:2::6/128 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 4 rev=8ff5a63f" -j DROP
COMMIT
LANEKEEPER_END
}
rules_B_4() { cat <<'LANEKEEPER_END'
*raw
:LANEKEEPER_DC1_DC2_D6FC - [0:0]
-A LANEKEEPER_DC1_DC2_D6FC -s 10.1.0.10/31 -p tcp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 5 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s 10.1.0.10/31 -p udp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 5 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s 10.1.0.12/32 -p tcp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 5 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s 10.1.0.12/32 -p udp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 5 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s 10.1.0.10/31 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 7 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s 10.1.0.12/32 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 7 rev=8ff5a63f" -j DROP
COMMIT
LANEKEEPER_END
}
rules_B_6() { cat <<'LANEKEEPER_END'
*raw
:LANEKEEPER_DC1_DC2_D6FC - [0:0]
-A LANEKEEPER_DC1_DC2_D6FC -s fd00:1::6/128 -p tcp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 6 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s fd00:1::6/128 -p udp -m multiport --dports 8301,8311 -m comment --comment "lanekeeper dc1-dc2 6 rev=8ff5a63f" -j DROP
-A LANEKEEPER_DC1_DC2_D6FC -s fd00:1::6/128 -p tcp -m multiport --dports 8300 -m comment --comment "lanekeeper dc1-dc2 8 rev=8ff5a63f" -j DROP
COMMIT
LANEKEEPER_END
}
# add FAMILY: every rule of a side, one by one; its words are ours and hold no blanks but in the comment.
add() {
  "rules_${side}_$1" | sed -n "s/^-A $chain //p" | while IFS= read -r rule; do
    eval "set -- $1 $rule"; family=$1; shift
    direct --add-rule "ipv$family" raw "$chain" 0 "$@" || exit 1
  done
}
dry_run() {
  firewall-cmd --state >/dev/null 2>&1 || { echo 'firewalld is not running' >&2; return 1; }
  "rules_${side}_4" | iptables-restore -w 5 --test --noflush || return 1
  "rules_${side}_6" | ip6tables-restore -w 5 --test --noflush || return 1
}
load() {
  unload || return 1
  for family in 4 6; do
    direct --add-chain "ipv$family" raw "$chain" || return 1
    add "$family" || return 1
    direct --add-rule "ipv$family" raw PREROUTING 0 -j "$chain" || return 1
  done
}
unload() {
  forget ipv4
  forget ipv6
}
list_rules() {
  for program in iptables ip6tables; do
    "$program" -w 5 -t raw -L "$chain" -v -n -x 2>/dev/null | sed -n "/rev=$revision/s/^[[:space:]]*//p"
  done
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
  command -v firewall-cmd >/dev/null 2>&1 || refuse "firewall-cmd is not installed"
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
