/**
 * Nobody sends one piece of news more often than the retransmit limit for the largest size that the pool had, unless it
 * had forgotten the member meanwhile: then the same news is new. The
 * accusation that goes along with a ping to the suspect itself is no broadcast and not counted.
 * Source: SWIM §4.1; memberlist queue.go.
 */
import type { SwimEvent } from "../../swim/events.ts";
import { retransmitLimit } from "../../swim/scaling.ts";
import type { PacketMessage } from "../../wire/messages.ts";
import { openPacket } from "../../wire/packet.ts";
import { seconds, type Checker, type SwimWorldNode } from "./checker.ts";

export class RetransmitsBounded implements Checker {
  readonly id = "retransmits-bounded";
  readonly violations: string[] = [];
  /** Times sent, by sender and subject, then by the news. */
  private readonly sent = new Map<string, Map<string, number>>();
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

  onEvent(_now: number, node: SwimWorldNode, event: SwimEvent): void {
    if (event.kind === "memberReaped") this.sent.delete(`${node.name}\0${event.name}`);
  }

  private count(now: number, from: SwimWorldNode, message: PacketMessage): void {
    if (message.kind !== "alive" && message.kind !== "suspect" && message.kind !== "dead") return;
    const accuser = message.kind === "alive" ? "" : message.from;
    const subject = `${from.name}\0${message.node}`;
    const news = `${message.kind} ${message.node} ${message.incarnation} ${accuser}`.trimEnd();
    const counts = this.sent.get(subject) ?? new Map<string, number>();
    const times = (counts.get(news) ?? 0) + 1;
    this.sent.set(subject, counts.set(news, times));
    if (times !== this.limit + 1) return;
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
