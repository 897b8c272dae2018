/** Gossip keys in VS Code's SecretStorage, one entry a pool. They leave it only towards that pool's worker. */
import type * as vscode from "vscode";
import { parseGossipKey } from "./gossipKey.ts";

/** Keeps and gives back the keys of pools, by pool id. */
export class PoolSecrets {
  constructor(private readonly storage: vscode.SecretStorage) {}

  /** The keys of a pool, the primary first; empty when there is none. */
  async keys(poolId: string): Promise<Uint8Array[]> {
    const stored = await this.storage.get(entry(poolId));
    const keys = (stored ?? "").split("\n").map((line) => parseGossipKey(line));
    return keys.flatMap((key) => (key.ok ? [key.value] : []));
  }

  /** Keeps one base64 key, replacing what was there. */
  async store(poolId: string, base64: string): Promise<void> {
    await this.storage.store(entry(poolId), base64.trim());
  }

  async forget(poolId: string): Promise<void> {
    await this.storage.delete(entry(poolId));
  }
}

function entry(poolId: string): string {
  return `lanekeeper.gossipKey.${poolId}`;
}
