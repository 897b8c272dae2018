/** Rows of recordings: the one that runs, below its pool; those that are open, below a row of their own. */
import { basename } from "node:path";
import type { Playback } from "../../engine/index.ts";
import { agoText, clockText, sizeText } from "../duration.ts";
import type { KnownPool } from "../pool.ts";
import type { TreeRow } from "./treeRow.ts";

export const RECORDINGS_ROW = "recordings";

export interface RunningFacts {
  /** Characters so far. */
  readonly length: number;
  readonly wish: { readonly path: string; readonly isRedacted: boolean };
}

export interface OpenFacts {
  readonly id: string;
  readonly path: string;
  /** Undefined while it is read. */
  readonly playback: Playback | undefined;
  readonly part: number;
  readonly session: { readonly problem: { readonly message: string } | undefined };
}

export function runningRow({ id }: KnownPool, { length, wish }: RunningFacts): TreeRow {
  const names = wish.isRedacted ? "" : " · with names";
  const description = `${basename(wish.path)} · ${sizeText(length)}${names}`;
  return {
    id: `${id}/recording`,
    label: "Recording",
    description,
    icon: "record",
    contextValue: "recording.running",
    expansion: "none",
    poolId: id,
    tooltip: wish.path,
    spoken: `Recording to ${description}`,
  };
}

/** None where none is open. */
export function recordingsGroup(count: number): TreeRow[] {
  if (count === 0) return [];
  return [
    {
      id: RECORDINGS_ROW,
      label: "Recordings",
      description: `${count}`,
      icon: "recordings",
      contextValue: "recordings",
      expansion: "expanded",
      poolId: "",
      spoken: `${count} open recordings`,
    },
  ];
}

export function recordingRow({ id, path, playback, part, session }: OpenFacts): TreeRow {
  const label = basename(path);
  const description = session.problem !== undefined ? "cannot be shown" : openText(playback, part);
  return {
    id: `${RECORDINGS_ROW}/${id}`,
    label,
    description,
    icon: "recording",
    contextValue: "recording.open",
    expansion: "none",
    poolId: id,
    isRecording: true,
    tooltip: [path, session.problem?.message ?? playback?.report ?? ""]
      .filter((line) => line !== "")
      .join("\n"),
    spoken: `Recording ${label}, ${description}`,
  };
}

function openText(playback: Playback | undefined, part: number): string {
  if (playback === undefined) return `reading, ${Math.floor(100 * part)} %`;
  const { fromMs, toMs, atMs, speed, isRedacted, report } = playback;
  const parts = [agoText(toMs - fromMs), `${speed > 0 ? "playing" : "at"} ${clockText(atMs)}`];
  if (isRedacted) parts.push("redacted");
  if (report !== "") parts.push("incomplete");
  return parts.join(" · ");
}
