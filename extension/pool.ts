/** A pool that the user named once: what is remembered about it between sessions. Never a key, never a token. */
import type { AttachRequest, PoolInfo, PoolKind, Plane, TlsIdentity } from "../engine/index.ts";

/** An agent's API through which a pool is seen; files by their paths, secrets stand in SecretStorage. */
export type KnownApi =
  | {
      readonly kind: "consulHttp";
      readonly url: string;
      readonly caFile?: string;
      readonly clientCertFile?: string;
      readonly clientKeyFile?: string;
      readonly serverName?: string;
    }
  | { readonly kind: "serfRpc" };

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
  /** Absent: the gossip port is asked as a guest. */
  readonly api?: KnownApi;
  /** As the people who run it call it; a production pool is never joined. */
  readonly environment?: PoolInfo["environment"];
}

type Place = Pick<KnownPool, "host" | "port" | "api">;

/** The same address, plane, label and way to ask is the same attachment. */
export function poolId(pool: Place & Pick<KnownPool, "plane" | "label">): string {
  const way = pool.api === undefined ? "" : pool.api.kind === "serfRpc" ? "rpc/" : "api/";
  return `${way}${pool.plane}/${seedText(pool)}${pool.label === "" ? "" : `/${pool.label}`}`;
}

/** `host:port` or the URL, as shown. */
export function seedText({ host, port, api }: Place): string {
  if (api?.kind === "consulHttp") return api.url;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What goes down to the pool's worker and nowhere else. */
export interface AttachSecrets {
  /** Gossip keys, the primary one first. */
  readonly keys: readonly Uint8Array[];
  /** ACL token of Consul or auth key of Serf's RPC. */
  readonly token: Uint8Array | undefined;
  /** Read from the files that the pool names. */
  readonly tls: TlsIdentity;
}

/** Completes a known pool with its secrets and the pace that the settings allow. */
export function attachRequest(
  pool: KnownPool,
  secrets: AttachSecrets,
  pace: Pick<AttachRequest, "updatesPerSecondMax" | "intervalMs" | "bindIp" | "membersMax" | "isTraced">,
): AttachRequest {
  return {
    poolId: pool.id,
    poolName: pool.name,
    kind: pool.kind,
    plane: pool.plane,
    environment: pool.environment ?? "unknown",
    seed: { host: pool.host, port: pool.port },
    ...apiOf(pool, secrets),
    label: pool.label,
    keys: pool.api === undefined ? secrets.keys : [],
    confirmedCidrs: pool.confirmedCidrs,
    updatesPerSecondMax: pace.updatesPerSecondMax,
    intervalMs: pace.intervalMs,
    ...(pace.membersMax === undefined ? {} : { membersMax: pace.membersMax }),
    ...(pace.bindIp === undefined ? {} : { bindIp: pace.bindIp }),
    ...(pace.isTraced === true ? { isTraced: true } : {}),
  };
}

/** What is known of a pool that nobody has asked yet. */
export function poolInfo({ id, name, kind, plane, api, environment = "unknown" }: KnownPool): PoolInfo {
  const attach = api === undefined ? "shadow" : "api";
  return { id, name, kind, plane, environment, attach, encrypted: undefined };
}

function apiOf({ api }: KnownPool, { token, tls }: AttachSecrets): Pick<AttachRequest, "api"> {
  if (api === undefined) return {};
  if (api.kind === "serfRpc")
    return { api: { kind: "serfRpc", ...(token === undefined ? {} : { authKey: token }) } };
  return { api: { kind: "consulHttp", url: api.url, tls, ...(token === undefined ? {} : { token }) } };
}
