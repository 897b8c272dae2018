/** What a member is for, read from its tags. */
import { tagRecord, type MemberId, type PoolView, type TagSet } from "./view.ts";

/** By tag set, which never changes its meaning: all members are asked for their role with every change. */
const known = new WeakMap<readonly TagSet[], (string | undefined)[]>();

/** `server` and `client` for Consul and Nomad; for other pools the `role` tag as it stands, "" without one. */
export function roleOf(view: PoolView, id: MemberId): string {
  let roles = known.get(view.tagSets);
  if (roles === undefined) known.set(view.tagSets, (roles = []));
  return (roles[view.columns.tags[id] ?? 0] ??= readRole(view, id));
}

function readRole(view: PoolView, id: MemberId): string {
  const role = tagRecord(view, id)["role"] ?? "";
  // Source: consul agent/consul/server_serf.go and client_serf.go; nomad nomad/server.go setupSerf.
  if (role === "consul" || role === "nomad") return "server";
  return role === "node" ? "client" : role;
}
