/** From a user's words to a watched pool: name resolved, secrets in their place, each address tried in turn. */
import { unreachable } from "../base/assert.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { Secret } from "../base/secret.ts";
import { NodeAead } from "../host/aead.ts";
import { ApiPool, type ApiAgent } from "../host/apiPool.ts";
import { ConsulAgent } from "../host/consulAgent.ts";
import { ConsulHttp } from "../host/consulHttp.ts";
import { resolveHost } from "../host/resolve.ts";
import { SerfAgent } from "../host/serfAgent.ts";
import { parseCidrs, ShadowPool } from "../host/shadowPool.ts";
import type { PoolSource } from "../observer/source.ts";
import type { PoolInfo, PoolProblem } from "../view/view.ts";
import type { ApiAccess, AttachRequest } from "../view/workerProtocol.ts";
import { Keyring } from "../wire/keyring.ts";

/** Attaches as the request says and resolves with the first answer; detached again when nobody answers. */
export function attachPool(
  request: AttachRequest,
  trace?: (line: string) => void,
): Promise<Result<PoolSource, PoolProblem>> {
  return request.api === undefined ? attachShadow(request, trace) : attachApi(request, request.api);
}

/** Attaches as a guest; `trace` hears a line for all that goes over its sockets. */
export function attachShadow(
  request: AttachRequest,
  trace?: (line: string) => void,
): Promise<Result<ShadowPool, PoolProblem>> {
  return firstThatAnswers(request, async (ip) => {
    const pool = shadowOf(request, ip, trace);
    return { pool, problem: await firstAnswer(pool) };
  });
}

async function attachApi(request: AttachRequest, api: ApiAccess): Promise<Result<PoolSource, PoolProblem>> {
  switch (api.kind) {
    case "consulHttp": {
      const http = new ConsulHttp(new URL(api.url), secretOf(api.token), api.tls);
      const { pool, problem } = await asked(request, new ConsulAgent(http, request.plane));
      if (problem === undefined) return ok(pool);
      await pool.detach();
      return fail(problem);
    }
    case "serfRpc":
      return firstThatAnswers(request, (ip) =>
        asked(request, new SerfAgent({ ip, port: request.seed.port }, secretOf(api.authKey))),
      );
    default:
      return unreachable(api);
  }
}

async function asked(
  request: AttachRequest,
  agent: ApiAgent,
): Promise<{ pool: ApiPool; problem: PoolProblem | undefined }> {
  const { intervalMs, membersMax } = request;
  const pool = new ApiPool(agent, { info: poolInfo(request, undefined), intervalMs, membersMax });
  return { pool, problem: await pool.start() };
}

async function firstThatAnswers<Pool extends PoolSource>(
  { seed }: AttachRequest,
  attach: (ip: string) => Promise<{ pool: Pool; problem: PoolProblem | undefined }>,
): Promise<Result<Pool, PoolProblem>> {
  const ips = await resolveHost(seed.host);
  if (!ips.ok) return ips;
  let last: PoolProblem | undefined;
  for (const ip of ips.value) {
    const { pool, problem } = await attach(ip);
    if (problem === undefined) return ok(pool);
    last = problem;
    await pool.detach();
  }
  return fail(last ?? { kind: "internal", message: "No address was tried.", advice: "Report this." });
}

function shadowOf(request: AttachRequest, ip: string, trace?: (line: string) => void): ShadowPool {
  const { keys, label } = request;
  const keyring =
    keys.length === 0
      ? undefined
      : new Keyring(
          new NodeAead(),
          keys.map((key) => new Secret(key)),
        );
  return new ShadowPool({
    info: poolInfo(request, keyring !== undefined),
    seed: { ip, port: request.seed.port },
    security: { label, ...(keyring === undefined ? {} : { keyring }) },
    confirmed: parseCidrs(request.confirmedCidrs).cidrs,
    intervalMs: request.intervalMs,
    membersMax: request.membersMax,
    ...(request.bindIp === undefined ? {} : { bindIp: request.bindIp }),
    ...(trace === undefined ? {} : { trace }),
  });
}

function poolInfo(request: AttachRequest, encrypted: boolean | undefined): PoolInfo {
  const { poolId: id, poolName: name, kind, plane, environment, api } = request;
  return { id, name, kind, plane, environment, attach: api === undefined ? "shadow" : "api", encrypted };
}

function secretOf(bytes: Uint8Array | undefined): Secret | undefined {
  return bytes === undefined ? undefined : new Secret(bytes);
}

async function firstAnswer(pool: ShadowPool): Promise<PoolProblem | undefined> {
  const answered = new Promise<PoolProblem | undefined>((resolve) => (pool.onAnswer = resolve));
  // The system refuses an address that is not this machine's.
  const started = await pool.start().then(
    () => undefined,
    (error: unknown) => notBound(error),
  );
  return started ?? answered;
}

function notBound(error: unknown): PoolProblem {
  const message = `No socket could be opened: ${error instanceof Error ? error.message : String(error)}.`;
  return { kind: "refused", message, advice: "Bind to an address of this machine, or to none." };
}
