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
  /** Both sites by themselves, each with a leader; then the join. */
  async merge(): Promise<void> {
    await this.lab.build(SERVERS);
    await Promise.all(SERVERS.map((host) => this.start(host, { datacenter: "dc1", bootstrapExpect: 3 })));
    for (const host of SERVERS) await this.consul(host, "join", this.lab.ip(`${host[0] ?? ""}1`));
    for (const host of ["a1", "b1"]) {
      await eventually(`a leader seen by ${host}`, async () =>
        (await this.peers(host)).some(({ state }) => state === "leader"),
      );
    }
    await this.consul("a1", "join", this.lab.ip("b1"));
    await this.everywhere(SERVERS, Object.fromEntries(SERVERS.map((host) => [host, "alive"])));
    await eventually(
      "one Raft",
      async () => (await this.peers("a1")).length > 3 || (await this.peers("b1")).length > 3,
    );
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
