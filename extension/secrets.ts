/**
 * Gossip keys and tokens in VS Code's SecretStorage, by pool id. They leave it only towards that pool's worker.
 */
import type * as vscode from "vscode";
import { parseGossipKey } from "./gossipKey.ts";

/** Keeps and gives back the secrets of pools, by pool id. */
export class PoolSecrets {
  constructor(private readonly storage: vscode.SecretStorage) {}

  /** The keys of a pool, the primary first; empty when there is none. */
  async keys(poolId: string): Promise<Uint8Array[]> {
    const stored = await this.storage.get(keyEntry(poolId));
    const keys = (stored ?? "").split("\n").map((line) => parseGossipKey(line));
    return keys.flatMap((key) => (key.ok ? [key.value] : []));
  }

  /** Keeps one base64 key, replacing what was there. */
  async store(poolId: string, base64: string): Promise<void> {
    await this.storage.store(keyEntry(poolId), base64.trim());
  }

  /** The ACL token or RPC auth key of a pool that is seen through an agent's API, as UTF-8. */
  async token(poolId: string): Promise<Uint8Array | undefined> {
    const stored = await this.storage.get(tokenEntry(poolId));
    return stored === undefined ? undefined : new TextEncoder().encode(stored);
  }

  async storeToken(poolId: string, token: string): Promise<void> {
    await this.storage.store(tokenEntry(poolId), token.trim());
  }

  /** Gives a pool's key to the same pool under another id. */
  async move(from: string, to: string): Promise<void> {
    const key = await this.storage.get(keyEntry(from));
    if (key === undefined || from === to) return;
    await this.storage.store(keyEntry(to), key);
    await this.storage.delete(keyEntry(from));
  }

  async forget(poolId: string): Promise<void> {
    await this.storage.delete(keyEntry(poolId));
    await this.storage.delete(tokenEntry(poolId));
  }
}

function keyEntry(poolId: string): string {
  return `lanekeeper.gossipKey.${poolId}`;
}

function tokenEntry(poolId: string): string {
  return `lanekeeper.token.${poolId}`;
}
