/**
 * Raft of a rehearsed pool as far as the runbook looks at it: who votes by each server's configuration, and who can
 * lead. There is no log in it. A leader takes out a server that its own list shows as left, and takes in again one that
 * is alive there, as Consul's leader does when it reconciles. Source: consul leader.go, handleLeftMember, joinConsulServer.
 */
import type { SideKey } from "../../firewall/sides.ts";
import type { CaseMember } from "../../unmix/case.ts";
import type { RaftReading } from "../../unmix/observation.ts";
import type { Troupe } from "./troupe.ts";

const RPC_PORT = 8300;
/** Between two looks of a leader at its list, ms. */
const RECONCILE_MS = 60_000;

export class Rafts {
  private readonly voters = new Map<number, ReadonlySet<number>>();
  private reconciledAt = 0;

  constructor(
    private readonly servers: readonly CaseMember[],
    isMerged: boolean,
    private readonly troupe: Troupe,
  ) {
    for (const { id, side } of servers)
      this.voters.set(
        id,
        new Set(servers.filter((other) => isMerged || other.side === side).map((other) => other.id)),
      );
  }

  /** What follows from the lists and the network as they are now. */
  look(): void {
    const now = this.troupe.now;
    const isReconciling = now - this.reconciledAt >= RECONCILE_MS;
    if (isReconciling) this.reconciledAt = now;
    for (const leader of new Set(this.servers.map(({ id }) => this.leaderFor(id)))) {
      if (leader === undefined) continue;
      const before = this.voters.get(leader) ?? new Set<number>();
      const after = this.servers.filter(({ id }) => {
        const state = this.troupe.stateOn(leader, id);
        if (before.has(id)) return state !== "left" || id === leader;
        return isReconciling && state === "alive" && this.hasRpc(leader, id);
      });
      this.tell(leader, new Set(after.map(({ id }) => id)));
    }
  }

  /** One `peers.json` for all servers of the side. */
  recover(side: SideKey): void {
    const own = this.servers.filter((server) => server.side === side).map(({ id }) => id);
    for (const id of own) this.voters.set(id, new Set(own));
  }

  readings(atMs: number): RaftReading[] {
    return this.servers
      .filter(({ id }) => this.troupe.isRunning(id))
      .map(({ id: server }) => {
        const leader = this.leaderFor(server);
        const peers = [...(this.voters.get(server) ?? [])].map((id) => ({
          id,
          raftId: `rehearsed-${id}`,
          voter: true,
          leader: id === leader,
        }));
        return { server, atMs, peers };
      });
  }

  /** The lowest electable server that this one hears: all agree, as terms make them. */
  private leaderFor(server: number): number | undefined {
    if (!this.troupe.isRunning(server)) return undefined;
    return [...(this.voters.get(server) ?? [])].find(
      (other) => this.hasRpc(server, other) && this.isElectable(other),
    );
  }

  private isElectable(server: number): boolean {
    const voters = this.voters.get(server) ?? new Set<number>();
    if (!this.troupe.isRunning(server) || !voters.has(server)) return false;
    const reached = [...voters].filter(
      // Whoever has been told of a configuration without this one does not vote for it.
      (other) => this.hasRpc(server, other) && (this.voters.get(other)?.has(server) ?? false),
    );
    return reached.length > voters.size / 2;
  }

  private hasRpc(one: number, other: number): boolean {
    if (!this.troupe.isRunning(one) || !this.troupe.isRunning(other)) return false;
    const { network } = this.troupe;
    const port = (id: number): number => this.servers.find((server) => server.id === id)?.rpcPort || RPC_PORT;
    return (
      one === other ||
      (network.passes(one, other, "tcp", port(other)) && network.passes(other, one, "tcp", port(one)))
    );
  }

  private tell(leader: number, voters: ReadonlySet<number>): void {
    for (const id of voters) if (this.hasRpc(leader, id)) this.voters.set(id, voters);
  }
}
