/**
 * The bytes by which each member was last believed to be who it is, kept so that a row that says the same again costs a
 * comparison and no decoding: all but a few rows of ten thousand do.
 */
import type { MemberId } from "../view/view.ts";
import type { PushPullColumns } from "../wire/pushPullColumns.ts";

const BYTES_FIRST = 16_384;

export class Identities {
  /** Address, versions and meta of each member, back to back. */
  private bytes = new Uint8Array(BYTES_FIRST);
  private used = 0;
  /** Bytes that no member points to any more. */
  private wasted = 0;
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private readonly ports: number[] = [];

  /** Whether the row says of the member what was remembered. */
  isSame(id: MemberId, rows: PushPullColumns, row: number): boolean {
    if (this.lengths[id] !== lengthOf(rows, row) || this.ports[id] !== rows.ports[row]) return false;
    const { message } = rows;
    const at = this.starts[id] ?? 0;
    const addressBytes = rows.addressBytes[row] ?? 0;
    const versionsBytes = rows.versionsBytes[row] ?? 0;
    return (
      this.matches(at, message, rows.addressAt[row] ?? 0, addressBytes) &&
      this.matches(at + addressBytes, message, rows.versionsAt[row] ?? 0, versionsBytes) &&
      this.matches(
        at + addressBytes + versionsBytes,
        message,
        rows.metaAt[row] ?? 0,
        rows.metaBytes[row] ?? 0,
      )
    );
  }

  remember(id: MemberId, rows: PushPullColumns, row: number): void {
    this.forget(id);
    const length = lengthOf(rows, row);
    this.makeRoom(length);
    this.starts[id] = this.used;
    this.lengths[id] = length;
    this.ports[id] = rows.ports[row] ?? 0;
    this.append(rows.message, rows.addressAt[row] ?? 0, rows.addressBytes[row] ?? 0);
    this.append(rows.message, rows.versionsAt[row] ?? 0, rows.versionsBytes[row] ?? 0);
    this.append(rows.message, rows.metaAt[row] ?? 0, rows.metaBytes[row] ?? 0);
  }

  /** Somebody else said otherwise. */
  forget(id: MemberId): void {
    this.wasted += Math.max(0, this.lengths[id] ?? 0);
    this.lengths[id] = -1;
  }

  private matches(at: number, message: Uint8Array, from: number, length: number): boolean {
    for (let i = 0; i < length; i += 1) if (this.bytes[at + i] !== message[from + i]) return false;
    return true;
  }

  private append(message: Uint8Array, from: number, length: number): void {
    this.bytes.set(message.subarray(from, from + length), this.used);
    this.used += length;
  }

  /** Twice the room, or only without what is wasted. */
  private makeRoom(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const kept = this.used - this.wasted;
    const roomy = new Uint8Array(Math.max(2 * (kept + length), BYTES_FIRST));
    this.used = 0;
    this.wasted = 0;
    for (const [id, size] of this.lengths.entries()) {
      if (size === undefined || size < 0) continue;
      const start = this.starts[id] ?? 0;
      roomy.set(this.bytes.subarray(start, start + size), this.used);
      this.starts[id] = this.used;
      this.used += size;
    }
    this.bytes = roomy;
  }
}

function lengthOf({ addressBytes, versionsBytes, metaBytes }: PushPullColumns, row: number): number {
  return (addressBytes[row] ?? 0) + (versionsBytes[row] ?? 0) + (metaBytes[row] ?? 0);
}
