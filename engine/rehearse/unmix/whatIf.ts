/** What may be otherwise than the runbook asks for, so that a rehearsal shows what comes of it. Ids are the case's. */
import type { SideKey } from "../../firewall/sides.ts";

/** What people do in an order of their own, instead of the runbook. */
export type Act = "cut" | "wait" | "leave" | "hold" | "lift";
export const ACTS: readonly Act[] = ["cut", "wait", "leave", "hold", "lift"];

export interface RetryLoop {
  readonly from: number;
  readonly to: number;
  /** Where it is written, such as `dc2/server.hcl:9`; "" when somebody just said so. */
  readonly place: string;
}

export interface WhatIf {
  /** Hosts where the rules were forgotten; in kind M agents that nobody stopped. */
  readonly forgotten: readonly number[];
  /** What the rules really drop. */
  readonly protocols: readonly ("tcp" | "udp")[];
  /** The rules are on the hosts of this side only. */
  readonly onlySide: SideKey | undefined;
  /** Agents whose retry loop names a member of the other side, and has not yet succeeded. */
  readonly retryLoops: readonly RetryLoop[];
  /** Agents that are stopped all the while and start again, with their old snapshot, when the rules are gone. */
  readonly returners: readonly number[];
  /** undefined: the runbook is followed. */
  readonly order: readonly Act[] | undefined;
}

/** All as the runbook asks for. */
export const AS_ASKED: WhatIf = {
  forgotten: [],
  protocols: ["tcp", "udp"],
  onlySide: undefined,
  retryLoops: [],
  returners: [],
  order: undefined,
};
