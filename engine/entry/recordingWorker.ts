/** The thread of one recording: writes one, shows one, or copies one without names. */
import { parentPort } from "node:worker_threads";
import { unreachable } from "../base/assert.ts";
import type { RecordingCommand, RecordingReply } from "../recording/threadProtocol.ts";
import { openLines, redactRecording, startRecording, type RunningRecording } from "./recordings.ts";
import { ShownRecording } from "./shownRecording.ts";

/** Between two words about how long a recording has become, ms. */
const PROGRESS_MS = 1_000;

const port = parentPort;
if (port === null) throw new Error("recordingWorker.ts runs as a worker thread");
const reply = (message: RecordingReply): void => port.postMessage(message);

let running: RunningRecording | undefined;
let progress: NodeJS.Timeout | undefined;
let shown: ShownRecording | undefined;

port.on("message", (command: RecordingCommand) => {
  try {
    obey(command);
  } catch (error) {
    reply({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});

function obey(command: RecordingCommand): void {
  switch (command.kind) {
    case "record":
      return record(command.wish);
    case "hear":
      return running?.tape.hear(command.entry);
    case "stop":
      running?.stop(command.reason);
      return end(undefined);
    case "open":
      return open(command.path, command.updatesPerSecondMax);
    case "moveTo":
      return shown?.moveTo(command.atMs);
    case "step":
      return shown?.step(command.by);
    case "play":
      return shown?.play(command.speed);
    case "snapshot":
      return shown?.tellView();
    case "redact": {
      const copied = redactRecording(command.from, command.to);
      if (!copied.ok) return reply({ kind: "failed", message: `${copied.error}.` });
      return reply({ kind: "copied", report: copied.value });
    }
    default:
      return unreachable(command);
  }
}

function record(wish: Extract<RecordingCommand, { kind: "record" }>["wish"]): void {
  const begun = startRecording(wish, end);
  if (!begun.ok) return reply({ kind: "failed", message: `${begun.error}.` });
  running = begun.value;
  const tell = (): void => reply({ kind: "recording", length: running?.length() ?? 0 });
  tell();
  progress = setInterval(tell, PROGRESS_MS);
}

/** Once: the disk refused, a limit was reached, or somebody stopped it. */
function end(problem: string | undefined): void {
  if (running === undefined) return;
  const length = running.length();
  running = undefined;
  clearInterval(progress);
  reply({ kind: "ended", length, problem });
  port?.close();
}

function open(path: string, updatesPerSecondMax: number): void {
  const lines = openLines(path);
  if (!lines.ok) return reply({ kind: "failed", message: `${lines.error}.` });
  shown = new ShownRecording(lines.value, path, 1_000 / updatesPerSecondMax, reply);
}
