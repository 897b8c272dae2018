/** What a guest hears, told to the observer that folds it; live pools and pools in virtual time do the same. */
import { unreachable } from "../base/assert.ts";
import type { GuestEvent } from "./guest.ts";
import type { Observer } from "./observer.ts";

/** `nowMs`: ms since 1970. Datagrams nobody asked for and answers to probes are not the view's. */
export function hearGuest(observer: Observer, nowMs: number, event: GuestEvent): void {
  switch (event.kind) {
    case "stateRead":
      return observer.heardState(nowMs, event.from, event.rows, event.serf);
    case "gossip":
      return observer.heardGossip(nowMs, event.from, event.message);
    case "leave":
      return observer.heardLeave(nowMs, event.from, event.intent);
    case "pong":
      return observer.heardPong(nowMs, event.name, event.rttMs, event.coordinate);
    case "unanswered":
      return observer.vantageFailed(event.address, event.problem);
    case "poolProblems":
      return observer.setPoolProblems(event.problems);
    case "unasked":
    case "probed":
      return;
    default:
      return unreachable(event);
  }
}
