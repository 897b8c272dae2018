/** Nobody is declared dead whom nobody suspected. Source: SWIM §4.2. */
import type { SwimEvent } from "../../swim/events.ts";
import { seconds, type Checker, type SwimWorldNode } from "./checker.ts";

export class DeadNeedsSuspicion implements Checker {
  readonly id = "dead-needs-suspicion";
  readonly violations: string[] = [];
  private readonly everSuspected = new Set<string>();

  onEvent(now: number, node: SwimWorldNode, event: SwimEvent): void {
    if (event.kind === "memberSuspected") this.everSuspected.add(event.name);
    if (event.kind !== "memberDead" || event.member.state === "left") return;
    if (this.everSuspected.has(event.member.name)) return;
    this.violations.push(`${seconds(now)}: ${node.name} holds ${event.member.name} dead, never suspected`);
  }
}
