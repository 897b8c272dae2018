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

// Scratch of one call at a time: making these anew would cost more than a packet.
/** Open addressing; prefix code and symbol in the upper 20 bits, their code in the lower 12, 0 is free. */
const encoderTable = new Uint32Array(TABLE_SLOTS);
/** Where each code's string stands in the output, and how long it is. */
const decoderStarts = new Uint32Array(CODE_MAX + 1);
const decoderLengths = new Uint32Array(CODE_MAX + 1);
let encoderOut = new Uint8Array(4_096);
const decoderOut = new Uint8Array(16_384);
/** What the decoder writes beyond a string's end at most. */
const SLACK = 4;
for (let literal = 0; literal < CLEAR; literal += 1) {
  decoderOut[literal] = literal;
  decoderStarts[literal] = literal;
  decoderLengths[literal] = 1;
}

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
  return decode(input, sizeBytesMax);
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

/**
 * A code's string stands in the output already, where it was first written: only its place is kept. The output
 * begins behind the 256 literals, so that these are strings like any other. All state is local to this one loop,
 * which half of the work of a compressed packet goes through.
 */
function decode(input: Uint8Array, sizeBytesMax: number): Result<Uint8Array, WireError> {
  const starts = decoderStarts;
  const lengths = decoderLengths;
  const sizeMax = CLEAR + sizeBytesMax;
  let out: Uint8Array = decoderOut;
  let outMax = Math.min(out.length - SLACK, sizeMax);
  const bitsMax = 8 * input.length;
  let bitAt = 0;
  let width = WIDTH_START;
  let hi = END;
  let size = CLEAR;
  let lastLength = 0;
  for (;;) {
    const at = bitAt >> 3;
    // The three bytes that hold the next code, whatever its width.
    const bits = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16);
    const code = (bits >> (bitAt & 7)) & ((1 << width) - 1);
    bitAt += width;
    if (bitAt > bitsMax) return broken(at, "truncated", "the compressed bytes end before their end code");
    if (code === END) return ok(out.slice(CLEAR, size));
    if (code === CLEAR) {
      width = WIDTH_START;
      hi = END;
      lastLength = 0;
      continue;
    }
    if (code > hi) return broken(at, "malformed", `code ${code} was never defined`);
    // The newest entry is the previous string and the byte behind it, even while that byte is still to come.
    if (lastLength > 0) {
      starts[hi] = size - lastLength;
      lengths[hi] = lastLength + 1;
    }
    const length = lengths[code] ?? 0;
    const end = size + length;
    if (end > outMax) {
      if (end > sizeMax) return broken(at, "tooLarge", `decompresses to more than ${sizeBytesMax} bytes`);
      out = grown(out, size, 2 * end + SLACK);
      outMax = Math.min(out.length - SLACK, sizeMax);
    }
    let from = starts[code] ?? 0;
    // Forward and byte by byte: source and target may overlap by one. Most strings have no more than four bytes,
    // and four written blindly cost less than a branch guessed wrong.
    out[size] = out[from] ?? 0;
    out[size + 1] = out[from + 1] ?? 0;
    out[size + 2] = out[from + 2] ?? 0;
    out[size + 3] = out[from + 3] ?? 0;
    for (size += 4, from += 4; size < end; size += 1, from += 1) out[size] = out[from] ?? 0;
    size = end;
    lastLength = length;
    hi += 1;
    if (hi >> width === 0) continue;
    // A full table adds nothing more; the encoder may clear it later.
    if (width < WIDTH_MAX) width += 1;
    else {
      lastLength = 0;
      hi -= 1;
    }
  }
}

function grown(bytes: Uint8Array, size: number, sizeBytes: number): Uint8Array {
  const larger = new Uint8Array(sizeBytes);
  larger.set(bytes.subarray(0, size));
  return larger;
}

function broken(offset: number, kind: WireError["kind"], message: string): Result<never, WireError> {
  return fail({ kind, offset, layer: "compress", message });
}
