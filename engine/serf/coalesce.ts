/**
 * Fewer events for the application, never fewer for the pool: within a quantum only the latest of each name is kept.
 * What is kept comes out once nothing new came for the quiescent time, or at the end of the quantum.
 * Source: serf coalesce.go, coalesce_user.go, coalesce_member.go.
 */
import { NEVER, type Instant } from "../base/time.ts";
import type { UserEvent } from "./messages.ts";

export interface CoalescePeriods {
  /** Longest that an event is held back, ms. */
  readonly coalesceMs: number;
  /** How long nothing may come before what is held goes out, ms. */
  readonly quiescentMs: number;
}

/** What to do with each newcomer of a name, and what comes out at the end. */
export interface Coalescing<T> {
  take(event: T): void;
  flush(): readonly T[];
}

export class Coalescer<T> {
  private quantumEndsAt: Instant = NEVER;
  private quietAt: Instant = NEVER;

  constructor(
    private readonly periods: CoalescePeriods,
    private readonly held: Coalescing<T>,
  ) {}

  get deadline(): Instant {
    return Math.min(this.quantumEndsAt, this.quietAt);
  }

  take(now: Instant, event: T): void {
    if (this.quantumEndsAt === NEVER) this.quantumEndsAt = now + this.periods.coalesceMs;
    this.quietAt = now + this.periods.quiescentMs;
    this.held.take(event);
  }

  /** What is due; call it when the deadline has come, or at the end with `NEVER`. */
  due(now: Instant): readonly T[] {
    if (now < this.deadline) return [];
    this.quantumEndsAt = NEVER;
    this.quietAt = NEVER;
    return this.held.flush();
  }
}

/** The user events of the highest Lamport time of each name. */
export class LatestUserEvents implements Coalescing<UserEvent> {
  private latest = new Map<string, UserEvent[]>();

  take(event: UserEvent): void {
    const held = this.latest.get(event.name);
    const heldTime = held?.[0]?.time ?? -1;
    if (event.time > heldTime) this.latest.set(event.name, [event]);
    else if (event.time === heldTime) held?.push(event);
  }

  flush(): readonly UserEvent[] {
    const events = [...this.latest.values()].flat();
    this.latest = new Map();
    return events;
  }
}

/** A change of a member: its name and what happened. */
export interface MemberChange {
  readonly kind: string;
  readonly name: string;
}

/** The last change of each member, none that was already told; updates are always told. */
export class LatestMemberChanges<T extends MemberChange> implements Coalescing<T> {
  private readonly told = new Map<string, string>();
  private latest = new Map<string, T>();

  constructor(private readonly alwaysTold: T["kind"]) {}

  take(change: T): void {
    this.latest.set(change.name, change);
  }

  flush(): readonly T[] {
    const changes = [...this.latest.values()].filter(
      ({ kind, name }) => kind === this.alwaysTold || this.told.get(name) !== kind,
    );
    for (const { kind, name } of changes) this.told.set(name, kind);
    this.latest = new Map();
    return changes;
  }
}
