/**
 * One member of a gossip pool: memberlist without goroutines. Each input goes to the part that owns it.
 * It starts with its first step, whatever that is: a step with `deadline` is the plain way.
 */
import type { Address } from "../base/address.ts";
import type { Input, Machine, Outbox } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import type { Instant } from "../base/time.ts";
import type { Keyring } from "../wire/keyring.ts";
import type { SwimConfig } from "./config.ts";
import { SILENT_DELEGATE, type SwimDelegate } from "./delegate.ts";
import type { SwimCommand, SwimEvent } from "./events.ts";
import type { Member } from "./member.ts";

export interface SwimOptions {
  /** Unique in the pool. */
  readonly name: string;
  /** What others shall send to. */
  readonly address: Address;
  readonly config: SwimConfig;
  readonly random: Random;
  readonly delegate?: SwimDelegate;
  /** Encrypts with the first key, reads with any; may be changed while the node runs. */
  readonly keyring?: Keyring;
  /** "" for none; at most 255 bytes. */
  readonly label?: string;
}

export class SwimNode implements Machine<SwimCommand, SwimEvent> {
  private readonly delegate: SwimDelegate;

  constructor(readonly options: SwimOptions) {
    this.delegate = options.delegate ?? SILENT_DELEGATE;
  }

  get deadline(): Instant {
    return 0;
  }

  step(now: Instant, input: Input<SwimCommand>, out: Outbox<SwimEvent>): void {
    void [now, input, out];
  }

  /** Local health: 0 is healthy. Upstream's GetHealthScore. */
  get healthScore(): number {
    return 0;
  }

  /** Members known, the dead and left that are not yet forgotten included: the n of all formulas. */
  get memberCount(): number {
    return 0;
  }

  /** One member, ourselves included. */
  member(name: string): Member | undefined {
    void name;
    return undefined;
  }

  /** All members of the table in no particular order; the dead and left too. */
  *members(): IterableIterator<Member> {
    return;
  }

  /**
   * Sends a message of the layer above in a packet of its own. Changes nothing, so that a delegate may call it while
   * it is asked something. Upstream's SendToAddress and SendBestEffort (which adds a checksum).
   */
  sendUser(to: Address | Member, payload: Uint8Array, out: Pick<Outbox<SwimEvent>, "send">): void {
    void [to, payload, out, this.delegate];
  }
}
