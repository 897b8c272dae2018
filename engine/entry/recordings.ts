/** Recordings on disk: opened for writing beside a watched pool, and read whole. */
import { randomBytes } from "node:crypto";
import { fail, ok, type Result } from "../base/result.ts";
import { LineFile, readLines } from "../host/lineFile.ts";
import { LINE_LENGTH_MAX } from "../recording/line.ts";
import { RecordingReader } from "../recording/reader.ts";
import { Redactor } from "../recording/redact.ts";
import type { TapeEntry } from "../recording/tape.ts";
import type { WatchedSource } from "../recording/watched.ts";
import { RECORDING_LENGTH_MAX, RecordingWriter } from "../recording/writer.ts";
import type { PoolView } from "../view/view.ts";
import { VERSION } from "./version.ts";

const TOOL = `lanekeeper ${VERSION}`;
/** How long lines wait in memory, ms: no more is lost when the process dies. */
const FLUSH_EVERY_MS = 2_000;
/** A little more than is ever written. */
const FILE_BYTES_MAX = 2 * RECORDING_LENGTH_MAX;

export interface RunningRecording {
  readonly path: string;
  readonly redacted: boolean;
  /** Ends the file in good order. */
  stop(): void;
}

/** Records a pool until stopped, until the file is full or the disk refuses; `onEnd` hears of the latter two. */
export function record(
  source: WatchedSource,
  path: string,
  isRedacted: boolean,
  nowMs: number,
  onEnd: (message: string) => void,
): Result<RunningRecording, string> {
  const stop = (): void => {
    remove();
    clearInterval(timer);
    writer.end("stopped");
    file.end();
  };
  const created = LineFile.create(path, (message) => {
    stop();
    onEnd(message);
  });
  if (!created.ok) return created;
  const file = created.value;
  const writer = new RecordingWriter(
    (line) => file.write(line),
    {
      tool: TOOL,
      startedAtMs: nowMs,
      redactor: isRedacted ? newRedactor() : undefined,
      lengthMax: RECORDING_LENGTH_MAX,
    },
    () => {
      stop();
      onEnd(`${path} has reached its largest size and was ended in good order.`);
    },
  );
  const remove = source.add(writer);
  const timer = setInterval(() => file.flush(), FLUSH_EVERY_MS);
  timer.unref();
  // The tape begins with the picture as it is now.
  source.snapshot();
  return ok({ path, redacted: isRedacted, stop });
}

export interface ReadRecording {
  readonly entries: readonly TapeEntry[];
  readonly first: PoolView;
  readonly redacted: boolean;
  /** What is wrong with the file, though it can be shown; undefined when nothing is. */
  readonly report: string | undefined;
}

export async function readRecording(path: string): Promise<Result<ReadRecording, string>> {
  const reader = new RecordingReader();
  const entries: TapeEntry[] = [];
  const read = await readLines(path, { sizeBytesMax: FILE_BYTES_MAX, lengthMax: LINE_LENGTH_MAX }, (line) => {
    const entry = reader.push(line);
    if (entry !== undefined) entries.push(entry);
    return reader.problem === undefined;
  });
  if (!read.ok) return read;
  const first = entries.find((entry) => entry.kind === "view");
  if (first === undefined || reader.header === undefined)
    return fail(`${path}: ${reader.report ?? "It holds no view of a pool."}`);
  return ok({ entries, first: first.view, redacted: reader.header.redacted, report: reader.report });
}

/** Writes a copy with pseudonyms; gives what was wrong with the original, if anything. */
export async function redactRecording(from: string, to: string): Promise<Result<string | undefined, string>> {
  const read = await readRecording(from);
  if (!read.ok) return read;
  let problem: string | undefined;
  const file = LineFile.create(to, (message) => (problem = message));
  if (!file.ok) return file;
  const startedAtMs = read.value.first.atMs;
  const options = { tool: TOOL, startedAtMs, redactor: newRedactor(), lengthMax: FILE_BYTES_MAX };
  const writer = new RecordingWriter((line) => file.value.write(line), options);
  for (const entry of read.value.entries) writer.hear(entry);
  // Without an end the copy, too, reads as one that was cut off.
  if (read.value.report === undefined) writer.end("redacted copy");
  file.value.end();
  return problem === undefined ? ok(read.value.report) : fail(problem);
}

function newRedactor(): Redactor {
  return new Redactor(randomBytes(32));
}
