/** A pool that the user named once: what is remembered about it between sessions. Never a key. */
import type { AttachRequest, PoolKind, Plane } from "../engine/index.ts";

/** Remembered in the workspace's state; keys stand in SecretStorage under the same id. */
export interface KnownPool {
  readonly id: string;
  readonly name: string;
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly host: string;
  readonly port: number;
  readonly label: string;
  readonly confirmedCidrs: readonly string[];
}

/** The same address, plane and label is the same attachment. */
export function poolId(pool: Pick<KnownPool, "plane" | "host" | "port" | "label">): string {
  const host = pool.host.includes(":") ? `[${pool.host}]` : pool.host;
  return `${pool.plane}/${host}:${pool.port}${pool.label === "" ? "" : `/${pool.label}`}`;
}

/** `host:port` as shown. */
export function seedText(pool: Pick<KnownPool, "host" | "port">): string {
  return pool.host.includes(":") ? `[${pool.host}]:${pool.port}` : `${pool.host}:${pool.port}`;
}

/** Completes a known pool with its keys and the pace that the settings allow. */
export function attachRequest(
  pool: KnownPool,
  keys: readonly Uint8Array[],
  pace: { readonly updatesPerSecondMax: number; readonly intervalMs: number },
): AttachRequest {
  return {
    poolId: pool.id,
    poolName: pool.name,
    kind: pool.kind,
    plane: pool.plane,
    environment: "unknown",
    seed: { host: pool.host, port: pool.port },
    label: pool.label,
    keys,
    confirmedCidrs: pool.confirmedCidrs,
    updatesPerSecondMax: pace.updatesPerSecondMax,
    intervalMs: pace.intervalMs,
  };
}
