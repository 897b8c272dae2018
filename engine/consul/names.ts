/** The two names of a Consul server: `node` in its LAN, `node.dc` in the WAN. Source: consul server_serf.go, setupSerf. */

/** The node's name when `name` is `node.datacenter`, else undefined; a datacenter has no dot. */
export function nodeOfWanName(name: string, datacenter: string): string | undefined {
  const ending = `.${datacenter}`;
  const isWanName = datacenter !== "" && name.length > ending.length && name.endsWith(ending);
  return isWanName ? name.slice(0, -ending.length) : undefined;
}

/** `web.dc1` of `web` in `dc1`. */
export function wanName(node: string, datacenter: string): string {
  return `${node}.${datacenter}`;
}
