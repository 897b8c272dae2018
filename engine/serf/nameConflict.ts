/**
 * Two addresses claim one name, ours: the pool votes. Whoever is not named by more than half of the answers goes.
 * Source: serf serf.go, resolveNodeConflict.
 */
import type { Address } from "../base/address.ts";
import { decodeConflictResponse } from "./internalMessages.ts";

export class NameVote {
  private answers = 0;
  private forUs = 0;

  constructor(private readonly own: Address) {}

  /** Counts one member's view of who has the name. Returns why it does not count, if it doesn't. */
  take(payload: Uint8Array): string | undefined {
    const response = decodeConflictResponse(payload);
    if (!response.ok) return response.error.message;
    this.answers += 1;
    if (response.value?.ip === this.own.ip && response.value.port === this.own.port) this.forUs += 1;
    return undefined;
  }

  /** Whether we keep the name: only by a majority, so not when nobody answered. */
  get isWon(): boolean {
    return this.forUs >= Math.floor(this.answers / 2) + 1;
  }

  get score(): { readonly forUs: number; readonly answers: number } {
    return { forUs: this.forUs, answers: this.answers };
  }
}
