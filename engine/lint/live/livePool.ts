/** What was seen of a pool, as far as a linter needs it: who is where, since when, and by whose word. */
import { memberRow, type MemberState, type Plane, type PoolView } from "../../view/view.ts";

export interface LiveMember {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly state: MemberState;
  /** "" where no tag tells. */
  readonly datacenter: string;
  /** ms since 1970. */
  readonly lastSeenMs: number;
}

/** Structured-clone safe. */
export interface LivePool {
  readonly id: string;
  readonly name: string;
  readonly plane: Plane;
  /** ms since 1970 of the picture. */
  readonly atMs: number;
  /** Whether nobody can be missing from the list: each one who was asked answered with all that it knows. */
  readonly isWhole: boolean;
  /** Who was asked: `10.1.0.1:8301`. */
  readonly askedOf: readonly string[];
  /** Of the keys with which the pool was read; never a key. None: it is open, or was seen through an API. */
  readonly keyFingerprints: readonly string[];
  readonly members: readonly LiveMember[];
}

export function livePool(view: PoolView, keyFingerprints: readonly string[]): LivePool {
  const rows = Array.from({ length: view.count }, (_, id) => memberRow(view, id));
  const { id, name, plane } = view.info;
  const answering = view.vantages.filter(({ answeredAtMs }) => answeredAtMs > 0);
  return {
    ...{ id, name, plane, keyFingerprints },
    atMs: view.atMs,
    isWhole:
      answering.length > 0 &&
      answering.every(({ partial, problem }) => partial === undefined && problem === undefined),
    askedOf: answering.map(({ address }) => address),
    members: rows
      .filter(({ state }) => state !== "reaped" && state !== "unknown")
      .map(({ name: member, ip, port, state, datacenter, lastSeenMs }) => ({
        ...{ name: member, ip, port, state, datacenter, lastSeenMs },
      })),
  };
}

/** `4 s ago`, `3 min ago`. */
export function ageText(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1_000));
  if (seconds < 100) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}
