/**
 * Whether all members of two tables could speak with each other: what each speaks must lie in the range that all of
 * the living understand. One member with a narrow range keeps everybody apart.
 * Source: memberlist state.go, verifyProtocol.
 */
import type { PushPullNode, Versions } from "../wire/messages.ts";
import type { MemberTable } from "./members.ts";

/** Whose versions are unknown counts as zeros. */
const NONE: Versions = [0, 0, 0, 0, 0, 0];

interface Range {
  min: number;
  max: number;
}

/** The reason why the tables must not be merged, undefined if they may. */
export function incompatibility(rows: readonly PushPullNode[], table: MemberTable): string | undefined {
  const protocol: Range = { min: 0, max: 255 };
  const delegate: Range = { min: 0, max: 255 };
  const narrow = ([pMin, pMax, , dMin, dMax]: Versions): void => {
    protocol.min = Math.max(protocol.min, pMin);
    protocol.max = Math.min(protocol.max, pMax);
    delegate.min = Math.max(delegate.min, dMin);
    delegate.max = Math.min(delegate.max, dMax);
  };
  for (const { state, versions } of rows) if (state === "alive" && versions !== undefined) narrow(versions);
  for (const id of table.ids()) if (table.isAlive(id)) narrow(table.identity(id).versions ?? NONE);

  for (const { name, versions } of rows) {
    const misfit = misfitOf(name, versions ?? NONE, protocol, delegate);
    if (misfit !== undefined) return misfit;
  }
  for (const id of table.ids()) {
    const { name, versions } = table.identity(id);
    const misfit = misfitOf(name, versions ?? NONE, protocol, delegate);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

function misfitOf(name: string, versions: Versions, protocol: Range, delegate: Range): string | undefined {
  const [, , pCur, , , dCur] = versions;
  if (pCur < protocol.min || pCur > protocol.max) return reason(name, "protocol version", pCur, protocol);
  if (dCur < delegate.min || dCur > delegate.max) {
    return reason(name, "delegate protocol version", dCur, delegate);
  }
  return undefined;
}

function reason(name: string, what: string, version: number, { min, max }: Range): string {
  return `Node '${name}' ${what} (${version}) is incompatible: [${min}, ${max}]`;
}
