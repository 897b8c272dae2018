/**
 * Reads a recording line by line. What came before a broken line stays good; the end may be cut off anywhere.
 * Never throws.
 */
import * as v from "valibot";
import { unreachable } from "../base/assert.ts";
import {
  anyLine,
  headerLine,
  LINE_LENGTH_MAX,
  RECORDING_VERSION,
  type AnyLine,
  type HeaderLine,
} from "./line.ts";
import { LineDecoder } from "./decode.ts";
import type { TapeEntry } from "./tape.ts";

export class RecordingReader {
  header: HeaderLine | undefined;
  /** Why nothing more is read: one sentence with the line's number. */
  problem: string | undefined;
  /** What the last line said; undefined when there was none: it was cut off, or is still being written. */
  endReason: string | undefined;
  private line = 0;
  private entries = 0;
  private decoder = new LineDecoder();

  /** A reader that goes on from here by itself. */
  copy(): RecordingReader {
    const copy = new RecordingReader();
    copy.header = this.header;
    copy.problem = this.problem;
    copy.endReason = this.endReason;
    copy.line = this.line;
    copy.entries = this.entries;
    copy.decoder = this.decoder.copy();
    return copy;
  }

  /** Takes the next line without its end; gives what it holds. Does nothing after a problem. */
  push(text: string): TapeEntry | undefined {
    if (this.problem !== undefined || this.endReason !== undefined) return undefined;
    this.line += 1;
    if (text.trim() === "") return undefined;
    if (text.length > LINE_LENGTH_MAX) return this.stop(`longer than ${LINE_LENGTH_MAX} characters`);
    const json = parse(text);
    if (json === undefined) return this.stop("not JSON; the recording was probably cut off there");
    return this.header === undefined ? this.readHeader(json) : this.readLine(json);
  }

  /** All that was wrong, in words; undefined for a recording that is whole. */
  get report(): string | undefined {
    if (this.problem !== undefined) return this.problem;
    if (this.header === undefined) return "It is empty.";
    if (this.entries === 0) return "It holds no view of a pool.";
    return this.endReason === undefined
      ? "It was not ended in good order; what was written is shown."
      : undefined;
  }

  private readHeader(json: unknown): undefined {
    const header = v.safeParse(headerLine, json);
    if (!header.success) return this.stop("it does not begin like a recording of Lanekeeper");
    if (header.output.version > RECORDING_VERSION)
      return this.stop(
        `it has version ${header.output.version}, and this program reads ${RECORDING_VERSION}`,
      );
    this.header = header.output;
    return undefined;
  }

  private readLine(json: unknown): TapeEntry | undefined {
    const line = v.safeParse(anyLine, json);
    if (!line.success) return this.stop(v.summarize(line.issues).split("\n")[0] ?? "no known line");
    const entry = this.decode(line.output);
    if (entry !== undefined) this.entries += 1;
    return entry;
  }

  private decode(line: AnyLine): TapeEntry | undefined {
    switch (line.kind) {
      case "view": {
        const view = this.decoder.view(line);
        return view.ok ? { kind: "view", view: view.value } : this.stop(view.error);
      }
      case "delta": {
        const delta = this.decoder.delta(line);
        return delta.ok ? { kind: "delta", delta: delta.value } : this.stop(delta.error);
      }
      case "event":
        return { kind: "events", events: [this.decoder.event(line)] };
      case "end":
        this.endReason = line.reason;
        return undefined;
      default:
        return unreachable(line);
    }
  }

  private stop(what: string): undefined {
    const rest = this.entries === 0 ? "" : " What comes before is shown.";
    this.problem = `Line ${this.line} cannot be read: ${what}.${rest}`;
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
