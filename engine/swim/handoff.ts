/**
 * Gossip of one packet, set aside until its questions and answers are served, then taken newest first, alive messages
 * before all others.
 * Source: memberlist net.go, handleCommand, getNextMessage.
 */
import type { Address } from "../base/address.ts";
import { unreachable } from "../base/assert.ts";
import type { Outbox } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { Dead, HeardAlive, Suspect, User } from "../wire/messages.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimDelegate } from "./delegate.ts";
import type { SwimEvent } from "./events.ts";
import { isAllowed, type Membership } from "./membership.ts";

type Out = Outbox<SwimEvent>;
type Gossiped = HeardAlive | Suspect | Dead | User;

interface Waiting {
  readonly from: Address;
  readonly message: Gossiped;
}

/** memberlist needs about as long for so many messages as for opening one full packet. */
const HANDLED_A_PACKET = 8;

export class Handoff {
  private readonly high: Waiting[] = [];
  private readonly low: Waiting[] = [];

  constructor(
    private readonly config: SwimConfig,
    private readonly membership: Membership,
    private readonly delegate: SwimDelegate,
    private readonly ownPort: number,
  ) {}

  take(from: Address, message: Gossiped, out: Out): void {
    const queue = message.kind === "alive" ? this.high : this.low;
    if (queue.length < this.config.handoffQueueDepth) queue.push({ from, message });
    else {
      const reason = { kind: "handoffQueueFull", message: `no room for another ${message.kind}` } as const;
      out.event({ kind: "packetDropped", from, reason });
    }
  }

  handleAll(now: Instant, out: Out): void {
    while (this.handleNext(now, out)) continue;
  }

  /** As much as is handled while the next packet of a backlog is read. */
  handleSome(now: Instant, out: Out): void {
    for (let handled = 0; handled < HANDLED_A_PACKET; handled += 1) this.handleNext(now, out);
  }

  private handleNext(now: Instant, out: Out): boolean {
    const waiting = this.high.pop() ?? this.low.pop();
    if (waiting !== undefined) this.handle(now, waiting, out);
    return waiting !== undefined;
  }

  private handle(now: Instant, { from, message }: Waiting, out: Out): void {
    switch (message.kind) {
      case "alive":
        return this.alive(now, from, message, out);
      case "suspect":
        return this.membership.suspect(now, message, out);
      case "dead":
        return this.membership.dead(now, message, out);
      case "user":
        return this.delegate.notifyMsg(message.payload, from);
      default:
        return unreachable(message);
    }
  }

  private alive(now: Instant, from: Address, alive: HeardAlive, out: Out): void {
    if (!isAllowed(this.config, from.ip)) {
      const reason = { kind: "notAllowed", message: `${from.ip} is not allowed here` } as const;
      return out.event({ kind: "packetDropped", from, reason });
    }
    // Protocol 1 knew no ports.
    const hasPort = this.config.protocolVersion >= 2 && alive.port !== 0;
    this.membership.alive(now, hasPort ? alive : { ...alive, port: this.ownPort }, out);
  }
}
