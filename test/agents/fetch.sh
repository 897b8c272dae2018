#!/bin/sh
# Unpacks packages of another Debian suite into a folder, without touching the system:
#   sh test/agents/fetch.sh bullseye .vscode-test/agents/consul consul
# The mirror is the machine's own; signatures are checked with debian-archive-keyring.
set -eu
suite=$1
out=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/parts" "$work/root"
mirror=$(
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    awk '/^[ \t]*#/ { next } $1 == "URIs:" { print $2 } $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) { print $i; break } }' |
    grep -E '/debian/?$' | head -n 1
)
if [ -z "$mirror" ]; then
  echo "no Debian mirror in the apt sources" >&2
  exit 1
fi
cat >"$work/parts/suite.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
cat >"$work/apt.conf" <<CONF
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$work/parts";
Dir::State::Lists "$work/lists";
Dir::State::status "/dev/null";
Dir::Cache "$work/cache";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
APT::Sandbox::User "root";
CONF
export APT_CONFIG="$work/apt.conf"
apt-get update -qq
here=$(pwd)
cd "$work/debs"
apt-get download -qq "$@"
for deb in *.deb; do dpkg -x "$deb" "$work/root"; done
cd "$here"
# Renamed into place at the end, so that an interrupted run leaves nothing half.
rm -rf "$out"
mkdir -p "$(dirname "$out")"
mv "$work/root" "$out"
