/** What a policy says of one packet: the yardstick for every dialect, and the preview's "after". */
import { cidrContains } from "../base/address.ts";
import type { Policy, Statement } from "./statement.ts";
import type { SideKey } from "./sides.ts";

/** A packet as the receiving host sees it. */
export interface Packet {
  /** Side of the host that receives it. */
  readonly at: SideKey;
  readonly from: string;
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

/** The statement that drops the packet; undefined when it passes. */
export function droppedBy(
  { statements }: Policy,
  { at, from, protocol, port }: Packet,
): Statement | undefined {
  return statements.find(
    (statement) =>
      statement.on === at &&
      statement.protocols.includes(protocol) &&
      statement.ports.includes(port) &&
      statement.from.some((range) => cidrContains(range, from)),
  );
}
