/**
 * How a node's surroundings press on its loops. memberlist's goroutines stand still in a send that does not return: while
 * the way out is blocked the probe loop is stuck in its ping, gossip in its packet, push/pull in its dialing, and each
 * goes on from there. And who listens does not wait for who handles: while more packets wait, gossip piles up and its
 * newest is handled first. Sockets never block us; Lifeguard's experiments, and so the simulator, do just this.
 */
export interface Uplink {
  /** Nothing that is sent leaves for now. */
  readonly isBlocked: boolean;
  /** More packets have arrived than were delivered to us. */
  readonly hasBacklog: boolean;
}

export const OPEN_UPLINK: Uplink = { isBlocked: false, hasBacklog: false };
