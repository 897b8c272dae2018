/** Two sites of three Consul servers with one datacenter name that a LAN join merged, Raft and all. */
import { parseCidr } from "../../engine/base/address.ts";
import { dialectOf } from "../../engine/firewall/dialects/index.ts";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { fleetOfEvidence, type Fleet } from "../../engine/firewall/fleet.ts";
import { buildPolicy, CAREFUL } from "../../engine/firewall/policy.ts";
import type { PolicyRefusal } from "../../engine/firewall/refusal.ts";
import type { SidesRule } from "../../engine/firewall/sides.ts";
import type { PolicyOptions } from "../../engine/firewall/statement.ts";
import { eventually } from "../agents/agents.ts";
import { ConsulLab } from "./consulLab.ts";
import { complaints } from "./generated.ts";

export const SERVERS = ["a1", "a2", "a3", "b1", "b2", "b3"] as const;

/** By subnet: the datacenter's name tells nothing here. */
export const SITES: SidesRule = {
  a: { name: "site A", datacenters: [], ranges: cidr("10.77.1.0/24"), members: [] },
  b: { name: "site B", datacenters: [], ranges: cidr("10.77.2.0/24"), members: [] },
  apart: [],
};

export class RaftLab extends ConsulLab {
  /** Both sites by themselves, each with a leader and a key that names it. */
  async apart(): Promise<void> {
    await this.lab.build(SERVERS);
    await Promise.all(SERVERS.map((host) => this.start(host, { datacenter: "dc1", bootstrapExpect: 3 })));
    for (const host of SERVERS) await this.consul(host, "join", this.lab.ip(`${host[0] ?? ""}1`));
    for (const host of ["a1", "b1"]) {
      await eventually(`a leader seen by ${host}`, async () => (await this.leader(host)) !== undefined);
      const key = host.startsWith("a") ? "of-a" : "of-b";
      await eventually(`a write on ${host}`, () => this.put(host, key, key));
    }
  }

  /** The accident, and one Raft by it: by now a voter or not yet. */
  async join(): Promise<void> {
    await this.consul("a1", "join", this.lab.ip("b1"));
    await this.everywhere(SERVERS, Object.fromEntries(SERVERS.map((host) => [host, "alive"])));
    await eventually(
      "one Raft",
      async () => (await this.peers("a1")).length > 3 || (await this.peers("b1")).length > 3,
    );
  }

  async merge(): Promise<void> {
    await this.apart();
    await this.join();
  }

  /** Until autopilot has given everybody a vote. */
  async voters(): Promise<void> {
    const count = async (): Promise<number> =>
      (await this.peers("a1")).filter(({ isVoter }) => isVoter).length;
    await eventually("six voters", async () => (await count()) === 6, 120_000);
  }

  /** Whom a server believes to lead. */
  async leader(host: string): Promise<string | undefined> {
    return (await this.peers(host)).find(({ state }) => state === "leader")?.name;
  }

  async put(host: string, key: string, value: string): Promise<boolean> {
    return (await this.consul(host, "kv", "put", key, value)).code === 0;
  }

  /** A key as that very server has it; "" where it has none. */
  async get(host: string, key: string): Promise<string> {
    return (await this.consul(host, "kv", "get", "-stale", key)).stdout.trim();
  }

  /** What Raft's configuration holds, as that server has it. */
  async peers(host: string): Promise<{ name: string; state: string; isVoter: boolean }[]> {
    const { stdout } = await this.consul(host, "operator", "raft", "list-peers", "-stale");
    const rows = stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(/\s+/));
    return rows.map(([name = "", , , state = "", voter]) => ({ name, state, isVoter: voter === "true" }));
  }

  async fleet(host: string): Promise<Fleet> {
    const text = (await this.consul(host, "members")).stdout;
    const found = fleetOfEvidence(readPaste(text, host).evidence, host);
    if (found === undefined) throw new Error(`no list in: ${text}`);
    return found.fleet;
  }

  /** Applies the generated nftables set on every server; gives back why there is none. */
  async cut(options: Partial<PolicyOptions>): Promise<PolicyRefusal | undefined> {
    const policy = buildPolicy(await this.fleet("a1"), SITES, { ...CAREFUL, ...options });
    if (!policy.ok) return policy.error;
    const [rules] = dialectOf("nftables")?.render(policy.value) ?? [];
    const outcomes = await Promise.all(
      SERVERS.map((host) => {
        const file = this.lab.write(host, "rules.sh", rules?.text ?? "");
        return this.lab.exec(host, "sh", [file, "apply", "--confirm-within", "0"]);
      }),
    );
    const said = complaints(outcomes);
    if (said.length > 0) throw new Error(said.join("\n"));
    return undefined;
  }
}

function cidr(text: string): SidesRule["a"]["ranges"] {
  const parsed = parseCidr(text);
  return parsed.ok ? [parsed.value] : [];
}
