/** Pools of real Serf agents with members of ours among them: all started, listed and stopped in one place. */
import { LiveMember } from "../../engine/host/liveMember.ts";
import { Secret } from "../../engine/base/secret.ts";
import { NodeAead } from "../../engine/host/aead.ts";
import { serfAgent } from "../../engine/serf/config.ts";
import type { SerfOptions } from "../../engine/serf/node.ts";
import { lan } from "../../engine/swim/config.ts";
import { Keyring } from "../../engine/wire/keyring.ts";
import { eventually, findAgent, startSerf, type RunningAgent } from "../agents/agents.ts";

export interface PoolKind {
  readonly program: "serf" | "serf-0.10";
  /** First three numbers of all addresses. */
  readonly net: string;
  readonly key: Uint8Array | undefined;
  /** Whether our members compress; agents always do. */
  readonly compress: boolean;
  /** Serf protocol that the agents speak; the newest when absent. */
  readonly protocol?: number;
}

export type Listing = Readonly<
  Record<string, { address: string; status: string; tags: Record<string, string> }>
>;

export class MixedPool {
  private readonly agents = new Map<string, RunningAgent>();
  private readonly members = new Map<string, LiveMember>();

  /** What agents that start from now on encrypt with. */
  key: Uint8Array | undefined;

  constructor(readonly kind: PoolKind) {
    this.key = kind.key;
  }

  get isPossible(): boolean {
    return findAgent(this.kind.program) !== undefined;
  }

  /** Starts an agent named a<index>, which joins the first. */
  agent(index: number, args: readonly string[] = []): Promise<RunningAgent> {
    const isFirst = this.agents.size === 0;
    return this.start(index, isFirst ? undefined : `${this.kind.net}.1`, args);
  }

  /** Starts an agent that is told to join nobody. */
  agentAlone(index: number, args: readonly string[]): Promise<RunningAgent> {
    return this.start(index, undefined, args);
  }

  private async start(
    index: number,
    join: string | undefined,
    args: readonly string[],
  ): Promise<RunningAgent> {
    const { program, net, protocol } = this.kind;
    const { key } = this;
    const agent = await startSerf({
      program,
      name: `a${index}`,
      ip: `${net}.${index}`,
      tags: { dc: "dc1" },
      ...(key === undefined ? {} : { key: Buffer.from(key).toString("base64") }),
      ...(join === undefined ? {} : { join }),
      args: [...(protocol === undefined ? [] : [`-protocol=${protocol}`]), ...args],
    });
    this.agents.set(agent.name, agent);
    return agent;
  }

  /** Starts a member of ours named m<index>; it has joined nobody yet. */
  async member(index: number, options: Partial<SerfOptions> = {}): Promise<LiveMember> {
    const { net, compress } = this.kind;
    const { key } = this;
    const member = new LiveMember({
      name: `m${index}`,
      address: { ip: `${net}.${index}`, port: 7946 },
      tags: [["note", "größer"]],
      config: serfAgent({ swim: lan({ enableCompression: compress }) }),
      ...(key === undefined ? {} : { keyring: new Keyring(new NodeAead(), [new Secret(key)]) }),
      ...options,
    });
    await member.start();
    this.members.set(member.node.options.name, member);
    return member;
  }

  /** A running agent. */
  theirs(name: string): RunningAgent {
    const agent = this.agents.get(name);
    if (agent === undefined) throw new Error(`no agent ${name}`);
    return agent;
  }

  /** A running member of ours. */
  ours(name: string): LiveMember {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`no member ${name}`);
    return member;
  }

  /** Ends a member of ours whose name an agent has too. */
  forget(name: string): void {
    this.members.get(name)?.end();
    this.members.delete(name);
  }

  /** Kills an agent or a member of ours: no goodbye. */
  async kill(name: string): Promise<void> {
    await this.agents.get(name)?.stop();
    this.members.get(name)?.end();
    this.agents.delete(name);
    this.members.delete(name);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.agents.keys(), ...this.members.keys()].map((name) => this.kill(name)));
  }

  /**
   * Waits until every agent (but those in `but`) and every member of ours sees `name` as `status`. What gossip has
   * missed, as it may, the next push/pull brings: that takes up to a minute.
   */
  async allSee(name: string, status: string | undefined, but: readonly string[] = []): Promise<void> {
    const words = `all in ${this.kind.net} to see ${name} as ${status ?? "nobody"}`;
    let seen: readonly (string | undefined)[] = [];
    await eventually(
      words,
      async () => {
        seen = (await this.lists(but)).map((list) => list[name]?.status);
        return seen.every((each) => each === status);
      },
      75_000,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; they see ${seen.join()}`);
    });
  }

  /** What everybody lists, agents first. */
  async lists(but: readonly string[] = []): Promise<Listing[]> {
    const theirs = [...this.agents.values()].filter(({ name }) => !but.includes(name)).map(listOf);
    const ours = [...this.members.values()]
      .filter(({ node }) => !but.includes(node.options.name))
      .map(ourList);
    return [...(await Promise.all(theirs)), ...ours];
  }
}

export async function listOf(agent: RunningAgent): Promise<Listing> {
  const members = await agent.members();
  return Object.fromEntries(
    members.map(({ name, address, status, tags }) => [name, { address, status, tags }]),
  );
}

export function ourList(member: LiveMember): Listing {
  const members = member.members();
  return Object.fromEntries(
    members.map(({ name, ip, port, status, tags }) => [
      name,
      { address: `${ip}:${port}`, status, tags: Object.fromEntries(tags) },
    ]),
  );
}
