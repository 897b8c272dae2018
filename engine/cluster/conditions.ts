/** What one may wait for in a cluster, looked up in every member's own table. */
import type { Agent } from "./agent.ts";
import type { Cluster } from "./cluster.ts";

/** Some member holds another for suspect. */
export function isSomebodySuspect(cluster: Cluster): boolean {
  return running(cluster).some(({ nodes }) =>
    [...(nodes.get("lan")?.node.swim.members() ?? [])].some(({ state }) => state === "suspect"),
  );
}

/** Every member that runs holds every one that does not for failed or left, and there is one. */
export function isGoneKnown(cluster: Cluster): boolean {
  const gone = cluster.agents.filter(({ isThere }) => !isThere);
  return (
    gone.length > 0 &&
    running(cluster).every((viewer) =>
      gone.every(({ name }) => {
        const status = viewer.nodes.get("lan")?.node.members.find(name)?.status;
        return status === undefined || status === "failed" || status === "left";
      }),
    )
  );
}

/** All members of each pool list the same members in the same state. */
export function agreement(cluster: Cluster): boolean {
  for (const pool of cluster.pools.values()) {
    const lists = new Set(
      pool.running.map(({ node }) =>
        [...node.members.all()]
          .map(({ name, status }) => `${name} ${status} ${node.swim.member(name)?.state ?? ""}`)
          .sort()
          .join(),
      ),
    );
    if (lists.size > 1) return false;
  }
  return true;
}

function running({ agents }: Cluster): Agent[] {
  return agents.filter(({ state }) => state === "running");
}
