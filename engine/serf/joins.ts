/**
 * Joins that are under way, by whom they were begun: the application, the reconnection to a failed member, or the
 * return after a restart. Only the first is announced with a join intent, as upstream does.
 * Source: serf serf.go, Join, reconnect, handleRejoin.
 */
import { parseHostPort, parseIp, type Address } from "../base/address.ts";
import type { Random } from "../base/random.ts";
import type { SwimCommand, SwimEvent } from "../swim/events.ts";
import type { SerfCommand } from "./events.ts";
import type { SnapshotState } from "./snapshot.ts";

type SwimJoin = Extract<SwimCommand, { kind: "join" }>;

/** Numbers of our own joins; the application's are from 0 on. */
const RECONNECT = -1;
const REJOIN = -2;

export class Joins {
  private readonly ignoringOld = new Set<number>();
  private readonly previous: Address[];
  private looksFirst = false;

  constructor(name: string, random: Random, snapshot: SnapshotState | undefined) {
    const others = [...(snapshot?.alive ?? [])].filter(([known]) => known !== name);
    this.previous = shuffled(others, random).flatMap(([, text]) => addressOf(text) ?? []);
  }

  /** Whether user events from before a join that is under way are no news. */
  get ignoresOld(): boolean {
    return this.ignoringOld.size > 0;
  }

  begin(
    { join, addresses, ignoreOld }: Extract<SerfCommand, { kind: "join" }>,
    lookFirst: boolean,
  ): SwimJoin {
    if (ignoreOld === true) this.ignoringOld.add(join);
    return { kind: "join", join: Math.max(0, join), addresses, lookFirst };
  }

  reconnect({ ip, port }: Address, lookFirst: boolean): SwimJoin {
    return { kind: "join", join: RECONNECT, addresses: [{ ip, port }], lookFirst };
  }

  /** Returns to the members of before, one after the other until one answers. */
  rejoin(lookFirst: boolean): SwimJoin[] {
    this.looksFirst = lookFirst;
    const next = this.nextRejoin();
    return next === undefined ? [] : [next];
  }

  finished({ join, reached }: Extract<SwimEvent, { kind: "joinFinished" }>): {
    readonly next: SwimJoin | undefined;
    readonly shallAnnounce: boolean;
  } {
    this.ignoringOld.delete(join);
    const next = join === REJOIN && reached === 0 ? this.nextRejoin() : undefined;
    return { next, shallAnnounce: join >= 0 && reached > 0 };
  }

  private nextRejoin(): SwimJoin | undefined {
    const address = this.previous.shift();
    if (address === undefined) return undefined;
    return { kind: "join", join: REJOIN, addresses: [address], lookFirst: this.looksFirst };
  }
}

function addressOf(text: string): Address | undefined {
  const place = parseHostPort(text, 0);
  const ip = place.ok ? parseIp(place.value.host) : place;
  return place.ok && ip.ok && place.value.port > 0 ? { ip: ip.value, port: place.value.port } : undefined;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.below(left.length), 1));
}
