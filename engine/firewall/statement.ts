/** What a policy is made of. */
import type { Cidr } from "../base/address.ts";
import type { Plane, PoolKind } from "../view/view.ts";
import type { Widening } from "./cidrs.ts";
import type { FleetMember } from "./fleet.ts";
import type { PortChoice, PortGroup } from "./ports.ts";
import type { SideKey } from "./sides.ts";

export interface PolicyOptions {
  readonly ports: PortChoice;
  /** How far ranges may reach beyond known members; `EXACT` unless somebody accepted more. */
  readonly widening: Widening;
  /** Addresses of the machine that asks, for a warning. */
  readonly observerIps: readonly string[];
  /** Somebody read `raft list-peers -stale` on every server: each side votes for itself. */
  readonly raftIsApart: boolean;
  /** Seconds until an applied set undoes itself unless confirmed; 0 is never. */
  readonly confirmWithinSeconds: number;
}

/** One rule: on the hosts of side `on`, drop what comes from `from` to `ports`. */
export interface Statement {
  /** Counted from 1. */
  readonly number: number;
  readonly on: SideKey;
  readonly family: 4 | 6;
  readonly from: readonly Cidr[];
  readonly protocols: readonly ("tcp" | "udp")[];
  readonly ports: readonly number[];
  /** One sentence for people. */
  readonly reason: string;
}

export interface Side {
  readonly key: SideKey;
  /** Printable. */
  readonly name: string;
  readonly members: readonly FleetMember[];
  /** Addresses of its hosts, each once. */
  readonly ips: readonly string[];
  /** Its addresses as a source, as the other side drops them. */
  readonly ranges: readonly Cidr[];
  readonly ports: readonly PortGroup[];
}

export interface Policy {
  /** Identifier of at most 17 characters, the same for the same plane and sides: a new set replaces the old one. */
  readonly id: string;
  /** Tells two versions of one set apart: eight hex digits over all statements. */
  readonly revision: string;
  readonly pool: string;
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly a: Side;
  readonly b: Side;
  readonly statements: readonly Statement[];
  readonly warnings: readonly string[];
  readonly confirmWithinSeconds: number;
}
