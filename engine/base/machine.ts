/**
 * The sans-I/O contract: all that can happen to a member of a pool, and all that it can ask for.
 * The same machine runs on sockets (`host/driver.ts`) and in virtual time (`simulator/world.ts`);
 * it cannot tell which.
 */
import type { Address } from "./address.ts";
import type { Instant } from "./time.ts";

/** A byte stream (TCP connection) of one machine; numbers are given by whoever opens it and never reused. */
export type StreamId = number;

/** All that can happen. `from` and `to` are the socket addresses of the other end. */
export type Input<Command> =
  | { readonly kind: "datagram"; readonly from: Address; readonly bytes: Uint8Array }
  | {
      readonly kind: "streamOpened";
      readonly stream: StreamId;
      readonly peer: Address;
      readonly dialed: boolean;
    }
  | { readonly kind: "streamData"; readonly stream: StreamId; readonly bytes: Uint8Array }
  | { readonly kind: "streamClosed"; readonly stream: StreamId; readonly reason: StreamEnd }
  | { readonly kind: "deadline" }
  | { readonly kind: "command"; readonly command: Command };

/** Why a stream ended: `ended` is the other side's orderly end, the others are the host's words for a failure. */
export type StreamEnd = "ended" | "refused" | "reset" | "unreachable" | "timeout" | "failed";

/** All that a machine can ask for. The caller owns the outbox and reuses it; a step only appends. */
export interface Outbox<Event> {
  /** Sends one datagram. `bytes` must not be changed afterwards. */
  send(to: Address, bytes: Uint8Array): void;
  /** Opens a stream; answered by `streamOpened` or `streamClosed` with the returned id. */
  dial(to: Address): StreamId;
  /** Appends bytes to an open stream. */
  write(stream: StreamId, bytes: Uint8Array): void;
  /** Closes our end once all that was written has left. */
  close(stream: StreamId): void;
  /** Tells the layer above. */
  event(event: Event): void;
}

/** A deterministic state machine: same construction, same steps, same outputs. */
export interface Machine<Command, Event> {
  /** When to step it next with `deadline`, though nothing else happened. */
  readonly deadline: Instant;
  /** Takes one input. Never throws on what came from outside, never keeps `out`. */
  step(now: Instant, input: Input<Command>, out: Outbox<Event>): void;
}
