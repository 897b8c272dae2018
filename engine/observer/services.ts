/** Ports of the agents' other services, to say what was probably meant. Source: consul, nomad and serf default ports. */
const SERVICES: ReadonlyMap<number, string> = new Map([
  [8300, "Consul's server RPC port"],
  [8500, "Consul's HTTP port"],
  [8501, "Consul's HTTPS port"],
  [8502, "Consul's gRPC port"],
  [8600, "Consul's DNS port"],
  [7373, "Serf's RPC port"],
  [4646, "Nomad's HTTP port"],
  [4647, "Nomad's RPC port"],
  [22, "SSH"],
  [80, "HTTP"],
  [443, "HTTPS"],
]);

/** What usually listens on the port of `ip:port`, when that is not gossip. */
export function usualService(address: string): string | undefined {
  return SERVICES.get(Number(address.slice(address.lastIndexOf(":") + 1)));
}
