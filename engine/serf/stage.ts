/** What the parts of a Serf node may do while it is being stepped: know the time, tell, send, spread. */
import type { Address } from "../base/address.ts";
import type { Instant } from "../base/time.ts";
import type { SerfEvent } from "./events.ts";
import type { GossipQueue } from "./gossipQueues.ts";

export interface Stage {
  readonly now: Instant;
  /** Tells the layer above. */
  event(event: SerfEvent): void;
  /** Sends a Serf message straight to an address, if that may be reached. */
  send(to: Address, payload: Uint8Array): void;
  /** Spreads a Serf message; `onFinished` hears that it was sent as often as it shall. */
  spread(queue: GossipQueue, message: Uint8Array, onFinished?: () => void): void;
}
