/** Numbers, times and states in words. */
import type { MemberState } from "../engine/view/view.ts";

/** `6 s`, `4 min`, `71 h`, `3 d`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** `0.8 ms`, `41 ms`, – when it was never measured. */
export function rttText(rttMs: number | undefined): string {
  if (rttMs === undefined || Number.isNaN(rttMs)) return "–";
  return `${rttMs < 10 ? rttMs.toFixed(1) : Math.round(rttMs)} ms`;
}

/** `14:02:11` in the reader's own time. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((n) => String(n).padStart(2, "0"))
    .join(":");
}

/** `2026-11-29` in the reader's own time. */
export function dateText(ms: number): string {
  const date = new Date(ms);
  const [month = "", day = ""] = [date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day}`;
}

/** One member, 412 members. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : `${noun}s`}`;
}

/** The shape that doubles a state's colour. */
export const STATE_SHAPES: Readonly<Record<MemberState, string>> = {
  unknown: "◌",
  alive: "●",
  suspect: "◐",
  failed: "✕",
  leaving: "▷",
  left: "○",
  reaped: "·",
};

/** The CSS variable with a state's colour; `reaped` looks like `unknown`. */
export function stateColourName(state: MemberState): string {
  return `--vscode-lanekeeper-${state === "reaped" ? "unknown" : state}`;
}
