/** The flags of the agents' command lines by what they set in the config file. Source: consul agent/config/flags.go,
 *  serf cmd/serf/command/agent/command.go, nomad command/agent/command.go. */
import type { Product } from "../model/agent.ts";

/** `list`: may be given several times. `switch`: needs no value. `tags`: `k=v` sets `tags.k`. */
export type FlagKind = "value" | "list" | "commaList" | "switch" | "tag";

export interface Flag {
  readonly key: string;
  readonly kind: FlagKind;
}

const value = (key: string): Flag => ({ key, kind: "value" });
const list = (key: string): Flag => ({ key, kind: "list" });
const toggle = (key: string): Flag => ({ key, kind: "switch" });

const CONSUL: Readonly<Record<string, Flag>> = {
  datacenter: value("datacenter"),
  node: value("node_name"),
  "node-id": value("node_id"),
  server: toggle("server"),
  dev: toggle("dev"),
  bootstrap: toggle("bootstrap"),
  "bootstrap-expect": value("bootstrap_expect"),
  bind: value("bind_addr"),
  client: value("client_addr"),
  "serf-lan-bind": value("serf_lan"),
  "serf-wan-bind": value("serf_wan"),
  advertise: value("advertise_addr"),
  "advertise-wan": value("advertise_addr_wan"),
  "serf-lan-port": value("ports.serf_lan"),
  "serf-wan-port": value("ports.serf_wan"),
  "server-port": value("ports.server"),
  "http-port": value("ports.http"),
  "https-port": value("ports.https"),
  "grpc-port": value("ports.grpc"),
  "grpc-tls-port": value("ports.grpc_tls"),
  "dns-port": value("ports.dns"),
  "retry-join": list("retry_join"),
  join: list("start_join"),
  "retry-join-wan": list("retry_join_wan"),
  "join-wan": list("start_join_wan"),
  encrypt: value("encrypt"),
  "disable-keyring-file": toggle("disable_keyring_file"),
  "serf-lan-allowed-cidrs": list("serf_lan_allowed_cidrs"),
  "serf-wan-allowed-cidrs": list("serf_wan_allowed_cidrs"),
  "primary-gateway": list("primary_gateways"),
  segment: value("segment"),
  partition: value("partition"),
  "data-dir": value("data_dir"),
  rejoin: toggle("rejoin_after_leave"),
  ui: toggle("ui"),
  syslog: toggle("enable_syslog"),
  "disable-host-node-id": toggle("disable_host_node_id"),
  "enable-script-checks": toggle("enable_script_checks"),
  "enable-local-script-checks": toggle("enable_local_script_checks"),
  "non-voting-server": toggle("non_voting_server"),
  "read-replica": toggle("read_replica"),
  "auto-reload-config": toggle("auto_reload_config"),
};

const SERF: Readonly<Record<string, Flag>> = {
  node: value("node_name"),
  bind: value("bind"),
  iface: value("interface"),
  advertise: value("advertise"),
  encrypt: value("encrypt_key"),
  "keyring-file": value("keyring_file"),
  join: list("start_join"),
  "retry-join": list("retry_join"),
  discover: value("discover"),
  tag: { key: "tags", kind: "tag" },
  snapshot: value("snapshot_path"),
  rejoin: toggle("rejoin_after_leave"),
  "rpc-addr": value("rpc_addr"),
  role: value("role"),
  syslog: toggle("enable_syslog"),
};

const NOMAD: Readonly<Record<string, Flag>> = {
  region: value("region"),
  dc: value("datacenter"),
  node: value("name"),
  server: toggle("server.enabled"),
  client: toggle("client.enabled"),
  dev: toggle("dev"),
  "dev-connect": toggle("dev"),
  bind: value("bind_addr"),
  "bootstrap-expect": value("server.bootstrap_expect"),
  join: list("server.server_join.start_join"),
  "retry-join": list("server.server_join.retry_join"),
  servers: { key: "client.servers", kind: "commaList" },
  encrypt: value("server.encrypt"),
  rejoin: toggle("server.rejoin_after_leave"),
  "data-dir": value("data_dir"),
  "consul-address": value("consul.address"),
  "consul-server-service-name": value("consul.server_service_name"),
  "consul-server-auto-join": toggle("consul.server_auto_join"),
};

const BY_PRODUCT: Readonly<Record<Product, Readonly<Record<string, Flag>>>> = {
  consul: CONSUL,
  serf: SERF,
  nomad: NOMAD,
  memberlist: {},
};

/** `undefined` for flags that don't matter here. */
export function flagOf(product: Product, name: string): Flag | undefined {
  const flags = BY_PRODUCT[product];
  return Object.hasOwn(flags, name) ? flags[name] : undefined;
}
