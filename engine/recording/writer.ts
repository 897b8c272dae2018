/** Writes what it hears as lines of a recording, until the largest size is reached. Where the lines go is the caller's. */
import { unreachable } from "../base/assert.ts";
import { LineEncoder } from "./encode.ts";
import { RECORDING_VERSION, type AnyLine, type HeaderLine } from "./line.ts";
import type { Redactor } from "./redact.ts";
import { timeOf, type Tape, type TapeEntry } from "./tape.ts";

export interface WriterOptions {
  /** Such as "lanekeeper 0.1.0". */
  readonly tool: string;
  readonly startedAtMs: number;
  /** Undefined writes names, addresses and tags as they are. */
  readonly redactor: Redactor | undefined;
  /** Characters at most; reached, the recording ends in good order. */
  readonly lengthMax: number;
  /** ms at most; without a limit when absent. */
  readonly durationMsMax?: number;
}

/** Of one recording, characters: hours of a pool of 10,000. */
export const RECORDING_LENGTH_MAX = 512 * 1_048_576;

export class RecordingWriter implements Tape {
  private readonly encoder = new LineEncoder();
  /** Characters so far. */
  length = 0;
  private hasEnded = false;
  private lastMs: number;

  constructor(
    private readonly write: (line: string) => void,
    private readonly options: WriterOptions,
    /** Called once, with its limit, when that is reached. */
    private readonly onFull: (limit: "size" | "time") => void = () => undefined,
  ) {
    const { tool, startedAtMs, redactor } = options;
    this.lastMs = startedAtMs;
    this.put({
      lanekeeper: "recording",
      version: RECORDING_VERSION,
      tool,
      startedAtMs,
      redacted: redactor !== undefined,
    });
  }

  hear(entry: TapeEntry): void {
    if (this.hasEnded) return;
    this.lastMs = Math.max(this.lastMs, timeOf(entry) ?? 0);
    const { redactor, lengthMax } = this.options;
    const shown = redactor === undefined ? entry : redactor.entry(entry);
    switch (shown.kind) {
      case "view":
        this.put(this.encoder.view(shown.view));
        break;
      case "delta":
        this.put(this.encoder.delta(shown.delta));
        break;
      case "events":
        for (const event of shown.events) this.put(this.encoder.event(event));
        break;
      default:
        unreachable(shown);
    }
    if (this.length < lengthMax) return;
    this.end("the largest size was reached");
    this.onFull("size");
  }

  /** To be called now and then: time passes also while nothing is heard. */
  tick(nowMs: number): void {
    const { startedAtMs, durationMsMax = Infinity } = this.options;
    if (this.hasEnded || nowMs - startedAtMs < durationMsMax) return;
    this.end("the longest time was reached");
    this.onFull("time");
  }

  end(reason: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.put({ kind: "end", atMs: this.lastMs, reason });
  }

  private put(line: AnyLine | HeaderLine): void {
    const text = JSON.stringify(line);
    this.length += text.length + 1;
    this.write(text);
  }
}
