/** Recordings on disk: opened for writing beside a watched pool, and read whole. */
import { randomBytes } from "node:crypto";
import { fail, ok, type Result } from "../base/result.ts";
import { LineCursor } from "../host/lineCursor.ts";
import { LineFile, readLines, type WriteBytes } from "../host/lineFile.ts";
import { LINE_LENGTH_MAX } from "../recording/line.ts";
import { RecordingReader } from "../recording/reader.ts";
import { Redactor } from "../recording/redact.ts";
import type { Tape, TapeEntry } from "../recording/tape.ts";
import type { RecordingWish } from "../recording/threadProtocol.ts";
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
  /** What is heard is written; the first entry is a view. */
  readonly tape: Tape;
  /** Characters so far. */
  readonly length: () => number;
  /** Ends the file in good order. */
  stop(reason?: string): void;
}

/** Records a pool until stopped, until a limit is reached or the disk refuses; `onEnd` hears of the latter two. */
export function record(
  source: WatchedSource,
  path: string,
  isRedacted: boolean,
  nowMs: number,
  onEnd: (message: string) => void,
): Result<RunningRecording, string> {
  const limits = { lengthMax: RECORDING_LENGTH_MAX, durationMsMax: Infinity };
  const begun = startRecording({ path, isRedacted, startedAtMs: nowMs, ...limits }, (message) => {
    remove();
    onEnd(message);
  });
  if (!begun.ok) return begun;
  const running = begun.value;
  const remove = source.add(running.tape);
  // The tape begins with the picture as it is now.
  source.snapshot();
  const stop = (): void => {
    remove();
    running.stop();
  };
  return ok({ ...running, stop });
}

/** Opens the file and gives its tape; `onEnd` hears once why it ended though nobody stopped it. */
export function startRecording(
  { path, isRedacted, ...limits }: RecordingWish,
  onEnd: (message: string) => void,
  writeBytes?: WriteBytes,
): Result<RunningRecording, string> {
  const stop = (reason = "stopped"): void => {
    clearInterval(timer);
    writer.end(reason);
    file.end();
  };
  const onProblem = (message: string): void => {
    stop();
    onEnd(message);
  };
  const created = LineFile.create(path, onProblem, writeBytes);
  if (!created.ok) return created;
  const file = created.value;
  const options = { tool: TOOL, redactor: isRedacted ? newRedactor() : undefined, ...limits };
  const writer = new RecordingWriter(
    (line) => file.write(line),
    options,
    (limit) => {
      stop();
      const what = limit === "size" ? "its largest size" : "its longest time";
      onEnd(`${path} has reached ${what} and was ended in good order.`);
    },
  );
  const timer = setInterval(() => {
    writer.tick(Date.now());
    file.flush();
  }, FLUSH_EVERY_MS);
  timer.unref();
  return ok({ path, redacted: isRedacted, tape: writer, length: () => writer.length, stop });
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

/** Writes a copy with pseudonyms, line by line; gives what was wrong with the original, if anything. */
export function redactRecording(from: string, to: string): Result<string | undefined, string> {
  const opened = openLines(from);
  if (!opened.ok) return opened;
  const lines = opened.value;
  try {
    return copyRedacted(lines, from, to);
  } finally {
    lines.close();
  }
}

function copyRedacted(lines: LineCursor, from: string, to: string): Result<string | undefined, string> {
  const reader = new RecordingReader();
  let problem: string | undefined;
  let copy: { readonly file: LineFile; readonly writer: RecordingWriter } | undefined;
  for (let text = lines.next(); text !== undefined && problem === undefined; text = lines.next()) {
    const entry = reader.push(text);
    if (entry?.kind === "view" && copy === undefined) {
      const file = LineFile.create(to, (message) => (problem = message));
      if (!file.ok) return file;
      const options = { tool: TOOL, startedAtMs: entry.view.atMs, redactor: newRedactor() };
      const write = (line: string): void => file.value.write(line);
      copy = {
        file: file.value,
        writer: new RecordingWriter(write, { ...options, lengthMax: FILE_BYTES_MAX }),
      };
    }
    if (entry !== undefined) copy?.writer.hear(entry);
    if (reader.problem !== undefined || reader.endReason !== undefined) break;
  }
  if (copy === undefined) return fail(`${from}: ${reader.report ?? "It holds no view of a pool."}`);
  // Without an end the copy, too, reads as one that was cut off.
  if (reader.report === undefined) copy.writer.end("redacted copy");
  copy.file.end();
  return problem === undefined ? ok(reader.report) : fail(problem);
}

/** A recording's lines; the error says what and where. */
export function openLines(path: string): Result<LineCursor, string> {
  return LineCursor.open(path, { sizeBytesMax: FILE_BYTES_MAX, lineBytesMax: LINE_LENGTH_MAX });
}

function newRedactor(): Redactor {
  return new Redactor(randomBytes(32));
}
