/** Consul agents in a lab: one a host, called like it; HTTP and command line stay inside the host's namespace. */
import { eventually, findAgent } from "../agents/agents.ts";
import type { Plane } from "../../engine/view/view.ts";
import type { Driven } from "./drive.ts";
import { Lab, type Outcome } from "./lab.ts";
import { Units } from "./units.ts";

export interface ConsulRole {
  readonly datacenter: string;
  /** Servers that its datacenter waits for; without, it is a client. */
  readonly bootstrapExpect?: number;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export class ConsulLab {
  readonly lab: Lab;
  private readonly roles = new Map<string, ConsulRole>();
  private units: Units | undefined;

  constructor(prefix: string) {
    this.lab = new Lab(prefix);
  }

  /** For the runbook: what each agent prints, and commands that may stop and start it. */
  async driven(
    hosts: readonly string[],
    plane: Plane = "lan",
    more: Readonly<Record<string, string>> = {},
  ): Promise<Driven> {
    const units = new Units(this.lab, {
      start: (host) => this.start(host, this.roles.get(host) ?? { datacenter: "dc1" }),
    });
    this.units = units;
    await units.listen(hosts);
    const print = async (host: string): Promise<string[]> => {
      const members = await this.consul(host, "members", ...(plane === "wan" ? ["-wan"] : []));
      if (members.code !== 0) return [];
      const raft =
        this.roles.get(host)?.bootstrapExpect === undefined
          ? []
          : [await this.consul(host, "operator", "raft", "list-peers", "-stale")];
      return [members, ...raft].map(({ stdout }) => stdout);
    };
    const env = (host: string): Record<string, string> => ({
      PATH: units.pathOf(host, this.path),
      DATA_DIR: `${this.lab.folder}/${host}/data`,
      ...more,
    });
    const member = (host: string): string =>
      plane === "wan" ? `${host}.${this.roles.get(host)?.datacenter ?? ""}` : host;
    return { lab: this.lab, hosts, print, member, env };
  }

  async remove(): Promise<void> {
    this.units?.close();
    await this.lab.remove();
  }

  /** Starts an agent, for the first time or again over its old data, and waits until it lists itself. */
  async start(host: string, role: ConsulRole): Promise<void> {
    const { datacenter, bootstrapExpect, extra } = role;
    this.roles.set(host, role);
    const config = {
      datacenter,
      node_name: host,
      server: bootstrapExpect !== undefined,
      ...(bootstrapExpect === undefined ? {} : { bootstrap_expect: bootstrapExpect }),
      data_dir: `${this.lab.folder}/${host}/data`,
      bind_addr: this.lab.ip(host),
      client_addr: "127.0.0.1",
      disable_update_check: true,
      // All agents of a lab share one machine.
      disable_host_node_id: true,
      ports: { dns: -1, grpc: -1 },
      performance: { raft_multiplier: 1 },
      ...extra,
    };
    const file = this.lab.write(host, "agent.json", JSON.stringify(config));
    this.lab.start(host, host, this.binary(), ["agent", `-config-file=${file}`, "-log-level=debug"]);
    await eventually(`${host} to answer: ${this.lab.log(host).slice(-500)}`, async () =>
      (await this.statuses(host)).has(host),
    );
  }

  consul(host: string, ...args: string[]): Promise<Outcome> {
    return this.lab.exec(host, this.binary(), args);
  }

  /** Name to status of the LAN or WAN pool, as that host's agent says. */
  async statuses(host: string, ...flags: string[]): Promise<Map<string, string>> {
    const { stdout } = await this.consul(host, "members", ...flags);
    const rows = stdout
      .split("\n")
      .slice(1)
      .map((line) => line.split(/\s+/));
    return new Map(
      rows
        .filter(([name]) => name !== undefined && name !== "")
        .map(([name = "", , status = ""]) => [name, status]),
    );
  }

  /** Waits until every one of the hosts shows all these statuses. */
  async everywhere(
    hosts: readonly string[],
    wanted: Readonly<Record<string, string | undefined>>,
    flags: readonly string[] = [],
    timeoutMs = 90_000,
  ): Promise<void> {
    let last = "";
    await eventually(
      `${JSON.stringify(wanted)} on ${hosts.join()}`,
      async () => {
        for (const host of hosts) {
          const seen = await this.statuses(host, ...flags);
          last = `${host}: ${JSON.stringify([...seen])}`;
          if (!Object.entries(wanted).every(([name, status]) => seen.get(name) === status)) return false;
        }
        return true;
      },
      timeoutMs,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; last ${last}`);
    });
  }

  /** Folder of the program, for scripts that call it by its name. */
  get path(): string {
    return `${this.binary().replace(/\/consul$/, "")}:${process.env["PATH"] ?? ""}`;
  }

  private binary(): string {
    const place = findAgent("consul");
    if (place === undefined) throw new Error("consul is not installed");
    return place;
  }
}
