/**
 * LZW as Go's compress/lzw writes it: least significant bit first, 8-bit literals, codes of 9 to 12 bits,
 * 256 clears the table, 257 ends. Output is byte for byte Go's (1.17 and later, which clear at the start).
 *
 * Source: Go compress/lzw; memberlist util.go, compressPayload.
 */
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "./error.ts";

const CLEAR = 256;
const END = 257;
const CODE_MAX = 4_095;
const WIDTH_START = 9;
const WIDTH_MAX = 12;
const TABLE_SLOTS = 16_384;

/** Compresses any bytes; the result may be longer than the input. */
export function lzwCompress(input: Uint8Array): Uint8Array {
  return new Encoder(input).run();
}

/** Decompresses until the end code; output beyond `sizeBytesMax` is an error, not an allocation. */
export function lzwDecompress(input: Uint8Array, sizeBytesMax: number): Result<Uint8Array, WireError> {
  return new Decoder(input, sizeBytesMax).run();
}

class Encoder {
  private readonly out: Uint8Array;
  private size = 0;
  private bits = 0;
  private bitCount = 0;
  private width = WIDTH_START;
  private hi = END;
  private over = 1 << WIDTH_START;
  // Open addressing: key = prefix code and symbol, 20 bits, stored plus one so that zero means free.
  private readonly keys = new Uint32Array(TABLE_SLOTS);
  private readonly codes = new Uint16Array(TABLE_SLOTS);

  constructor(private readonly input: Uint8Array) {
    this.out = new Uint8Array(Math.ceil(input.length * 1.6) + 16);
  }

  run(): Uint8Array {
    this.emit(CLEAR);
    const first = this.input[0];
    if (first !== undefined) this.body(first);
    this.emit(END);
    if (this.bitCount > 0) this.out[this.size++] = this.bits & 0xff;
    return this.out.slice(0, this.size);
  }

  private body(first: number): void {
    const { input } = this;
    let prefix = first;
    for (let i = 1; i < input.length; i += 1) {
      const symbol = input[i] ?? 0;
      const key = ((prefix << 8) | symbol) + 1;
      const slot = this.find(key);
      if (this.keys[slot] === key) {
        prefix = this.codes[slot] ?? 0;
        continue;
      }
      this.emit(prefix);
      prefix = symbol;
      if (this.advance()) continue;
      this.keys[slot] = key;
      this.codes[slot] = this.hi;
    }
    this.emit(prefix);
    this.advance();
  }

  /** Counts one code; true when the table was full and has been cleared, so nothing may be added. */
  private advance(): boolean {
    this.hi += 1;
    if (this.hi === this.over) {
      this.width += 1;
      this.over <<= 1;
    }
    if (this.hi !== CODE_MAX) return false;
    this.emit(CLEAR);
    this.width = WIDTH_START;
    this.hi = END;
    this.over = 1 << WIDTH_START;
    this.keys.fill(0);
    return true;
  }

  private find(key: number): number {
    let slot = (Math.imul(key, 0x9e37_79b1) >>> 18) & (TABLE_SLOTS - 1);
    while (this.keys[slot] !== 0 && this.keys[slot] !== key) slot = (slot + 1) & (TABLE_SLOTS - 1);
    return slot;
  }

  private emit(code: number): void {
    this.bits |= code << this.bitCount;
    this.bitCount += this.width;
    while (this.bitCount >= 8) {
      this.out[this.size++] = this.bits & 0xff;
      this.bits >>>= 8;
      this.bitCount -= 8;
    }
  }
}

class Decoder {
  private at = 0;
  private bits = 0;
  private bitCount = 0;
  private width = WIDTH_START;
  private hi = END;
  private over = 1 << WIDTH_START;
  private last = -1;
  private out: Uint8Array;
  private size = 0;
  private readonly prefix = new Uint16Array(CODE_MAX + 1);
  private readonly suffix = new Uint8Array(CODE_MAX + 1);
  private readonly length = new Uint32Array(CODE_MAX + 1);

  constructor(
    private readonly input: Uint8Array,
    private readonly sizeBytesMax: number,
  ) {
    this.out = new Uint8Array(Math.min(sizeBytesMax, 4 * input.length + 64));
    this.length.fill(1, 0, 256);
    for (let byte = 0; byte < 256; byte += 1) this.suffix[byte] = byte;
  }

  run(): Result<Uint8Array, WireError> {
    for (;;) {
      const code = this.next();
      if (code === -1) return fail(this.error("truncated", "the compressed bytes end before their end code"));
      if (code === END) return ok(this.out.slice(0, this.size));
      if (code === CLEAR) {
        this.clear();
        continue;
      }
      if (code > this.hi || (code === this.hi && this.last === -1)) {
        return fail(this.error("malformed", `code ${code} was never defined`));
      }
      if (!this.write(code)) {
        return fail(this.error("tooLarge", `decompresses to more than ${this.sizeBytesMax} bytes`));
      }
      this.advance(code);
    }
  }

  private clear(): void {
    this.width = WIDTH_START;
    this.hi = END;
    this.over = 1 << WIDTH_START;
    this.last = -1;
  }

  private next(): number {
    while (this.bitCount < this.width) {
      const byte = this.input[this.at];
      if (byte === undefined) return -1;
      this.at += 1;
      this.bits |= byte << this.bitCount;
      this.bitCount += 8;
    }
    const code = this.bits & ((1 << this.width) - 1);
    this.bits >>>= this.width;
    this.bitCount -= this.width;
    return code;
  }

  /** Writes the string of `code` back to front. `code === hi` is the string about to be defined. */
  private write(code: number): boolean {
    const unfinished = code === this.hi && this.last !== -1 && code >= 256;
    const source = unfinished ? this.last : code;
    const count = (this.length[source] ?? 0) + (unfinished ? 1 : 0);
    if (!this.room(count)) return false;
    let end = this.size + count - 1;
    if (unfinished) end -= 1;
    for (let walk = source; ; walk = this.prefix[walk] ?? 0) {
      this.out[end] = this.suffix[walk] ?? 0;
      if (walk < 256 || end <= this.size) break;
      end -= 1;
    }
    if (unfinished) this.out[this.size + count - 1] = this.out[this.size] ?? 0;
    if (this.last !== -1 && this.hi <= CODE_MAX) this.define(this.out[this.size] ?? 0);
    this.size += count;
    return true;
  }

  private define(first: number): void {
    this.prefix[this.hi] = this.last;
    this.suffix[this.hi] = first;
    this.length[this.hi] = (this.length[this.last] ?? 0) + 1;
  }

  private advance(code: number): void {
    this.last = code;
    this.hi += 1;
    if (this.hi < this.over) return;
    if (this.width === WIDTH_MAX) {
      // The table is full: go on without adding; the encoder may clear later.
      this.last = -1;
      this.hi -= 1;
    } else {
      this.width += 1;
      this.over <<= 1;
    }
  }

  private room(count: number): boolean {
    const needed = this.size + count;
    if (needed > this.sizeBytesMax) return false;
    if (needed <= this.out.length) return true;
    const grown = new Uint8Array(Math.min(this.sizeBytesMax, Math.max(needed, 2 * this.out.length)));
    grown.set(this.out.subarray(0, this.size));
    this.out = grown;
    return true;
  }

  private error(kind: WireError["kind"], message: string): WireError {
    return { kind, offset: this.at, layer: "compress", message };
  }
}
