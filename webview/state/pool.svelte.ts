/** The pool as the page knows it: snapshot, then deltas; a gap asks for a snapshot, once. */
import { applyDelta } from "../../engine/view/applyDelta.ts";
import { EventRing, NO_EVENTS, type EventLog } from "../../engine/view/eventRing.ts";
import { follows, type ViewDelta } from "../../engine/view/delta.ts";
import type { Playback } from "../../engine/view/playback.ts";
import { addVitals, type VitalsSample } from "../../engine/view/vitals.ts";
import type { PoolView } from "../../engine/view/view.ts";
import { decodeView } from "../channel.ts";
import { addSample, countStates, type CountSample } from "../overview/counts.ts";
import type { DashboardSettings, PostedPush } from "../protocol.ts";

export class PoolState {
  view = $state.raw<PoolView | undefined>();
  /** What happened; a new object when something did. */
  log = $state.raw<EventLog>(NO_EVENTS);
  /** How gossip did, every few seconds. */
  vitals = $state.raw<readonly VitalsSample[]>([]);
  samples = $state.raw<readonly CountSample[]>([]);
  settings = $state.raw<DashboardSettings>({ density: "comfortable", defaultPage: "overview" });
  /** The moment that is shown, of a recording. */
  playback = $state.raw<Playback | undefined>();
  /** Why nothing comes any more; undefined while attached. */
  detachedReason = $state<string | undefined>();
  private isSnapshotAsked = false;
  private ring = new EventRing();

  constructor(private readonly askSnapshot: () => void) {}

  hear(push: PostedPush): void {
    if (push.kind === "snapshot") {
      this.isSnapshotAsked = false;
      this.settings = push.settings;
      this.ring = new EventRing(push.log);
      this.log = push.log;
      this.vitals = push.vitals;
      this.show(decodeView(push.view));
    } else if (push.kind === "delta") this.fold(push.delta);
    else if (push.kind === "events") {
      this.ring.add(push);
      this.log = this.ring.log();
    } else if (push.kind === "detached") this.detachedReason = push.reason;
    else if (push.kind === "playback") this.playback = push.playback;
    else if (push.kind === "settings") this.settings = push.settings;
  }

  private fold(delta: ViewDelta): void {
    if (this.view !== undefined && follows(this.view, delta)) {
      this.vitals = addVitals(this.vitals, delta.atMs, delta.vitals);
      return this.show({ ...applyDelta(this.view, delta) });
    }
    const isOld = this.view !== undefined && delta.revision <= this.view.revision;
    if (isOld || this.isSnapshotAsked) return;
    this.isSnapshotAsked = true;
    this.askSnapshot();
  }

  private show(view: PoolView): void {
    this.detachedReason = undefined;
    this.view = view;
    // In a recording time also goes back.
    const earlier = this.samples.filter(({ atMs }) => atMs <= view.atMs);
    this.samples = addSample(earlier, { atMs: view.atMs, counts: countStates(view) });
  }
}
