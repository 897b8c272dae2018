/** A fault in a few words, the same on every surface. */
import { unreachable } from "../base/assert.ts";
import type { Fault, FaultTargets } from "./cluster.ts";

/** Such as `partition dc1 | dc2, one way` or `30 % loss dc1 ⇄ dc2`. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case "kill":
    case "pause":
    case "leave":
      return `${fault.kind} ${list(fault.targets)}`;
    case "slow":
      return `slow ${list(fault.targets)}: stopped ${fault.stoppedMs} ms, running ${fault.runningMs} ms`;
    case "wrongKey":
      return `wrong key at ${list(fault.targets)}`;
    case "rogueJoin":
      return `rogue joins ${list(fault.targets)}`;
    case "partition":
      return fault.isOneWay
        ? `partition: ${list(fault.from)} not heard by ${list(fault.to)}`
        : `partition ${list(fault.from)} | ${list(fault.to)}`;
    case "loss":
      return `${percent(fault.probability)} loss ${between(fault)}`;
    case "delay":
      return `delay ${fault.delayMs} ± ${fault.jitterMs} ms ${between(fault)}`;
    case "duplicate":
      return `${percent(fault.probability)} duplicated ${between(fault)}`;
    case "reorder":
      return `${percent(fault.probability)} held back by ${fault.byMs} ms ${between(fault)}`;
    default:
      return unreachable(fault);
  }
}

function between({
  from,
  to,
  isOneWay,
}: {
  from: FaultTargets;
  to: FaultTargets;
  isOneWay: boolean;
}): string {
  return `${list(from)} ${isOneWay ? "→" : "⇄"} ${list(to)}`;
}

function list(targets: FaultTargets): string {
  return targets.length > 3 ? `${targets.length} members` : targets.join(", ");
}

function percent(probability: number): string {
  return `${Math.round(probability * 1_000) / 10} %`;
}
