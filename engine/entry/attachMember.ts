/** Becoming a member of a pool: a guest looks first, and what it saw must allow it. */
import { parseIp, type Address } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { Secret } from "../base/secret.ts";
import { NodeAead } from "../host/aead.ts";
import { addressTowards, freePort } from "../host/localAddress.ts";
import { MemberPool } from "../host/memberPool.ts";
import { resolveHost } from "../host/resolve.ts";
import { parseCidrs } from "../host/shadowPool.ts";
import {
  consequencesOfJoining,
  type MemberWish,
  refusalOfPool,
  refusalToJoin,
} from "../observer/admission.ts";
import type { PoolInfo, PoolProblem, PoolView } from "../view/view.ts";
import type { AttachRequest } from "../view/workerProtocol.ts";
import { Keyring } from "../wire/keyring.ts";
import { attachShadow } from "./attach.ts";

/** Where we would join. */
export interface MemberAccess {
  readonly name: string;
  /** An address of this machine; the one that faces the seed when absent. */
  readonly ip?: string;
  /** Some free one when absent. */
  readonly port?: number;
}

/** What a guest saw, where we would join, and what the user has to agree to. */
export interface MemberPlan {
  readonly wish: MemberWish;
  readonly seed: Address;
  readonly seen: PoolView;
  readonly consequences: string;
}

/** Looks at the pool as a guest, who is gone afterwards; says what joining means, or why it is not done. */
export async function planMember(
  request: AttachRequest,
  access: MemberAccess,
): Promise<Result<MemberPlan, PoolProblem>> {
  const pool = refusalOfPool(infoOf(request));
  if (pool !== undefined) return fail(pool);
  const seed = await seedOf(request);
  if (!seed.ok) return seed;
  const looked = await attachShadow({ ...request, confirmedCidrs: [] });
  if (!looked.ok) return looked;
  const seen = looked.value.snapshot();
  await looked.value.detach();
  const ip = access.ip ?? (await addressTowards(seed.value));
  const wish = { name: access.name, address: { ip, port: access.port ?? (await freePort(ip)) } };
  const kind = isConsul(seen) ? ("consul" as const) : request.kind;
  const view = { ...seen, info: { ...seen.info, kind } };
  const refusal = refusalToJoin(wish, view);
  if (refusal !== undefined) return fail(refusal);
  return ok({ wish, seed: seed.value, seen: view, consequences: consequencesOfJoining(wish, view) });
}

/** Joins as planned. Whoever calls this has the user's word for it. */
export async function attachMember(
  request: AttachRequest,
  { wish, seed, seen }: MemberPlan,
): Promise<Result<MemberPool, PoolProblem>> {
  const keys = request.keys.map((key) => new Secret(key));
  const pool = new MemberPool({
    info: { ...infoOf(request), kind: seen.info.kind, encrypted: keys.length > 0 },
    ...{ wish, seed, seen, label: request.label, membersMax: request.membersMax },
    keyring: keys.length === 0 ? undefined : new Keyring(new NodeAead(), keys),
    ranges: parseCidrs(request.confirmedCidrs).cidrs,
  });
  const started = await pool.start();
  return started.ok ? ok(pool) : started;
}

async function seedOf({ seed }: AttachRequest): Promise<Result<Address, PoolProblem>> {
  const ips = await resolveHost(seed.host);
  if (!ips.ok) return ips;
  const [ip = ""] = ips.value;
  const parsed = parseIp(ip);
  return ok({ ip: parsed.ok ? parsed.value : ip, port: seed.port });
}

function infoOf({ poolId, poolName, kind, plane, environment }: AttachRequest): PoolInfo {
  return { id: poolId, name: poolName, kind, plane, environment, attach: "member", encrypted: undefined };
}

function isConsul({ strings, tagSets }: PoolView): boolean {
  return tagSets.some((set) =>
    set.some((id, i) => {
      const value = strings[set[i + 1] ?? -1];
      return i % 2 === 0 && strings[id] === "role" && (value === "consul" || value === "node");
    }),
  );
}
