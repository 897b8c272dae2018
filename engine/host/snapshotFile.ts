/** A Serf snapshot on disk. Its text grows by appending; a new beginning is written beside it and moved into place. */
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import type { SerfSnapshot } from "../serf/recorder.ts";
import { readSnapshot, type SnapshotFile } from "../serf/snapshot.ts";

/** Larger files are none of ours and none of Serf's, which begins anew at twice 128 bytes a member. */
const FILE_BYTES_MAX = 64 * 1_048_576;

export interface OpenedSnapshot {
  readonly snapshot: SerfSnapshot;
  /** Lines that mean nothing. */
  readonly problems: readonly string[];
}

/** Reads the file, or begins with nothing where there is none; `onError` hears of writes that fail. */
export function openSnapshot(
  path: string,
  rejoinAfterLeave: boolean,
  onError: (message: string) => void,
): Result<OpenedSnapshot, string> {
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      return fail(`cannot read ${path}: ${reasonOf(error)}`);
  }
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > FILE_BYTES_MAX) return fail(`${path} has ${sizeBytes} bytes: that is no snapshot`);
  const { state, problems } = readSnapshot(text, rejoinAfterLeave);
  return ok({
    snapshot: { state, file: new DiskFile(path, onError), sizeBytes, rejoinAfterLeave },
    problems,
  });
}

class DiskFile implements SnapshotFile {
  constructor(
    private readonly path: string,
    private readonly onError: (message: string) => void,
  ) {}

  append(lines: string): void {
    this.attempt(() => appendFileSync(this.path, lines));
  }

  replace(text: string): void {
    this.attempt(() => {
      const beside = `${this.path}.compact`;
      writeFileSync(beside, text, { flush: true });
      renameSync(beside, this.path);
    });
  }

  private attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.onError(`cannot write ${this.path}: ${reasonOf(error)}`);
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
