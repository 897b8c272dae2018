/** Pings that somebody asked for, outside of the probe rounds. Source: memberlist state.go, Ping. */
import type { Address } from "../base/address.ts";
import type { Outbox } from "../base/machine.ts";
import { NEVER, type Instant } from "../base/time.ts";
import { encodeMessage } from "../wire/messageCodec.ts";
import type { ReplyTo } from "../wire/messages.ts";
import type { Acks } from "./acks.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimEvent } from "./events.ts";
import type { Packets } from "./packets.ts";
import type { Sleeper } from "./timers.ts";

export class DirectPings implements Sleeper {
  /** In the order they run out: all have the same time. */
  private readonly open = new Map<number, { readonly name: string; readonly dueAt: Instant }>();

  constructor(
    private readonly self: ReplyTo,
    private readonly config: SwimConfig,
    private readonly acks: Acks,
    private readonly packets: Packets,
  ) {}

  get deadline(): Instant {
    if (this.open.size === 0) return NEVER;
    for (const { dueAt } of this.open.values()) return dueAt;
    return NEVER;
  }

  ping(now: Instant, name: string, address: Address, out: Outbox<SwimEvent>): void {
    const seqNo = this.acks.expect({
      acked: (at, _payload, to) => {
        this.open.delete(seqNo);
        to.event({ kind: "pingFinished", name, rttMs: at - now });
      },
      nacked: () => undefined,
    });
    this.open.set(seqNo, { name, dueAt: now + this.config.probeTimeoutMs });
    const ping = encodeMessage({ kind: "ping", seqNo, node: name, source: this.self });
    this.packets.sendWithBroadcasts(address, ping, out);
  }

  due(now: Instant, out: Outbox<SwimEvent>): void {
    for (const [seqNo, { name, dueAt }] of this.open) {
      if (dueAt > now) return;
      this.open.delete(seqNo);
      this.acks.forget(seqNo);
      out.event({ kind: "pingFinished", name, rttMs: undefined });
    }
  }
}
