/**
 * What swim asks of Serf, answered: tags, broadcasts, the user state of push/pulls, who may merge, coordinates.
 * Source: serf delegate.go, event_delegate.go, merge_delegate.go, conflict_delegate.go, ping_delegate.go.
 */
import { unreachable } from "../base/assert.ts";
import { EMPTY_BYTES } from "../base/bytes.ts";
import type { SwimDelegate } from "../swim/delegate.ts";
import type { Member } from "../swim/member.ts";
import type { HeardAlive, PushPullNode } from "../wire/messages.ts";
import type { SerfConfig } from "./config.ts";
import { decodeCoordinate, encodeCoordinate } from "./coordinate.ts";
import type { GossipQueue, GossipQueues } from "./gossipQueues.ts";
import type { Membership } from "./membership.ts";
import { candidateOf, type MergeGuard } from "./mergeGuard.ts";
import { decodeSerfMessage, type SerfMessage } from "./messages.ts";
import { decodeSerfPushPull, encodeSerfPushPull, type SerfPushPull } from "./pushPullMessage.ts";
import type { QueryDesk } from "./queryDesk.ts";
import type { Stage } from "./stage.ts";
import { encodeTags, type Tags } from "./tags.ts";
import type { UserEvents } from "./userEvents.ts";
import type { VivaldiClient } from "./vivaldi.ts";

/** The parts of a Serf node that swim's questions go to. */
export interface SerfParts extends Stage {
  readonly options: {
    readonly name: string;
    readonly config: SerfConfig;
    readonly guard?: MergeGuard;
  };
  readonly tags: Tags;
  readonly gossip: GossipQueues;
  readonly membership: Membership;
  readonly userEvents: UserEvents;
  readonly desk: QueryDesk;
  readonly vivaldi: VivaldiClient;
  /** Whether anything heard may be passed on to others. */
  readonly maySpread: boolean;
  readonly ignoresOldEvents: boolean;
  /** Two addresses claim one name. */
  nameContested(name: string): void;
}

export class SerfDelegate implements SwimDelegate {
  constructor(private readonly node: SerfParts) {}

  nodeMeta(limitBytes: number): Uint8Array {
    const meta = encodeTags(this.node.tags);
    return meta.ok && meta.value.length <= limitBytes ? meta.value : EMPTY_BYTES;
  }

  notifyMsg(payload: Uint8Array): void {
    const message = decodeSerfMessage(payload);
    if (!message.ok) return this.dropped(message.error.message);
    const queue = this.take(message.value);
    // The bytes are a view of a packet; what is spread lives longer.
    if (queue !== undefined && this.node.maySpread) this.node.spread(queue, payload.slice());
  }

  getBroadcasts(overheadBytes: number, limitBytes: number): Uint8Array[] {
    return this.node.gossip.take(overheadBytes, limitBytes);
  }

  hasBroadcasts(): boolean {
    return !this.node.gossip.isEmpty;
  }

  localState(): Uint8Array {
    const { membership, userEvents, desk } = this.node;
    const { clock, members } = membership;
    return encodeSerfPushPull({
      time: clock.time,
      statusTimes: members.statusTimes(),
      left: members.leftNames(),
      eventTime: userEvents.clock.time,
      events: userEvents.recent(),
      queryTime: desk.queries.clock.time,
    });
  }

  mergeRemoteState(state: Uint8Array, join: boolean): void {
    const decoded = decodeSerfPushPull(state);
    if (!decoded.ok) return this.dropped(decoded.error.message);
    this.mergeClocks(decoded.value);
    this.mergeIntents(decoded.value);
    const { userEvents } = this.node;
    if (join && this.node.ignoresOldEvents) userEvents.ignoreBefore(decoded.value.eventTime);
    for (const slot of decoded.value.events) {
      for (const { name, payload } of slot?.events ?? []) {
        this.take({ kind: "userEvent", time: slot?.time ?? 0, name, payload, canCoalesce: false });
      }
    }
  }

  notifyMerge(members: readonly PushPullNode[]): string | undefined {
    return this.refusal(members, true);
  }

  notifyAlive(alive: HeardAlive): string | undefined {
    // We are in the pool already: a guard is about others.
    return alive.node === this.node.options.name ? undefined : this.refusal([alive], false);
  }

  notifyConflict(existing: Member): void {
    this.node.nameContested(existing.name);
  }

  ackPayload(): Uint8Array {
    const { config } = this.node.options;
    return config.disableCoordinates ? EMPTY_BYTES : encodeCoordinate(this.node.vivaldi.coordinate);
  }

  notifyPingComplete(member: Member, rttMs: number, payload: Uint8Array): void {
    if (this.node.options.config.disableCoordinates) return;
    const heard = decodeCoordinate(payload);
    if (!heard.ok) return this.dropped(heard.error.message);
    if (heard.value === undefined) return;
    const moved = this.node.vivaldi.update(member.name, heard.value, rttMs);
    if (!moved.ok) return this.dropped(`the coordinate of ${member.name}: ${moved.error}`);
    this.node.event({ kind: "coordinateHeard", name: member.name, coordinate: heard.value, rttMs });
  }

  /** Handles one message; says in which queue it goes on, if it does. */
  private take(message: SerfMessage): GossipQueue | undefined {
    switch (message.kind) {
      case "join":
        return this.node.membership.takeJoin(message) ? "intents" : undefined;
      case "leave":
        return this.node.membership.takeLeave(message) ? "intents" : undefined;
      case "userEvent": {
        const verdict = this.node.userEvents.heard(message);
        if (verdict === "tooOld")
          this.dropped(`received old event ${message.name} from time ${message.time}`);
        if (verdict !== "new") return undefined;
        this.node.event(message);
        return "events";
      }
      case "query":
        return this.node.desk.take(this.node, message) ? "queries" : undefined;
      case "queryResponse":
        this.node.desk.takeResponse(this.node, message);
        return undefined;
      case "relay":
        if (this.node.maySpread) this.node.send(message, message.message);
        return undefined;
      default:
        return unreachable(message);
    }
  }

  /** One less than the clocks heard: nothing with that time has been sent yet. */
  private mergeClocks({ time, eventTime, queryTime }: SerfPushPull): void {
    const { membership, userEvents, desk } = this.node;
    if (time > 0) membership.clock.witness(time - 1);
    if (eventTime > 0) userEvents.clock.witness(eventTime - 1);
    if (queryTime > 0) desk.queries.clock.witness(queryTime - 1);
  }

  /** Who left, one past the time of its last intent, since the leave came after that; then all others as joins. */
  private mergeIntents({ left, statusTimes }: SerfPushPull): void {
    const gone = new Set(left);
    for (const node of gone) {
      this.node.membership.takeLeave({ node, time: (statusTimes.get(node) ?? 0) + 1, prune: false });
    }
    for (const [node, time] of statusTimes)
      if (!gone.has(node)) this.node.membership.takeJoin({ node, time });
  }

  private refusal(members: readonly (PushPullNode | HeardAlive)[], isJoin: boolean): string | undefined {
    const refusal = this.node.options.guard?.(members.map(candidateOf));
    if (refusal !== undefined) this.node.event({ kind: "mergeRefused", refusal, isJoin });
    return refusal?.reason;
  }

  private dropped(reason: string): void {
    this.node.event({ kind: "messageDropped", reason });
  }
}
