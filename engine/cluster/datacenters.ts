/** The datacenters of a cluster as a person writes them. */
import { fail, ok, type Result } from "../base/result.ts";
import type { DatacenterSpec } from "../view/cluster.ts";

/** Reads `dc1=3+12,dc2=3+12`: servers + clients of each datacenter. */
export function parseDatacenters(text: string): Result<DatacenterSpec[], string> {
  const datacenters: DatacenterSpec[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*([a-z0-9][a-z0-9-]{0,31})=(\d{1,4})(?:\+(\d{1,4}))?\s*$/.exec(part);
    if (match === null)
      return fail(`"${part.trim()}" is no datacenter; write NAME=SERVERS+CLIENTS, such as dc1=3+12`);
    const [, name = "", servers = "0", clients = "0"] = match;
    datacenters.push({ name, servers: Number(servers), clients: Number(clients) });
  }
  return ok(datacenters);
}
