/** Lines of a file, one by one and again from any place, with one chunk of it in memory. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import { reasonOf } from "./lineFile.ts";

const CHUNK_BYTES = 262_144;
const LINE_END = 10;

export class LineCursor {
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private from = 0;
  private to = 0;
  /** Of the file, where `chunk` ends. */
  private readTo = 0;
  private readonly text = new TextDecoder();

  private constructor(
    private readonly file: number,
    readonly sizeBytes: number,
    private readonly lineBytesMax: number,
  ) {}

  /** A line that is longer than `lineBytesMax` is given as far as that, and the file counts as ended there. */
  static open(
    path: string,
    limits: { readonly sizeBytesMax: number; readonly lineBytesMax: number },
  ): Result<LineCursor, string> {
    try {
      const file = openSync(path, "r");
      const stat = fstatSync(file);
      if (stat.isFile() && stat.size <= limits.sizeBytesMax)
        return ok(new LineCursor(file, stat.size, limits.lineBytesMax));
      closeSync(file);
      if (!stat.isFile()) return fail(`cannot read ${path}: it is no file`);
      return fail(`${path} has ${stat.size} bytes; at most ${limits.sizeBytesMax} are read`);
    } catch (error) {
      return fail(`cannot read ${path}: ${reasonOf(error)}`);
    }
  }

  /** Where the next line begins, bytes. */
  get offset(): number {
    return this.readTo - (this.to - this.from);
  }

  next(): string | undefined {
    const parts: Buffer[] = [];
    let length = 0;
    while (this.from < this.to || this.fill()) {
      const end = this.chunk.subarray(0, this.to).indexOf(LINE_END, this.from);
      const part = this.chunk.subarray(this.from, end < 0 ? this.to : end);
      this.from = end < 0 ? this.to : end + 1;
      if (end >= 0 && parts.length === 0) return this.text.decode(part);
      length += part.length;
      parts.push(Buffer.from(part));
      if (length > this.lineBytesMax) this.moveTo(this.sizeBytes);
      if (end >= 0 || length > this.lineBytesMax) break;
    }
    return length === 0 && parts.length === 0 ? undefined : this.text.decode(Buffer.concat(parts));
  }

  moveTo(offset: number): void {
    this.from = this.to = 0;
    this.readTo = offset;
  }

  close(): void {
    closeSync(this.file);
  }

  /** False at the end, which is where it was when the file was opened: what grows is not followed. */
  private fill(): boolean {
    const most = Math.min(CHUNK_BYTES, this.sizeBytes - this.readTo);
    const read = most <= 0 ? 0 : readSync(this.file, this.chunk, 0, most, this.readTo);
    this.from = 0;
    this.to = read;
    this.readTo += read;
    return read > 0;
  }
}
