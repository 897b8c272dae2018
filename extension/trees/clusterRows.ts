/** The *Test Clusters* tree as plain rows. No VS Code here. */
import type { AgentStatus, ClusterStatus } from "../../engine/index.ts";

export interface ClusterRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon:
    "cluster" | "datacenter" | "faults" | "fault" | "scenario" | "problem" | "note" | AgentStatus["state"];
  /** Dot-separated facts for `when` clauses. */
  readonly contextValue: string;
  readonly expansion: "none" | "collapsed" | "expanded";
  readonly children: readonly ClusterRow[];
  /** Name of the test cluster. */
  readonly cluster: string;
  /** A member or a datacenter by name, for faults. */
  readonly target?: string;
  /** Number of a fault that is in force. */
  readonly fault?: number;
  readonly tooltip?: string;
}

/** A cluster as the tree sees it. */
export interface ClusterFacts {
  readonly name: string;
  readonly status: ClusterStatus | undefined;
  readonly failure: string | undefined;
  readonly isRunning: boolean;
}

/** Most members below one datacenter; the dashboard shows all. */
const MEMBERS_MAX = 200;

export function clusterRow({ name, status, failure, isRunning }: ClusterFacts): ClusterRow {
  const kind = status?.runs ?? "sockets";
  const state = !isRunning ? "stopped" : (status?.state ?? "starting");
  return {
    id: name,
    label: name,
    description: failure === undefined ? descriptionOf(status, state) : "failed",
    icon: "cluster",
    contextValue: `cluster.${state}.${kind}`,
    expansion: "expanded",
    children: [
      ...(failure === undefined ? [] : [leaf(name, "failure", failure, "problem")]),
      ...(status === undefined ? [] : [...scenarioRows(name, status), ...datacenterRows(name, status)]),
      ...(status === undefined ? [] : faultRows(name, status)),
      ...(status?.notes ?? []).map((note, index) => leaf(name, `note/${index}`, note, "note")),
    ],
    cluster: name,
  };
}

function descriptionOf(status: ClusterStatus | undefined, state: string): string {
  if (status === undefined) return `${state} …`;
  const datacenters = new Set(
    status.agents.filter(({ role }) => role !== "rogue").map((each) => each.datacenter),
  );
  const pace = status.runs === "simulated" ? `${state} ${status.speed}×` : `${state} on loopback`;
  return `${counted(datacenters.size, "DC")} · ${counted(status.agents.length, "member")} · ${pace}`;
}

function scenarioRows(name: string, { scenario }: ClusterStatus): ClusterRow[] {
  if (scenario === undefined) return [];
  const { title, step, steps, words, verdict } = scenario;
  const description = verdict === undefined ? `step ${step} of ${steps}: ${words}` : verdict.words;
  return [{ ...leaf(name, "scenario", title, "scenario"), description }];
}

function datacenterRows(name: string, { agents }: ClusterStatus): ClusterRow[] {
  const names = [...new Set(agents.map(({ datacenter }) => datacenter))];
  return names.map((datacenter) => {
    const members = agents.filter((agent) => agent.datacenter === datacenter);
    const away = members.filter(({ state }) => state !== "running").length;
    return {
      id: `${name}/dc/${datacenter}`,
      label: datacenter,
      description: `${counted(members.length, "member")}${away === 0 ? "" : ` · ${away} not running`}`,
      icon: "datacenter",
      contextValue: "clusterDatacenter",
      expansion: "collapsed",
      children: members.slice(0, MEMBERS_MAX).map((agent) => memberRow(name, agent)),
      cluster: name,
      target: datacenter,
    };
  });
}

function memberRow(cluster: string, { name, role, state, address }: AgentStatus): ClusterRow {
  return {
    ...leaf(cluster, `member/${name}`, name, state),
    description: `${role}${state === "running" ? "" : ` · ${state}`} · ${address}`,
    contextValue: `clusterMember.${state}.${role}`,
    target: name,
  };
}

function faultRows(name: string, { faults }: ClusterStatus): ClusterRow[] {
  if (faults.length === 0) return [];
  const children = faults.map(({ id, text, untilMs, sinceMs }) => ({
    ...leaf(name, `fault/${id}`, text, "fault"),
    description:
      untilMs === undefined ? "until it is undone" : `for ${Math.round((untilMs - sinceMs) / 1_000)} s`,
    contextValue: "clusterFault",
    fault: id,
  }));
  const row = leaf(name, "faults", "Active faults", "faults");
  return [
    {
      ...row,
      description: String(faults.length),
      contextValue: "clusterFaults",
      expansion: "expanded",
      children,
    },
  ];
}

function leaf(cluster: string, key: string, label: string, icon: ClusterRow["icon"]): ClusterRow {
  return {
    ...{ id: `${cluster}/${key}`, label, description: "", icon, contextValue: icon },
    ...{ expansion: "none", children: [], cluster },
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
