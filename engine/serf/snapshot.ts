/**
 * Serf's snapshot: a text file that grows line by line, from which a restarted member knows whom to join again and
 * which events it has seen. Byte for byte upstream's format; the file itself is a port.
 *
 *     alive: NAME IP:PORT      a member to join again; the last space divides, names may have spaces
 *     not-alive: NAME
 *     clock: N                 highest Lamport time seen; event-clock and query-clock likewise
 *     leave                    left on purpose: forget all of the above
 *
 * Source: serf snapshot.go.
 */
import { formatAddress, type Address } from "../base/address.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { LamportTime } from "./lamport.ts";

/** Where the text goes. A failure is the host's to tell; the pool goes on without a snapshot. */
export interface SnapshotFile {
  /** Adds whole lines at the end. */
  append(lines: string): void;
  /** Puts `text` in place of all there was, or leaves all there was. */
  replace(text: string): void;
}

export interface SnapshotState {
  /** Name → `ip:port`. */
  readonly alive: ReadonlyMap<string, string>;
  readonly clock: LamportTime;
  readonly eventClock: LamportTime;
  readonly queryClock: LamportTime;
}

/** Source: snapshot.go. */
export const SNAPSHOT = {
  flushIntervalMs: 500,
  sizeBytesMin: 128 * 1_024,
  bytesPerNode: 128,
  compactionThreshold: 2,
} as const;

export const EMPTY_SNAPSHOT: SnapshotState = { alive: new Map(), clock: 0, eventClock: 0, queryClock: 0 };

export interface ReadSnapshot {
  readonly state: SnapshotState;
  /** Lines that mean nothing, with their number. */
  readonly problems: readonly string[];
}

/** Replays a file. A last line without its end was being written when the process died: it does not count. */
export function readSnapshot(text: string, rejoinAfterLeave = false): ReadSnapshot {
  const replay = new Replay(rejoinAfterLeave);
  const lines = text.split("\n").slice(0, -1);
  for (const [index, line] of lines.entries()) replay.take(line, index + 1);
  return replay;
}

class Replay implements ReadSnapshot {
  private alive = new Map<string, string>();
  private readonly clocks = { clock: 0, "event-clock": 0, "query-clock": 0 };
  readonly problems: string[] = [];

  constructor(private readonly rejoinAfterLeave: boolean) {}

  get state(): SnapshotState {
    const { clock, "event-clock": eventClock, "query-clock": queryClock } = this.clocks;
    return { alive: this.alive, clock, eventClock, queryClock };
  }

  take(line: string, number: number): void {
    const [, key = "", rest = ""] = /^([a-z-]+): (.*)$/.exec(line) ?? [];
    if (key === "alive") return this.takeAlive(rest, number);
    if (key === "not-alive") this.alive.delete(rest);
    else if (key === "clock" || key === "event-clock" || key === "query-clock")
      this.takeClock(key, rest, number);
    else if (line === "leave") this.takeLeave();
    else if (key !== "coordinate" && !line.startsWith("#")) this.complain(number, "is no line of a snapshot");
  }

  private takeAlive(rest: string, number: number): void {
    const space = rest.lastIndexOf(" ");
    if (space === -1) return this.complain(number, "has no address");
    this.alive.set(rest.slice(0, space), rest.slice(space + 1));
  }

  private takeClock(key: "clock" | "event-clock" | "query-clock", rest: string, number: number): void {
    const time = Number(rest);
    if (!/^\d+$/.test(rest) || !Number.isSafeInteger(time)) return this.complain(number, "has no clock time");
    this.clocks[key] = time;
  }

  private takeLeave(): void {
    if (this.rejoinAfterLeave) return;
    this.alive = new Map();
    Object.assign(this.clocks, { clock: 0, "event-clock": 0, "query-clock": 0 });
  }

  private complain(number: number, what: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push(`line ${number} ${what}`);
  }
}

const PROBLEMS_MAX = 20;

/** Writes what happens, gathers lines for half a second, and begins the file anew when it has grown too long. */
export class Snapshotter {
  private readonly alive: Map<string, string>;
  private readonly clocks: { clock: LamportTime; eventClock: LamportTime; queryClock: LamportTime };
  private pending = "";
  private hasLeft = false;
  private flushAt: Instant = NEVER;

  /** `sizeBytes` is the size of the file that `state` was read from. */
  constructor(
    private readonly file: SnapshotFile,
    state: SnapshotState,
    private sizeBytes: number,
    private readonly rejoinAfterLeave = false,
  ) {
    this.alive = new Map(state.alive);
    const { clock, eventClock, queryClock } = state;
    this.clocks = { clock, eventClock, queryClock };
  }

  get deadline(): Instant {
    return this.flushAt;
  }

  /** A name with a line break in it would be a line of its own: it is not recorded. serf writes it down. */
  joined(now: Instant, name: string, address: Address): void {
    if (name.includes("\n")) return;
    const text = formatAddress(address);
    this.alive.set(name, text);
    this.add(now, `alive: ${name} ${text}\n`);
  }

  gone(now: Instant, name: string): void {
    if (!this.alive.delete(name)) return;
    this.add(now, `not-alive: ${name}\n`);
  }

  /** Notes the pool's clock: the last time seen is one behind it. */
  clock(now: Instant, time: LamportTime): void {
    if (time - 1 <= this.clocks.clock) return;
    this.clocks.clock = time - 1;
    this.add(now, `clock: ${time - 1}\n`);
  }

  userEvent(now: Instant, time: LamportTime): void {
    if (time <= this.clocks.eventClock) return;
    this.clocks.eventClock = time;
    this.add(now, `event-clock: ${time}\n`);
  }

  query(now: Instant, time: LamportTime): void {
    if (time <= this.clocks.queryClock) return;
    this.clocks.queryClock = time;
    this.add(now, `query-clock: ${time}\n`);
  }

  /** Leaving on purpose: nothing is recorded after it. */
  leave(now: Instant): void {
    if (!this.rejoinAfterLeave) this.alive.clear();
    this.add(now, "leave\n");
    this.flush();
    this.hasLeft = true;
  }

  /** Writes what has gathered. */
  flush(): void {
    this.flushAt = NEVER;
    if (this.pending === "") return;
    this.file.append(this.pending);
    this.pending = "";
  }

  private add(now: Instant, line: string): void {
    if (this.hasLeft) return;
    this.pending += line;
    this.sizeBytes += byteLength(line);
    this.flushAt = Math.min(this.flushAt, now + SNAPSHOT.flushIntervalMs);
    if (this.sizeBytes > this.sizeBytesMax) this.compact();
  }

  private get sizeBytesMax(): number {
    const estimate = this.alive.size * SNAPSHOT.bytesPerNode * SNAPSHOT.compactionThreshold;
    return Math.max(SNAPSHOT.sizeBytesMin, estimate);
  }

  private compact(): void {
    const { clock, eventClock, queryClock } = this.clocks;
    const lines = [...this.alive].map(([name, address]) => `alive: ${name} ${address}\n`);
    const text = `${lines.join("")}clock: ${clock}\nevent-clock: ${eventClock}\nquery-clock: ${queryClock}\n`;
    this.pending = "";
    this.flushAt = NEVER;
    this.file.replace(text);
    this.sizeBytes = byteLength(text);
  }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
