/** Notes in the snapshot what a restarted member will want to know. Source: serf snapshot.go, stream. */
import { NEVER, type Instant } from "../base/time.ts";
import type { SerfEvent } from "./events.ts";
import type { LamportTime } from "./lamport.ts";
import { Snapshotter, type SnapshotFile, type SnapshotState } from "./snapshot.ts";

/** A snapshot that was read, and the file that it goes on in. */
export interface SerfSnapshot {
  readonly state: SnapshotState;
  readonly file: SnapshotFile;
  readonly sizeBytes: number;
  /** Whether a member that left on purpose comes back to the same pool. */
  readonly rejoinAfterLeave?: boolean;
}

export class Recorder {
  private readonly snapshotter: Snapshotter | undefined;

  constructor(snapshot: SerfSnapshot | undefined) {
    if (snapshot === undefined) return;
    const { state, file, sizeBytes, rejoinAfterLeave } = snapshot;
    this.snapshotter = new Snapshotter(file, state, sizeBytes, rejoinAfterLeave);
  }

  get deadline(): Instant {
    return this.snapshotter?.deadline ?? NEVER;
  }

  note(now: Instant, event: SerfEvent, clock: LamportTime): void {
    const { snapshotter } = this;
    if (snapshotter === undefined) return;
    if (event.kind === "memberJoined") snapshotter.joined(now, event.name, event.member);
    else if (event.kind === "memberLeft" || event.kind === "memberFailed") snapshotter.gone(now, event.name);
    else if (event.kind === "userEvent") return snapshotter.userEvent(now, event.time);
    else if (event.kind === "query") return snapshotter.query(now, event.time);
    else return;
    snapshotter.clock(now, clock);
  }

  /** Writes what has gathered once it is time. */
  due(now: Instant, clock: LamportTime): void {
    this.snapshotter?.clock(now, clock);
    if (now >= this.deadline) this.snapshotter?.flush();
  }

  leave(now: Instant): void {
    this.snapshotter?.leave(now);
  }

  flush(): void {
    this.snapshotter?.flush();
  }
}
