/** From a user's words to a watched pool: name resolved, keys in their ring, each address tried in turn. */
import { fail, ok, type Result } from "../base/result.ts";
import { Secret } from "../base/secret.ts";
import { NodeAead } from "../host/aead.ts";
import { resolveHost } from "../host/resolve.ts";
import { parseCidrs, ShadowPool } from "../host/shadowPool.ts";
import type { PoolProblem } from "../view/view.ts";
import type { AttachRequest } from "../view/workerProtocol.ts";
import { Keyring } from "../wire/keyring.ts";

/** Attaches as a guest and resolves with the first answer; the pool is detached again when nobody answers. */
export async function attachShadow(request: AttachRequest): Promise<Result<ShadowPool, PoolProblem>> {
  const ips = await resolveHost(request.seed.host);
  if (!ips.ok) return ips;
  let problem: PoolProblem | undefined;
  for (const ip of ips.value) {
    const pool = shadowOf(request, ip);
    problem = await firstAnswer(pool);
    if (problem === undefined) return ok(pool);
    await pool.detach();
  }
  return fail(problem ?? { kind: "internal", message: "No address was tried.", advice: "Report this." });
}

function shadowOf(request: AttachRequest, ip: string): ShadowPool {
  const { keys, label, kind, plane, environment, poolId: id, poolName: name } = request;
  const keyring =
    keys.length === 0
      ? undefined
      : new Keyring(
          new NodeAead(),
          keys.map((key) => new Secret(key)),
        );
  return new ShadowPool({
    info: { id, name, kind, plane, environment, attach: "shadow", encrypted: keyring !== undefined },
    seed: { ip, port: request.seed.port },
    security: { label, ...(keyring === undefined ? {} : { keyring }) },
    confirmed: parseCidrs(request.confirmedCidrs).cidrs,
    intervalMs: request.intervalMs,
  });
}

async function firstAnswer(pool: ShadowPool): Promise<PoolProblem | undefined> {
  const answered = new Promise<PoolProblem | undefined>((resolve) => (pool.onAnswer = resolve));
  await pool.start();
  return answered;
}
