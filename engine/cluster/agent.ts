/** One agent of a cluster: its plan, how it is, and its nodes while it runs. */
import type { NetworkEnd } from "../simulator/network.ts";
import type { AgentStatus } from "../view/cluster.ts";
import { formatAddress } from "../base/address.ts";
import type { Plane } from "../view/view.ts";
import type { SerfSnapshot } from "../serf/recorder.ts";
import type { RunningNode } from "./stage.ts";
import type { AgentPlan } from "./topology.ts";

export class Agent implements NetworkEnd {
  readonly nodes = new Map<Plane, RunningNode>();
  state: AgentStatus["state"] = "killed";
  /** What its next start finds on disk of an earlier life. */
  snapshot: SerfSnapshot | undefined;

  constructor(
    readonly plan: AgentPlan,
    /** The pool that its LAN node is in, as `ClusterPool.key`. */
    readonly lanPool: string,
  ) {}

  get name(): string {
    return this.plan.name;
  }

  /** Latencies are by datacenter. */
  get zone(): string {
    return this.plan.datacenter;
  }

  get isThere(): boolean {
    return this.state === "running" || this.state === "paused";
  }

  get status(): AgentStatus {
    const { name, datacenter, role, lan } = this.plan;
    return { name, datacenter, role, state: this.state, address: formatAddress(lan) };
  }
}
