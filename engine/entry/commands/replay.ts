/**
 * `lanekeeper replay FILE`: what a recording holds, event by event at its own pace or faster, and whether statements
 * about it hold. Exit codes: 0 shown, 1 a statement does not hold, 2 wrong use, an unreadable file, or statements about
 * one that is cut off.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Assertion } from "../../recording/assertion.ts";
import { parseAssertion } from "../../recording/assertion.ts";
import { Replay } from "../../recording/replay.ts";
import { countsLine } from "./countsLine.ts";
import { readRecording } from "../recordings.ts";
import { eventText } from "./eventText.ts";
import { talk } from "./talk.ts";

export interface ReplayOptions {
  /** Times real time; "max" waits for nothing. */
  readonly speed?: string;
  readonly assert: readonly string[];
  /** Judges a recording by what is left of it. */
  readonly allowCut?: boolean;
  readonly output: "json" | "text";
}

export async function runReplay(
  path: string,
  options: ReplayOptions,
  stopped: Promise<void>,
): Promise<number> {
  const speed = speedOf(options);
  if (speed === undefined)
    return talk(2, `--speed wants a number above 0 or max, not "${options.speed ?? ""}"`);
  const assertions: Assertion[] = [];
  for (const text of options.assert) {
    const assertion = parseAssertion(text);
    if (!assertion.ok) return talk(2, `--assert: ${assertion.error}`);
    assertions.push(assertion.value);
  }
  const recording = await readRecording(path);
  if (!recording.ok) return talk(2, recording.error);
  if (recording.value.report !== undefined) talk(0, `${path}: ${recording.value.report}`);
  const replay = new Replay(recording.value.entries, recording.value.first);
  const isWhole = await play(replay, speed, options.output, assertions, stopped);
  if (isWhole) print(countsLine(replay.snapshot(), options.output));
  for (const assertion of assertions) talk(0, assertion.verdict);
  if (!assertions.every(({ isTrue }) => isTrue)) return 1;
  const isCut = recording.value.report !== undefined && assertions.length > 0;
  if (!isCut || options.allowCut === true) return 0;
  return talk(
    2,
    "what follows the cut is not known, so nothing is proven; --allow-cut judges by what was read",
  );
}

/** Statements alone need no watching: without a speed they are checked at once. */
function speedOf({ speed, assert }: ReplayOptions): number | undefined {
  const text = speed ?? (assert.length > 0 ? "max" : "1");
  if (text === "max") return Infinity;
  const number = Number(text);
  return number > 0 && Number.isFinite(number) ? number : undefined;
}

/** Shows all until the end or until stopped; tells whether the end was reached. */
async function play(
  replay: Replay,
  speed: number,
  output: ReplayOptions["output"],
  assertions: readonly Assertion[],
  stopped: Promise<void>,
): Promise<boolean> {
  let isStopped = false;
  void stopped.then(() => (isStopped = true));
  let shownMs = replay.snapshot().atMs;
  for (const assertion of assertions) assertion.hearView(replay.snapshot());
  for (let nextMs = replay.nextMs; nextMs !== undefined; nextMs = replay.nextMs) {
    if (Number.isFinite(speed)) await Promise.race([pause(Math.max(0, nextMs - shownMs) / speed), stopped]);
    if (isStopped) return false;
    shownMs = Math.max(shownMs, nextMs);
    replay.moveTo(shownMs);
    const events = replay.takeEvents();
    for (const event of events) print(eventText(event, output));
    if (assertions.length === 0) continue;
    const view = replay.snapshot();
    for (const assertion of assertions) {
      assertion.hearEvents(events);
      assertion.hearView(view);
    }
  }
  return true;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
