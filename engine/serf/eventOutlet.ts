/** The way of events to the application: straight, or gathered where the configuration says so. */
import { earliest, NEVER, type Instant } from "../base/time.ts";
import { Coalescer, LatestMemberChanges, LatestUserEvents } from "./coalesce.ts";
import type { SerfConfig } from "./config.ts";
import type { SerfEvent } from "./events.ts";
import type { MemberEvent } from "./members.ts";
import type { UserEvent } from "./messages.ts";

export class EventOutlet {
  private readonly members: Coalescer<MemberEvent> | undefined;
  private readonly userEvents: Coalescer<UserEvent> | undefined;

  constructor({ coalesceMembers, coalesceUserEvents }: SerfConfig) {
    if (coalesceMembers !== undefined)
      this.members = new Coalescer(coalesceMembers, new LatestMemberChanges<MemberEvent>("memberUpdated"));
    if (coalesceUserEvents !== undefined)
      this.userEvents = new Coalescer(coalesceUserEvents, new LatestUserEvents());
  }

  get deadline(): Instant {
    return earliest(this.members?.deadline ?? NEVER, this.userEvents?.deadline ?? NEVER);
  }

  tell(now: Instant, event: SerfEvent, out: (event: SerfEvent) => void): void {
    if (this.members !== undefined && isMemberEvent(event)) this.members.take(now, event);
    else if (this.userEvents !== undefined && event.kind === "userEvent" && event.canCoalesce)
      this.userEvents.take(now, event);
    else out(event);
  }

  due(now: Instant, out: (event: SerfEvent) => void): void {
    for (const event of this.members?.due(now) ?? []) out(event);
    for (const event of this.userEvents?.due(now) ?? []) out({ ...event, kind: "userEvent" });
  }
}

function isMemberEvent(event: SerfEvent): event is MemberEvent {
  return "member" in event && "isForced" in event;
}
