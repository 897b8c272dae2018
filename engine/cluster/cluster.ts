/**
 * A cluster of agents on a stage: started, gathered into its pools, watched, disturbed and stopped. On sockets and in
 * virtual time it is the same cluster; `localCluster.ts` and `simulatedCluster.ts` bring the stage and the clock.
 */
import { assert } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { Secret } from "../base/secret.ts";
import { NodeAead } from "../host/aead.ts";
import type { SerfEvent } from "../serf/events.ts";
import type { Hush } from "../swim/hush.ts";
import { Identities } from "../swim/identities.ts";
import type { ActiveFault, ClusterSpec, FaultRequest } from "../view/cluster.ts";
import type { Plane } from "../view/view.ts";
import { Keyring } from "../wire/keyring.ts";
import { Agent } from "./agent.ts";
import { ClusterPool } from "./clusterPool.ts";
import { Faults, type FaultGround } from "./faults.ts";
import { Gathering } from "./gathering.ts";
import { nodeOf } from "./nodes.ts";
import type { RunningNode, Stage } from "./stage.ts";
import { planStranger, type AgentPlan, type Placing, type Topology } from "./topology.ts";

export interface ClusterMake {
  readonly spec: ClusterSpec;
  readonly topology: Topology;
  readonly placing: Placing;
  readonly stage: Stage;
  /** Gossip key of an encrypted cluster. */
  readonly key: Secret | undefined;
}

export type ClusterListener = (agent: Agent, plane: Plane, event: SerfEvent) => void;

/** WAN pool of all servers. */
const WAN = "wan";

export class Cluster implements FaultGround {
  readonly agents: Agent[];
  readonly pools = new Map<string, ClusterPool>();
  private readonly identities = new Identities();
  private readonly hush: Hush = { isOn: true };
  readonly faults: Faults;
  private readonly gatherings = new Set<Gathering>();
  private readonly listeners = new Set<ClusterListener>();
  private strangers = 0;
  private readonly aead = new NodeAead();

  constructor(private readonly make: ClusterMake) {
    const { spec, topology } = make;
    this.agents = topology.agents.map((plan) => new Agent(plan, lanKey(plan.datacenter)));
    for (const { name } of spec.datacenters) this.addPool(lanKey(name), `${name} LAN`, "lan");
    if (topology.agents.some(({ wan }) => wan !== undefined)) this.addPool(WAN, `${spec.name} WAN`, "wan");
    this.faults = new Faults(this);
  }

  get stage(): Stage {
    return this.make.stage;
  }

  get spec(): ClusterSpec {
    return this.make.spec;
  }

  /** Starts every agent, each alone for now; `ready` of the nodes says when they listen. */
  startAll(): RunningNode[] {
    for (const agent of this.agents) this.startAgent(agent, this.keyring());
    return this.agents.flatMap(({ nodes }) => [...nodes.values()]);
  }

  /** Brings each pool together; calls back once, when every member knows everybody or chance was against it. */
  gather(onDone: (isComplete: boolean) => void): void {
    let [left, isComplete] = [0, true];
    for (const pool of this.pools.values()) {
      const [first, ...others] = pool.running;
      if (first === undefined) continue;
      left += 1;
      this.gatherings.add(
        new Gathering(first, others, (isWhole) => {
          left -= 1;
          isComplete &&= isWhole;
          pool.settled();
          if (left > 0) return;
          this.hush.isOn = false;
          onDone(isComplete);
        }),
      );
    }
    for (const gathering of this.gatherings) gathering.begin();
  }

  /** Hears all that every node tells; the returned function ends that. */
  onEvent(listener: ClusterListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  agent(name: string): Agent | undefined {
    return this.agents.find((each) => each.name === name);
  }

  /** Does it, until it is undone or its time is over; the error names what of it cannot be. */
  inject(request: FaultRequest): Result<ActiveFault, string> {
    return this.faults.inject(request);
  }

  stop(): void {
    this.faults.forget();
    for (const agent of this.agents) for (const running of agent.nodes.values()) running.stop();
  }

  // What faults do to agents.

  kill(agent: Agent): void {
    this.halt(agent, "was killed");
    agent.state = "killed";
  }

  pause(agent: Agent, isPaused: boolean): void {
    if (!agent.isThere) return;
    for (const running of agent.nodes.values()) running.setPaused(isPaused);
    agent.state = isPaused ? "paused" : "running";
  }

  leave(agent: Agent): void {
    for (const running of agent.nodes.values()) running.command({ kind: "leave" });
    agent.state = "left";
  }

  /** Starts it anew, with the cluster's key or with one of its own, and lets it join its pools. */
  restart(agent: Agent, key: "cluster's" | "another" = "cluster's"): void {
    if (agent.nodes.size > 0) this.halt(agent, "is restarting");
    this.startAgent(agent, key === "another" ? this.strayKeyring() : this.keyring());
    for (const [plane, running] of agent.nodes) running.whenReady(() => this.joinPool(agent, plane, running));
  }

  /** A plain Serf agent of nobody's that joins the LAN pool of a datacenter. */
  addRogue(datacenter: string): Result<Agent, string> {
    const { spec, topology, placing } = this.make;
    if (!this.pools.has(lanKey(datacenter))) return fail(`there is no datacenter ${datacenter}`);
    this.strangers += 1;
    const plan = planStranger(spec, topology, placing, this.strangers);
    if (!plan.ok) return plan;
    const agent = this.add(plan.value, datacenter);
    this.restart(agent);
    return ok(agent);
  }

  /** Adds an agent that was not in the specification; it is not started. */
  add(plan: AgentPlan, datacenter: string): Agent {
    const agent = new Agent(plan, lanKey(datacenter));
    this.agents.push(agent);
    return agent;
  }

  /** Lets an agent's LAN node join through another agent, wherever that belongs. */
  joinThrough(agent: Agent, other: Agent, plane: Plane = "lan"): void {
    const address = plane === "lan" ? other.plan.lan : other.plan.wan;
    assert(address !== undefined, "only servers are in the WAN pool");
    agent.nodes.get("lan")?.command({ kind: "join", join: 0, addresses: [address] });
  }

  noteFault(text: string): void {
    for (const pool of this.pools.values()) pool.noteFault(text);
  }

  poolKey(agent: Agent, plane: Plane): string {
    return plane === "wan" ? WAN : agent.lanPool;
  }

  private addPool(key: string, name: string, plane: Plane): void {
    const { spec, stage } = this.make;
    const { product: kind, isEncrypted: encrypted, runs } = spec;
    const attach = runs === "sockets" ? ("cluster" as const) : ("simulation" as const);
    const info = { id: `${spec.name}/${key}`, name, kind, plane, attach, encrypted };
    this.pools.set(key, new ClusterPool(key, { ...info, environment: "development" }, stage));
  }

  private startAgent(agent: Agent, keyring: Keyring | undefined): void {
    const { spec, stage } = this.make;
    for (const plane of ["lan", "wan"] as const) {
      const node = nodeOf(agent.plan, plane, {
        ...{ spec, keyring, random: stage.random, identities: this.identities, hush: this.hush },
        snapshot: agent.snapshot,
      });
      if (node === undefined) continue;
      const running = stage.run(agent, node, (event) => this.hear(agent, plane, running, event));
      agent.nodes.set(plane, running);
      this.pools.get(this.poolKey(agent, plane))?.joined(running);
    }
    agent.state = "running";
  }

  private halt(agent: Agent, why: string): void {
    for (const [plane, running] of agent.nodes) {
      running.stop();
      this.pools.get(this.poolKey(agent, plane))?.stopped(running, why);
    }
    agent.nodes.clear();
  }

  private joinPool(agent: Agent, plane: Plane, running: RunningNode): void {
    const others = this.pools.get(this.poolKey(agent, plane))?.running ?? [];
    const addresses = others.filter((other) => other !== running).map(({ node }) => node.address);
    // One that answers is enough; a paused or cut-off one does not.
    running.command({ kind: "join", join: 0, addresses: addresses.slice(0, 3), ignoreOld: true });
  }

  private hear(agent: Agent, plane: Plane, running: RunningNode, event: SerfEvent): void {
    this.pools.get(this.poolKey(agent, plane))?.heard(running, event);
    if (event.kind === "joinFinished")
      for (const gathering of this.gatherings) gathering.heard(running, event);
    if (event.kind === "left") this.stage.after(0, () => this.halt(agent, "has left"));
    for (const listener of this.listeners) listener(agent, plane, event);
  }

  private keyring(): Keyring | undefined {
    return this.make.key === undefined ? undefined : new Keyring(this.aead, [this.make.key]);
  }

  private strayKeyring(): Keyring {
    const { random } = this.make.stage;
    return new Keyring(this.aead, [new Secret(Uint8Array.from({ length: 16 }, () => random.below(256)))]);
  }
}

function lanKey(datacenter: string): string {
  return `lan/${datacenter}`;
}
