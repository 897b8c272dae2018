/** All dialects: the measured ones first, in the order in which they are offered. */
import type { Dialect, DialectId } from "../dialect.ts";
import { iptables } from "./iptables.ts";
import { nftables } from "./nftables.ts";

export const DIALECTS: readonly Dialect[] = [nftables, iptables];

/** The dialect of that id; undefined for an unheard-of one. */
export function dialectOf(id: string): Dialect | undefined {
  return DIALECTS.find((dialect): boolean => dialect.id === (id as DialectId));
}
