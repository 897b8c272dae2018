/** What always holds, whatever befalls a pool: a witness that keeps a list of what broke it. */
import type { SwimCommand, SwimEvent } from "../../swim/events.ts";
import type { Witness } from "../world.ts";
import type { WorldNode } from "../worldNode.ts";

export type SwimWorldNode = WorldNode<SwimCommand, SwimEvent>;

export interface Checker extends Witness<SwimCommand, SwimEvent> {
  /** As the file is called. */
  readonly id: string;
  /** One sentence each: when, who, what. */
  readonly violations: string[];
}

/** `12.345 s` of a virtual instant. */
export function seconds(now: number): string {
  return `${(now / 1_000).toFixed(3)} s`;
}
