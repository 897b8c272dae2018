/** What a member is for, read from its tags. */
import { tagRecord, type MemberId, type PoolView } from "./view.ts";

/** `server` and `client` for Consul and Nomad; for other pools the `role` tag as it stands, "" without one. */
export function roleOf(view: PoolView, id: MemberId): string {
  const role = tagRecord(view, id)["role"] ?? "";
  // Source: consul agent/consul/server_serf.go and client_serf.go; nomad nomad/server.go setupSerf.
  if (role === "consul" || role === "nomad") return "server";
  return role === "node" ? "client" : role;
}
