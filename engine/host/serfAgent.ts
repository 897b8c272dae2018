/** One round of questions to a Serf agent's RPC port: its members, its own name, and a few coordinates. */
import { formatAddress, type Address } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Secret } from "../base/secret.ts";
import type { AgentReading } from "../observer/agentReading.ts";
import { notSerfRpc } from "../observer/apiProblems.ts";
import type { VivaldiCoordinate } from "../serf/coordinate.ts";
import type { ListedMember } from "../serf/listedMember.ts";
import type { PoolProblem } from "../view/view.ts";
import type { ApiAgent } from "./apiPool.ts";
import { openRpc, type RpcConnection } from "./serfRpc.ts";

/** Coordinates are asked one by one: so many a round, in rotation. */
const COORDINATES_PER_ROUND = 16;

export class SerfAgent implements ApiAgent {
  readonly vantage: string;
  readonly traffic = { requests: 0, bytesOut: 0, bytesIn: 0 };
  private connection: RpcConnection | undefined;
  private nextCoordinate = 0;
  private isEnded = false;

  constructor(
    private readonly address: Address,
    private readonly authKey: Secret | undefined,
  ) {
    this.vantage = formatAddress(address);
  }

  async read(): Promise<Result<AgentReading, PoolProblem>> {
    const connection = await this.connected();
    if (!connection.ok) return connection;
    const listed = await connection.value.call({ command: "members" });
    if (!listed.ok) return listed;
    const told = await connection.value.call({ command: "stats" });
    if (!told.ok) return told;
    if (listed.value.kind !== "members" || told.value.kind !== "stats")
      return fail(notSerfRpc(this.vantage, "its answers do not fit the questions"));
    const { members } = listed.value;
    const { stats } = told.value;
    const encrypted = stats.get("serf.encrypted");
    return ok({
      vantage: this.vantage,
      self: stats.get("agent.name"),
      members,
      partial: undefined,
      isEncrypted: encrypted === undefined ? undefined : encrypted === "true",
      problems: [],
      raft: undefined,
      coordinates: await this.coordinates(connection.value, members),
    });
  }

  end(): void {
    this.isEnded = true;
    this.connection?.end();
  }

  private async connected(): Promise<Result<RpcConnection, PoolProblem>> {
    if (this.connection !== undefined && !this.connection.isBroken) return ok(this.connection);
    const opened = await openRpc(this.address, this.authKey, this.traffic);
    if (!opened.ok) return opened;
    this.connection = opened.value;
    if (this.isEnded) opened.value.end();
    return opened;
  }

  private async coordinates(
    connection: RpcConnection,
    members: readonly ListedMember[],
  ): Promise<readonly (readonly [string, VivaldiCoordinate])[]> {
    const known: [string, VivaldiCoordinate][] = [];
    const rounds = Math.min(COORDINATES_PER_ROUND, members.length);
    for (let i = 0; i < rounds; i += 1) {
      const node = members[(this.nextCoordinate + i) % members.length]?.name ?? "";
      const reply = await connection.call({ command: "get-coordinate", node });
      if (!reply.ok || reply.value.kind !== "coordinate") break;
      if (reply.value.coordinate !== undefined) known.push([node, reply.value.coordinate]);
    }
    this.nextCoordinate += rounds;
    return known;
  }
}
