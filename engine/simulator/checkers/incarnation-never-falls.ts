/** What a node believes of a member's incarnation only grows, until it forgets the member. Source: SWIM §4.2. */
import type { SwimEvent } from "../../swim/events.ts";
import { seconds, type Checker, type SwimWorldNode } from "./checker.ts";

export class IncarnationNeverFalls implements Checker {
  readonly id = "incarnation-never-falls";
  readonly violations: string[] = [];
  private readonly believed = new Map<string, number>();

  onEvent(now: number, node: SwimWorldNode, event: SwimEvent): void {
    switch (event.kind) {
      case "memberJoined":
      case "memberDead":
      case "memberUpdated":
        return this.see(now, node, event.member.name, event.member.incarnation);
      case "memberSuspected":
      case "memberRefuted":
        return this.see(now, node, event.name, event.incarnation);
      case "refuted":
        return this.see(now, node, node.name, event.incarnation);
      case "memberReaped":
        this.believed.delete(`${node.name}\0${event.name}`);
        return;
      default:
        return;
    }
  }

  private see(now: number, node: SwimWorldNode, member: string, incarnation: number): void {
    const key = `${node.name}\0${member}`;
    const before = this.believed.get(key) ?? 0;
    this.believed.set(key, incarnation);
    if (incarnation >= before) return;
    this.violations.push(`${seconds(now)}: at ${node.name}, ${member} fell from ${before} to ${incarnation}`);
  }
}
