/**
 * A run in one number: every packet with its instant, its ends and its bytes. Two runs with the same number went the
 * same way. FNV-1a, 32 bits.
 */
import type { SwimCommand, SwimEvent } from "../swim/events.ts";
import type { Fate } from "./network.ts";
import type { Witness } from "./world.ts";
import type { WorldNode } from "./worldNode.ts";

type Node = WorldNode<SwimCommand, SwimEvent>;

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export class TraceHash implements Witness<SwimCommand, SwimEvent> {
  private hash = FNV_BASIS;

  onPacket(now: number, from: Node, to: Node | undefined, bytes: Uint8Array, fate: Fate): void {
    // Latencies come from logarithms, whose last digit belongs to the JavaScript engine.
    this.take(Math.round(now * 1_000));
    this.take(from.index);
    this.take(to?.index ?? -1);
    this.take(fate.kind === "lost" ? -1 : Math.round(fate.afterMs * 1_000));
    for (const byte of bytes) this.hash = Math.imul(this.hash ^ byte, FNV_PRIME);
  }

  /** Eight hex digits. */
  get digest(): string {
    return (this.hash >>> 0).toString(16).padStart(8, "0");
  }

  private take(value: number): void {
    this.hash = Math.imul(this.hash ^ (value | 0), FNV_PRIME);
  }
}
