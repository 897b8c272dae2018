/** Text files line by line: one that grows while a recording runs, and one that is read to its end. */
import { closeSync, createReadStream, fstatSync, openSync, statSync, writeSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";

/** Lines are gathered up to so many characters before they are written. */
const GATHERED_MAX = 65_536;

/** Writes bytes from `at` on and tells how many: `writeSync`, but for tests. */
export type WriteBytes = (file: number, bytes: Buffer, at: number) => number;

export class LineFile {
  private gathered: string[] = [];
  private length = 0;
  private file: number | undefined;

  private constructor(
    readonly path: string,
    file: number,
    private readonly onProblem: (message: string) => void,
    private readonly writeBytes: WriteBytes,
  ) {
    this.file = file;
  }

  /** Makes a new file, never over one that is there; `onProblem` hears once of a write that fails. */
  static create(
    path: string,
    onProblem: (message: string) => void,
    writeBytes: WriteBytes = writeSync,
  ): Result<LineFile, string> {
    try {
      return ok(new LineFile(path, openSync(path, "wx", 0o600), onProblem, writeBytes));
    } catch (error) {
      return fail(`cannot write ${path}: ${reasonOf(error)}`);
    }
  }

  write(line: string): void {
    if (this.file === undefined) return;
    this.gathered.push(line);
    this.length += line.length;
    if (this.length >= GATHERED_MAX) this.flush();
  }

  /** What was gathered is on disk afterwards, or `onProblem` has heard why not. */
  flush(): void {
    if (this.file === undefined || this.gathered.length === 0) return;
    const text = `${this.gathered.join("\n")}\n`;
    this.gathered = [];
    this.length = 0;
    try {
      this.writeAll(this.file, Buffer.from(text));
    } catch (error) {
      this.close();
      this.onProblem(
        `Writing ${this.path} failed: ${reasonOf(error)}. What was written before stays readable.`,
      );
      return;
    }
    if (isThere(this.path, this.file)) return;
    this.close();
    this.onProblem(`${this.path} is gone: it or its folder was moved or removed while it was written.`);
  }

  end(): void {
    this.flush();
    this.close();
  }

  private writeAll(file: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += this.writeBytes(file, bytes, at);
  }

  private close(): void {
    if (this.file === undefined) return;
    try {
      closeSync(this.file);
    } catch {
      // A full disk can refuse even this; the file is given up either way.
    }
    this.file = undefined;
  }
}

/**
 * Gives each line to `onLine`, which says whether to go on. What is longer than `lengthMax` characters is given as far as
 * it was read, and nothing after it: a file without line breaks must not fill the memory.
 */
export async function readLines(
  path: string,
  { sizeBytesMax, lengthMax }: { readonly sizeBytesMax: number; readonly lengthMax: number },
  onLine: (line: string) => boolean,
): Promise<Result<undefined, string>> {
  try {
    const { size } = statSync(path);
    if (size > sizeBytesMax) return fail(`${path} has ${size} bytes; at most ${sizeBytesMax} are read`);
    let unfinished = "";
    for await (const chunk of createReadStream(path, "utf8") as AsyncIterable<string>) {
      const [first = "", ...others] = chunk.split("\n");
      unfinished += first;
      for (const next of others) {
        if (!onLine(unfinished)) return ok(undefined);
        unfinished = next;
      }
      if (unfinished.length > lengthMax) break;
    }
    if (unfinished !== "") onLine(unfinished);
    return ok(undefined);
  } catch (error) {
    return fail(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** A file that was removed can still be written, and nobody will ever read that. */
function isThere(path: string, file: number): boolean {
  try {
    return statSync(path).ino === fstatSync(file).ino;
  } catch {
    return false;
  }
}

/** Why the file system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const words: Readonly<Record<string, string>> = {
    ENOSPC: "the disk is full",
    EDQUOT: "the quota of this user is used up",
    EROFS: "the file system is read-only",
    EACCES: "there is no permission to do so",
    EPERM: "there is no permission to do so",
    EEXIST: "there is a file already",
    ENOENT: "there is no such folder or file",
    EISDIR: "it is a folder",
    ENOTDIR: "a part of its path is no folder",
  };
  return words[code ?? ""] ?? (error instanceof Error ? error.message : String(error));
}
