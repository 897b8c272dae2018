/**
 * LZW as Go's compress/lzw writes it: least significant bit first, 8-bit literals, codes of 9 to 12 bits,
 * 256 clears the table, 257 ends. Output is byte for byte Go's (1.17 and later, which clear at the start).
 *
 * Source: Go compress/lzw; memberlist util.go, compressPayload.
 */
import { EMPTY_BYTES } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "./error.ts";

const CLEAR = 256;
const END = 257;
const CODE_MAX = 4_095;
const WIDTH_START = 9;
const WIDTH_MAX = 12;
const TABLE_SLOTS = 16_384;
/** No previous code: after a clear, and while the table is full. */
const NONE = -1;

// Scratch of one call at a time: making these anew would cost more than a packet.
/** Open addressing; prefix code and symbol in the upper 20 bits, their code in the lower 12, 0 is free. */
const encoderTable = new Uint32Array(TABLE_SLOTS);
/** Where each code's string stands in the output, and how long it is. */
const decoderStarts = new Uint32Array(CODE_MAX + 1);
const decoderLengths = new Uint32Array(CODE_MAX + 1);
let encoderOut = new Uint8Array(4_096);

/** Compresses any bytes; the result may be longer than the input. */
export function lzwCompress(input: Uint8Array): Uint8Array {
  return new Encoder(input, Infinity).run() ?? EMPTY_BYTES;
}

/** As `lzwCompress`, but gives up as soon as more than `sizeBytesMax` bytes would come out. */
export function lzwCompressWithin(input: Uint8Array, sizeBytesMax: number): Uint8Array | undefined {
  return new Encoder(input, sizeBytesMax).run();
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
  private readonly slotMask: number;

  constructor(
    private readonly input: Uint8Array,
    private readonly sizeBytesMax: number,
  ) {
    const needed = Math.ceil(input.length * 1.6) + 16;
    if (encoderOut.length < needed) encoderOut = new Uint8Array(needed);
    this.out = encoderOut;
    // A short input cannot fill a large table, and a small one is cleared sooner.
    this.slotMask = tableSlots(input.length) - 1;
    encoderTable.fill(0, 0, this.slotMask + 1);
  }

  run(): Uint8Array | undefined {
    this.emit(CLEAR);
    const first = this.input[0];
    if (first !== undefined) this.body(first);
    this.emit(END);
    if (this.bitCount > 0) this.out[this.size++] = this.bits & 0xff;
    return this.size > this.sizeBytesMax ? undefined : this.out.slice(0, this.size);
  }

  private body(first: number): void {
    const { input, slotMask } = this;
    const table = encoderTable;
    let prefix = first;
    for (let i = 1; i < input.length; i += 1) {
      const symbol = input[i] ?? 0;
      const key = (prefix << 8) | symbol;
      let slot = (Math.imul(key, 0x9e37_79b1) >>> 17) & slotMask;
      let entry = table[slot] ?? 0;
      while (entry !== 0 && entry >>> 12 !== key) {
        slot = (slot + 1) & slotMask;
        entry = table[slot] ?? 0;
      }
      if (entry !== 0) {
        prefix = entry & CODE_MAX;
        continue;
      }
      this.emit(prefix);
      if (this.size > this.sizeBytesMax) return;
      prefix = symbol;
      if (!this.advance()) table[slot] = (key << 12) | this.hi;
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
    encoderTable.fill(0, 0, this.slotMask + 1);
    return true;
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

/** Twice the codes that the input can need, at least. */
function tableSlots(inputBytes: number): number {
  if (inputBytes > 2_048) return TABLE_SLOTS;
  return inputBytes > 256 ? TABLE_SLOTS / 4 : TABLE_SLOTS / 32;
}

class Decoder {
  private at = 0;
  private bits = 0;
  private bitCount = 0;
  private width = WIDTH_START;
  private hi = END;
  private over = 1 << WIDTH_START;
  private last = NONE;
  private out: Uint8Array;
  private size = 0;
  // A code's string stands in the output already, where it was first written: only its place is kept.
  private lastStart = 0;
  private lastLength = 0;
  private readonly starts = decoderStarts;
  private readonly lengths = decoderLengths;

  constructor(
    private readonly input: Uint8Array,
    private readonly sizeBytesMax: number,
  ) {
    this.out = new Uint8Array(Math.min(sizeBytesMax, 4 * input.length + 64));
  }

  run(): Result<Uint8Array, WireError> {
    for (;;) {
      const code = this.next();
      if (code === -1) return fail(this.error("truncated", "the compressed bytes end before their end code"));
      if (code === END) return ok(this.out.slice(0, this.size));
      if (code === CLEAR) this.clear();
      else if (code > this.hi) return fail(this.error("malformed", `code ${code} was never defined`));
      else if (!this.write(code)) {
        return fail(this.error("tooLarge", `decompresses to more than ${this.sizeBytesMax} bytes`));
      }
    }
  }

  private clear(): void {
    this.width = WIDTH_START;
    this.hi = END;
    this.over = 1 << WIDTH_START;
    this.last = NONE;
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

  /** Writes the string of `code`; false when it would not fit. */
  private write(code: number): boolean {
    // The newest entry is the previous string and the byte behind it, even while that byte is still to come.
    if (this.last !== NONE) {
      this.starts[this.hi] = this.lastStart;
      this.lengths[this.hi] = this.lastLength + 1;
    }
    const length = code < CLEAR ? 1 : (this.lengths[code] ?? 0);
    if (!this.room(length)) return false;
    const { out, size } = this;
    if (code < CLEAR) out[size] = code;
    else {
      const start = this.starts[code] ?? 0;
      // Forward and byte by byte: source and target may overlap by one.
      for (let i = 0; i < length; i += 1) out[size + i] = out[start + i] ?? 0;
    }
    this.lastStart = size;
    this.lastLength = length;
    this.size = size + length;
    this.advance(code);
    return true;
  }

  private advance(code: number): void {
    this.last = code;
    this.hi += 1;
    if (this.hi < this.over) return;
    if (this.width === WIDTH_MAX) {
      // The table is full: go on without adding; the encoder may clear later.
      this.last = NONE;
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
