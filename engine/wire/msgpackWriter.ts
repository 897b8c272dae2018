/**
 * Writes msgpack as go-msgpack's default handle does: one "raw" family for text and bytes, shortest unsigned
 * integers, structs as maps with sorted keys. str8 and bin are never written, old peers don't know them.
 * Source: go-msgpack msgpack.go, MsgpackHandle with WriteExt=false.
 */
import { bytesFromText } from "../base/bytes.ts";
import { assert } from "../base/assert.ts";
import type { StructSchema } from "./structSchema.ts";

/** Small messages share buffers of this size: making one for each would cost more than writing it. */
const SLAB_BYTES = 8_192;
/** Longer ones get bytes of their own, so that no slab is kept alive or filled by one of them. */
const SHARED_BYTES_MAX = 1_024;

/** A growing buffer; `finish` hands out what was written and the writer can be used again. */
export class MsgpackWriter {
  private bytes: Uint8Array;
  private view: DataView;
  /** Where the message begins that is being written; what is before it has been handed out. */
  private start = 0;
  private length = 0;

  /** A writer of one message takes `capacityBytes` for it. */
  constructor(capacityBytes = SLAB_BYTES) {
    this.bytes = new Uint8Array(capacityBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** The bytes written since the last `finish`: they never change again. */
  finish(): Uint8Array {
    const { bytes, start, length } = this;
    if (length - start > SHARED_BYTES_MAX) {
      this.length = start;
      return bytes.slice(start, length);
    }
    this.start = length;
    return bytes.subarray(start, length);
  }

  /** One byte as it is: a message type. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Bytes as they are, without a header. */
  verbatim(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  nil(): void {
    this.byte(0xc0);
  }

  bool(value: boolean): void {
    this.byte(value ? 0xc3 : 0xc2);
  }

  /** An integer ≥ 0 in its shortest unsigned form; above 2^53 only as bigint. */
  uint(value: number | bigint): void {
    if (value < 0x80) return this.byte(Number(value));
    this.reserve(9);
    if (value <= 0xff) {
      this.bytes[this.length] = 0xcc;
      this.bytes[this.length + 1] = Number(value);
      this.length += 2;
    } else if (value <= 0xffff) {
      this.header16(0xcd, Number(value));
    } else if (value <= 0xffff_ffff) {
      this.header32(0xce, Number(value));
    } else {
      assert(typeof value === "bigint" || Number.isSafeInteger(value), "an integer above 2^53 is a bigint");
      this.bytes[this.length] = 0xcf;
      this.view.setBigUint64(this.length + 1, BigInt(value));
      this.length += 9;
    }
  }

  /** A signed integer; ≥ 0 is written as `uint` does. */
  int(value: number | bigint): void {
    if (value >= 0) return this.uint(value);
    this.reserve(9);
    if (value >= -32) return this.byte(Number(value) & 0xff);
    this.bytes[this.length] =
      value >= -0x80 ? 0xd0 : value >= -0x8000 ? 0xd1 : value >= -0x8000_0000 ? 0xd2 : 0xd3;
    if (value >= -0x80) this.view.setInt8(this.length + 1, Number(value));
    else if (value >= -0x8000) this.view.setInt16(this.length + 1, Number(value));
    else if (value >= -0x8000_0000) this.view.setInt32(this.length + 1, Number(value));
    else this.view.setBigInt64(this.length + 1, BigInt(value));
    this.length += value >= -0x80 ? 2 : value >= -0x8000 ? 3 : value >= -0x8000_0000 ? 5 : 9;
  }

  float64(value: number): void {
    this.reserve(9);
    this.bytes[this.length] = 0xcb;
    this.view.setFloat64(this.length + 1, value);
    this.length += 9;
  }

  /** Bytes as raw; empty stays empty, nil is `nil()`. */
  raw(value: Uint8Array): void {
    this.rawHeader(value.length);
    this.verbatim(value);
  }

  /** The four bytes of a 32-bit number as raw: an IPv4 address. */
  raw4(bits: number): void {
    this.reserve(5);
    this.bytes[this.length] = 0xa4;
    this.view.setUint32(this.length + 1, bits);
    this.length += 5;
  }

  /** Bytes as raw, but nil when there are none, as Go writes a nil slice. */
  rawOrNil(value: Uint8Array): void {
    if (value.length === 0) this.nil();
    else this.raw(value);
  }

  /** Text as raw UTF-8. */
  text(value: string): void {
    const length = value.length;
    this.reserve(length + 1);
    const start = this.length;
    if (length < 32) {
      let i = 0;
      for (; i < length; i += 1) {
        const code = value.charCodeAt(i);
        if (code >= 0x80) break;
        this.bytes[start + 1 + i] = code;
      }
      if (i === length) {
        this.bytes[start] = 0xa0 | length;
        this.length = start + 1 + length;
        return;
      }
    }
    this.raw(bytesFromText(value));
  }

  rawHeader(length: number): void {
    this.reserve(5);
    if (length < 32) this.bytes[this.length++] = 0xa0 | length;
    else if (length <= 0xffff) this.header16(0xda, length);
    else this.header32(0xdb, length);
  }

  arrayHeader(count: number): void {
    this.containerHeader(0x90, 0xdc, count);
  }

  mapHeader(count: number): void {
    this.containerHeader(0x80, 0xde, count);
  }

  /** The key of a struct's field, by its index in declaration order. */
  key(schema: StructSchema, field: number): void {
    const key = schema.encodedKeys[field];
    assert(key !== undefined, "a struct's field is declared");
    this.reserve(key.length);
    for (let i = 0; i < key.length; i += 1) this.bytes[this.length + i] = key[i] ?? 0;
    this.length += key.length;
  }

  private containerHeader(fix: number, code16: number, count: number): void {
    this.reserve(5);
    if (count < 16) this.bytes[this.length++] = fix | count;
    else if (count <= 0xffff) this.header16(code16, count);
    else this.header32(code16 + 1, count);
  }

  private header16(code: number, value: number): void {
    this.bytes[this.length] = code;
    this.view.setUint16(this.length + 1, value);
    this.length += 3;
  }

  private header32(code: number, value: number): void {
    this.bytes[this.length] = code;
    this.view.setUint32(this.length + 1, value);
    this.length += 5;
  }

  private reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return;
    const written = this.bytes.subarray(this.start, this.length);
    const needed = written.length + extra;
    this.bytes = new Uint8Array(needed <= SLAB_BYTES ? SLAB_BYTES : 2 * needed);
    this.bytes.set(written);
    this.view = new DataView(this.bytes.buffer);
    this.start = 0;
    this.length = written.length;
  }
}
