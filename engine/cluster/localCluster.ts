/** A cluster on this machine's loopback: real UDP and TCP, each member at an address and standard ports of its own. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { fail, ok, type Result } from "../base/result.ts";
import { Secret } from "../base/secret.ts";
import type { ClusterSpec } from "../view/cluster.ts";
import { Cluster } from "./cluster.ts";
import { SocketStage } from "./socketStage.ts";
import { planTopology, type Placing, type Topology } from "./topology.ts";

export interface LocalCluster {
  readonly cluster: Cluster;
  readonly placing: Placing;
  /** Whether every member knew everybody when `start` resolved. */
  readonly isComplete: boolean;
  /** Of an encrypted cluster. */
  readonly key: Secret | undefined;
  end(): void;
}

export interface LocalOptions {
  /** Instead of a fresh one. */
  readonly key?: Secret;
  /** Instead of finding out. */
  readonly placing?: Placing;
}

/** Starts all members; resolves when every pool has come together. The error says which address cannot be had, and why. */
export async function startLocalCluster(
  spec: ClusterSpec,
  options: LocalOptions = {},
): Promise<Result<LocalCluster, string>> {
  const standard = planTopology(spec, "addresses");
  if (!standard.ok) return standard;
  const placing = options.placing ?? (await placingHere(standard.value));
  const topology = placing === "addresses" ? standard : planTopology(spec, placing);
  if (!topology.ok) return topology;
  const stage = new SocketStage();
  const key = spec.isEncrypted ? (options.key ?? new Secret(randomBytes(32))) : undefined;
  const cluster = new Cluster({ spec, topology: topology.value, placing, stage, key });
  const end = (): void => {
    cluster.stop();
    stage.end();
  };
  const problem = await Promise.all(cluster.startAll().map(({ ready }) => ready)).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (problem !== undefined) {
    end();
    return fail(
      `${problem}: another cluster or agent may be running there; stop it, or choose another range`,
    );
  }
  const isComplete = await new Promise<boolean>((resolve) => cluster.gather(resolve));
  return ok({ cluster, placing, isComplete, key, end });
}

/** Linux has all of 127.0.0.0/8; others have 127.0.0.1 only, unless told otherwise. */
async function placingHere({ agents: [first] }: Topology): Promise<Placing> {
  if (first === undefined) return "addresses";
  const code = await new Promise<string>((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    server.listen(0, first.lan.ip, () => server.close(() => resolve("")));
  });
  return code === "EADDRNOTAVAIL" ? "ports" : "addresses";
}
