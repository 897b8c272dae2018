/**
 * Nobody sends one piece of news more often than the retransmit limit for the largest size that the pool had. The
 * accusation that goes along with a ping to the suspect itself is no broadcast and not counted.
 * Source: SWIM §4.1; memberlist queue.go.
 */
import { retransmitLimit } from "../../swim/scaling.ts";
import type { PacketMessage } from "../../wire/messages.ts";
import { openPacket } from "../../wire/packet.ts";
import { seconds, type Checker, type SwimWorldNode } from "./checker.ts";

export class RetransmitsBounded implements Checker {
  readonly id = "retransmits-bounded";
  readonly violations: string[] = [];
  private readonly sent = new Map<string, number>();
  private readonly limit: number;

  constructor(retransmitMult: number, membersMax: number) {
    this.limit = retransmitLimit(retransmitMult, membersMax);
  }

  onPacket(now: number, from: SwimWorldNode, _to: SwimWorldNode | undefined, bytes: Uint8Array): void {
    const opened = openPacket(bytes, { label: "" });
    if (!opened.ok)
      return void this.violations.push(`${seconds(now)}: ${from.name} sent what nobody can read`);
    const { messages } = opened.value;
    if (isBuddyPing(messages)) return;
    for (const message of messages) this.count(now, from, message);
  }

  private count(now: number, from: SwimWorldNode, message: PacketMessage): void {
    if (message.kind !== "alive" && message.kind !== "suspect" && message.kind !== "dead") return;
    const accuser = message.kind === "alive" ? "" : message.from;
    const key = [from.name, message.kind, message.node, message.incarnation, accuser].join("\0");
    const times = (this.sent.get(key) ?? 0) + 1;
    this.sent.set(key, times);
    if (times !== this.limit + 1) return;
    const news = `${message.kind} ${message.node} ${message.incarnation}`;
    this.violations.push(`${seconds(now)}: ${from.name} sent "${news}" more than ${this.limit} times`);
  }
}

function isBuddyPing(messages: readonly PacketMessage[]): boolean {
  const [ping, suspect] = messages;
  return (
    messages.length === 2 &&
    ping?.kind === "ping" &&
    suspect?.kind === "suspect" &&
    ping.node === suspect.node
  );
}
