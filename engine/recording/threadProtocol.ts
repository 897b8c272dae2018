/**
 * What the extension and the thread of one recording say to each other. A thread writes one file, or shows one, or
 * copies one. Structured-clone safe.
 */
import type { Playback } from "../view/playback.ts";
import type { PoolView } from "../view/view.ts";
import type { WorkerReply } from "../view/workerProtocol.ts";
import type { Past } from "./pastEvents.ts";
import type { TapeEntry } from "./tape.ts";

export interface RecordingWish {
  readonly path: string;
  /** Names, addresses and tags become pseudonyms. */
  readonly isRedacted: boolean;
  readonly startedAtMs: number;
  /** Characters and ms at most; the file then ends in good order. */
  readonly lengthMax: number;
  readonly durationMsMax: number;
}

export type RecordingCommand =
  /** Answered by `recording`, again every now and then, and at last by `ended`. */
  | { readonly kind: "record"; readonly wish: RecordingWish }
  /** The first entry is a view. */
  | { readonly kind: "hear"; readonly entry: TapeEntry }
  | { readonly kind: "stop"; readonly reason: string }
  /** Answered by `reading`, then by `jump` and `playback`, or by `failed`. */
  | { readonly kind: "open"; readonly path: string; readonly updatesPerSecondMax: number }
  | { readonly kind: "moveTo"; readonly atMs: number }
  /** To the next event or the one before. */
  | { readonly kind: "step"; readonly by: 1 | -1 }
  /** Times real time; 0 pauses. */
  | { readonly kind: "play"; readonly speed: number }
  /** The whole picture again, after a gap. */
  | { readonly kind: "snapshot" }
  /** Answered by `copied` or `failed`. */
  | { readonly kind: "redact"; readonly from: string; readonly to: string };

export type RecordingReply =
  | { readonly kind: "recording"; readonly length: number }
  /** `problem`: why it ended though nobody asked for it. */
  | { readonly kind: "ended"; readonly length: number; readonly problem: string | undefined }
  | { readonly kind: "failed"; readonly message: string }
  /** The part of the file that was read, 0 to 1. */
  | { readonly kind: "reading"; readonly part: number }
  /** The picture of another moment, and what happened until then. */
  | { readonly kind: "jump"; readonly view: PoolView; readonly past: Past }
  /** How it goes on from the moment before. */
  | { readonly kind: "pool"; readonly reply: WorkerReply }
  | { readonly kind: "playback"; readonly playback: Playback }
  /** `report`: what was wrong with the original. */
  | { readonly kind: "copied"; readonly report: string | undefined };
