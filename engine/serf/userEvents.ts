/**
 * User events: a clock, and the ring of what was heard lately. Source: serf serf.go, UserEvent and handleUserEvent.
 */
import { sameBytes } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { LamportClock, type LamportTime } from "./lamport.ts";
import { LamportRing, type RingVerdict } from "./lamportRing.ts";
import { encodeSerfMessage, type UserEvent } from "./messages.ts";
import type { EventSlot, RecentEvent } from "./pushPullMessage.ts";

/** No user event may be larger, whatever is configured. Source: serf.go, UserEventSizeLimit. */
export const USER_EVENT_BYTES_MAX = 9 * 1_024;

export class UserEvents {
  readonly clock = new LamportClock();
  private readonly ring = new LamportRing<RecentEvent>(
    (a, b) => a.name === b.name && sameBytes(a.payload, b.payload),
  );

  get minimumTime(): LamportTime {
    return this.ring.minimumTime;
  }

  /** Raises the time before which nothing is news. */
  ignoreBefore(time: LamportTime): void {
    this.ring.minimumTime = Math.max(this.ring.minimumTime, time);
  }

  /** An event arrived: is it news? */
  heard({ time, name, payload }: UserEvent): RingVerdict {
    this.clock.witness(time);
    // The payload is a view of a whole packet, which must not live as long as the ring.
    return this.ring.accept(this.clock.time, time, { name, payload: payload.slice() });
  }

  /** Makes an event of ours, and takes it in; fails with upstream's words when it is too large. */
  fire(
    name: string,
    payload: Uint8Array,
    canCoalesce: boolean,
    sizeLimit: number,
  ): Result<{ readonly event: UserEvent; readonly bytes: Uint8Array }, string> {
    const limit = Math.min(sizeLimit, USER_EVENT_BYTES_MAX);
    const event: UserEvent = { time: this.clock.time, name, payload, canCoalesce };
    const bytes = encodeSerfMessage({ kind: "userEvent", ...event });
    if (bytes.length > limit) {
      return fail(`encoded user event exceeds configured limit of ${limit} bytes after encoding`);
    }
    this.clock.tick();
    this.heard(event);
    return ok({ event, bytes });
  }

  /** The ring, as a push/pull carries it. */
  recent(): (EventSlot | undefined)[] {
    return this.ring
      .all()
      .map((slot) => (slot === undefined ? undefined : { time: slot.time, events: slot.items }));
  }
}
