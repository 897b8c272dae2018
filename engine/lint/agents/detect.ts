/** Whose config a tree is, by its keys: file names say little, and much looks like an agent's config that is none. */
import type { Product } from "../model/agent.ts";
import type { ConfigNode, ObjectNode } from "../parse/tree.ts";

/** Keys of other programs: Nomad jobs, Terraform, consul-template, Vault. One of them and it is no agent's config. */
const FOREIGN = new Set([
  "job",
  "template",
  "resource",
  "module",
  "variable",
  "variables",
  "provider",
  "provisioner",
  "builders",
  "source",
  "terraform",
  "locals",
  "output",
  "data",
  "listener",
  "storage",
  "seal",
  "vault_agent",
  "auto_auth",
  "dependencies",
  "devDependencies",
  "scripts",
  "apiVersion",
  "path",
  "key_prefix",
  "namespace_default",
  "policy",
]);

const CONSUL = new Set([
  "datacenter",
  "data_dir",
  "client_addr",
  "bootstrap_expect",
  "bootstrap",
  "encrypt",
  "node_name",
  "ports",
  "retry_join",
  "start_join",
  "retry_join_wan",
  "start_join_wan",
  "retry_join_ec2",
  "retry_join_azure",
  "retry_join_gce",
  "primary_datacenter",
  "acl_datacenter",
  "bind_addr",
  "advertise_addr",
  "advertise_addr_wan",
  "serf_lan",
  "serf_wan",
  "serf_lan_allowed_cidrs",
  "serf_wan_allowed_cidrs",
  "encrypt_verify_incoming",
  "encrypt_verify_outgoing",
  "segments",
  "segment",
  "rejoin_after_leave",
  "reconnect_timeout",
  "reconnect_timeout_wan",
  "leave_on_terminate",
  "skip_leave_on_interrupt",
  "translate_wan_addrs",
  "node_id",
  "acl",
  "connect",
  "ui",
  "ui_config",
  "verify_incoming",
  "verify_outgoing",
  "ca_file",
  "performance",
  "enable_script_checks",
  "enable_local_script_checks",
  "auto_encrypt",
  "auto_config",
  "recursors",
  "dns_config",
  "telemetry",
  "log_level",
  "enable_syslog",
  "addresses",
  "disable_update_check",
]);

/** Any of these is enough: nobody else has them. */
const CONSUL_ALONE = new Set([
  "retry_join",
  "retry_join_wan",
  "start_join_wan",
  "retry_join_ec2",
  "retry_join_azure",
  "retry_join_gce",
  "serf_lan_allowed_cidrs",
  "serf_wan_allowed_cidrs",
  "encrypt_verify_incoming",
  "encrypt_verify_outgoing",
]);

const SERF = new Set([
  "event_handlers",
  "rpc_addr",
  "rpc_auth",
  "encrypt_key",
  "keyring_file",
  "snapshot_path",
  "discover",
  "mdns",
  "bind",
  "advertise",
  "interface",
  "tags",
  "tags_file",
  "role",
  "profile",
  "start_join",
  "retry_join",
  "node_name",
  "rejoin_after_leave",
  "replay_on_join",
  "leave_on_terminate",
  "skip_leave_on_interrupt",
  "reconnect_timeout",
  "tombstone_timeout",
  "reconnect_interval",
  "log_level",
  "enable_syslog",
  "statsite_addr",
  "query_response_size_limit",
  "query_size_limit",
  "broadcast_timeout",
  "protocol",
  "disable_coordinates",
  "disable_name_resolution",
  "encrypt",
]);

/** Any of these is enough, where no key is Consul's alone. */
const SERF_ALONE = new Set([
  "event_handlers",
  "rpc_addr",
  "encrypt_key",
  "snapshot_path",
  "discover",
  "keyring_file",
  "start_join",
  "retry_join",
]);

const NOMAD_BLOCK = new Set([
  "enabled",
  "bootstrap_expect",
  "server_join",
  "retry_join",
  "start_join",
  "encrypt",
  "authoritative_region",
  "servers",
  "node_pool",
  "options",
  "host_volume",
  "meta",
  "network_interface",
  "rejoin_after_leave",
  "raft_protocol",
  "num_schedulers",
]);

/** The products that the tree may configure, the likeliest first; empty when it is something else. */
export function productsOf(root: ObjectNode, isJson: boolean): readonly Product[] {
  const keys = new Set(root.entries.map((entry) => entry.keys[0]?.text ?? ""));
  if (hasNomadBlock(root)) return ["nomad"];
  if ([...keys].some((key) => FOREIGN.has(key))) return [];
  const consul = count(keys, CONSUL) + Number(hasServerSwitch(root));
  const isConsul = consul >= 2 || count(keys, CONSUL_ALONE) > 0;
  const onlyConsul = count(keys, CONSUL, SERF) + Number(hasServerSwitch(root));
  const onlySerf = count(keys, SERF, CONSUL);
  const isSerf = isJson && count(keys, SERF_ALONE) > 0 && onlyConsul <= onlySerf;
  if (isConsul && isSerf) {
    if (onlyConsul === 0 && onlySerf > 0) return ["serf"];
    const isLikelySerf = onlySerf > onlyConsul || (keys.has("start_join") && !keys.has("retry_join"));
    return isLikelySerf ? ["serf", "consul"] : ["consul", "serf"];
  }
  if (isSerf) return ["serf"];
  if (isConsul) return ["consul"];
  return [];
}

/** Whether the tree is a part of an agent's config that says nothing alone, such as `encrypt = "…"`. */
export function mayBePart(root: ObjectNode): boolean {
  const keys = root.entries.map((entry) => entry.keys[0]?.text ?? "");
  if (keys.some((key) => FOREIGN.has(key))) return false;
  return keys.some((key) => CONSUL.has(key) || key === "server" || key === "node_meta" || key === "region");
}

function count(keys: ReadonlySet<string>, wanted: ReadonlySet<string>, butNot?: ReadonlySet<string>): number {
  return [...keys].filter((key) => wanted.has(key) && butNot?.has(key) !== true).length;
}

function hasServerSwitch(root: ObjectNode): boolean {
  return root.entries.some(
    ({ keys, value }) =>
      keys[0]?.text === "server" &&
      keys.length === 1 &&
      (value.kind === "boolean" || value.kind === "string"),
  );
}

function hasNomadBlock(root: ObjectNode): boolean {
  return root.entries.some(({ keys, value }) => {
    const name = keys[0]?.text;
    return (
      (name === "server" || name === "client") && keys.length === 1 && objectsIn(value).some(isNomadBlock)
    );
  });
}

function objectsIn(node: ConfigNode): readonly ObjectNode[] {
  if (node.kind === "object") return [node];
  return node.kind === "list" ? node.items.filter((item): item is ObjectNode => item.kind === "object") : [];
}

function isNomadBlock(block: ObjectNode): boolean {
  return block.entries.some(({ keys }) => NOMAD_BLOCK.has(keys[0]?.text ?? ""));
}
