/** All dialects: the measured ones first, in the order in which they are offered. */
import type { Dialect } from "../dialect.ts";
import { consulAllowedCidrs, gossipKeys } from "./agentConfig.ts";
import { awsNetworkAcl } from "./awsNetworkAcl.ts";
import { firewalld } from "./firewalld.ts";
import { iptables } from "./iptables.ts";
import { kubernetes } from "./kubernetes.ts";
import { nftables } from "./nftables.ts";
import { ufw } from "./ufw.ts";

export const DIALECTS: readonly Dialect[] = [
  nftables,
  iptables,
  ufw,
  firewalld,
  awsNetworkAcl,
  kubernetes,
  consulAllowedCidrs,
  gossipKeys,
];

/** The dialect of that id; undefined for an unheard-of one. */
export function dialectOf(id: string): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.id === id);
}
