/** The fleet that some files mean, and its agents in a few words each. */
import type { Agent } from "../../../../engine/lint/model/agent.ts";
import type { Fleet } from "../../../../engine/lint/model/fleet.ts";
import { known } from "../../../../engine/lint/model/located.ts";
import type { FleetSettings } from "../../../../engine/lint/model/settings.ts";
import { FleetSession } from "../../../../engine/lint/session.ts";

export function fleetOf(files: Readonly<Record<string, string>>, settings?: FleetSettings): Fleet {
  const session = new FleetSession({ rules: [], ...(settings === undefined ? {} : { settings }) });
  for (const [path, text] of Object.entries(files)) session.open(path, text);
  session.update();
  return session.fleet;
}

export function agentOf(files: Readonly<Record<string, string>>): Agent {
  const [agent, ...others] = fleetOf(files).agents;
  if (agent === undefined || others.length > 0) throw new Error(`${others.length + 1} agents, not one`);
  return agent;
}

/** `a.hcl+b.hcl consul dc1 server closed`. */
export function inWords({ files, product, cluster, isServer, isClosed }: Agent): string {
  const name = cluster.kind === "unknown" ? "?" : cluster.name;
  const role = isServer === undefined ? "role?" : isServer ? "server" : "client";
  return [files.join("+"), product, name, role, isClosed ? "closed" : "open"].join(" ");
}

/** What the agent joins, as `lan 10.0.0.1`. */
export function joinsInWords({ joins }: Agent): string[] {
  return joins.map(
    ({ list, text, source }) => `${list} ${text}${source === "setting" ? "" : ` by ${source}`}`,
  );
}

export function setting(agent: Agent, key: string): unknown {
  return known(agent.settings.scalar(key));
}
