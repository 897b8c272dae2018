/**
 * Reads msgpack as Go's peers write it (old raw strings, any integer width) and as they accept it
 * (bin, str8, structs as map or array, unknown keys, nil anywhere).
 *
 * The reader never throws: the first mistake is kept in `error`, and from then on every read gives a zero.
 * Counts and lengths are compared with the bytes at hand before anything is allocated.
 * Source: go-msgpack msgpack.go, decode.go.
 */
import { EMPTY_BYTES } from "../base/bytes.ts";
import type { WireError } from "./error.ts";
import { internText } from "./internedText.ts";
import type { StructSchema } from "./structSchema.ts";

/** Deepest nesting that is read or skipped. No message of the protocol needs more than 6. */
export const NESTING_MAX = 32;

export type MsgpackValue =
  null | boolean | number | bigint | Uint8Array | readonly MsgpackValue[] | MsgpackMap;

/** A map of any kind; keys that are raw are given as text. */
export type MsgpackMap = ReadonlyMap<string, MsgpackValue>;

export class MsgpackReader {
  /** Offset of the next byte. */
  position: number;
  /** The first mistake, after which all reads give zeros. */
  error: WireError | undefined = undefined;

  /** All of the input. */
  readonly bytes: Uint8Array;
  private readonly end: number;
  private readonly layer: string;

  /** Reads `bytes` from `start` on; errors name `layer`. */
  constructor(bytes: Uint8Array, start: number, layer: string) {
    this.bytes = bytes;
    this.end = bytes.length;
    this.position = start;
    this.layer = layer;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /**
   * Starts a struct. Give the returned header to `fieldCount` and `field`; nil counts as a struct without fields.
   * The header is 2 · count, plus 1 for the array form.
   */
  struct(): number {
    const code = this.code();
    if (code >= 0x80 && code <= 0x8f) return 2 * this.bounded(code & 0x0f, 2);
    if (code >= 0x90 && code <= 0x9f) return 2 * this.bounded(code & 0x0f, 1) + 1;
    if (code === 0xde || code === 0xdf) return 2 * this.bounded(this.big(code === 0xde ? 2 : 4), 2);
    if (code === 0xdc || code === 0xdd) return 2 * this.bounded(this.big(code === 0xdc ? 2 : 4), 1) + 1;
    if (code !== 0xc0) this.unexpected(code, "a struct (map or array)");
    return 0;
  }

  /** Number of the i-th field of the struct that `header` began, or -1 for one we don't know (then `skip`). */
  field(schema: StructSchema, header: number, i: number): number {
    if ((header & 1) === 1) return i < schema.keys.length ? i : -1;
    const likely = schema.wireOrder[i];
    if (likely !== undefined && this.passKey(schema.encodedKeys[likely])) return likely;
    const length = this.rawLength();
    const start = this.position;
    this.position += length;
    for (let k = 0; k < schema.keys.length; k += 1) if (this.isKey(schema.keys[k], start, length)) return k;
    return -1;
  }

  /** An array's count; nil counts as empty. */
  arrayHeader(): number {
    const code = this.code();
    if (code >= 0x90 && code <= 0x9f) return this.bounded(code & 0x0f, 1);
    if (code === 0xdc || code === 0xdd) return this.bounded(this.big(code === 0xdc ? 2 : 4), 1);
    if (code !== 0xc0) this.unexpected(code, "an array");
    return 0;
  }

  /** A map's count of pairs; nil counts as empty. */
  mapHeader(): number {
    const code = this.code();
    if (code >= 0x80 && code <= 0x8f) return this.bounded(code & 0x0f, 2);
    if (code === 0xde || code === 0xdf) return this.bounded(this.big(code === 0xde ? 2 : 4), 2);
    if (code !== 0xc0) this.unexpected(code, "a map");
    return 0;
  }

  /** An integer 0 ≤ n ≤ max, in any width and signedness; nil is 0. Without `max` up to 2^53 - 1. */
  uint(max: number = Number.MAX_SAFE_INTEGER): number {
    const at = this.position;
    const value = this.int();
    if (value >= 0 && value <= max) return value;
    return this.fail("malformed", at, `integer ${value} is not between 0 and ${max}`);
  }

  /** A signed integer within ±2^53; nil is 0. */
  int(): number {
    const at = this.position;
    const code = this.code();
    if (code < 0x80) return code;
    if (code >= 0xe0) return code - 0x100;
    switch (code) {
      case 0xcc:
        return this.big(1);
      case 0xcd:
        return this.big(2);
      case 0xce:
        return this.big(4);
      case 0xd0:
        return (this.big(1) << 24) >> 24;
      case 0xd1:
        return (this.big(2) << 16) >> 16;
      case 0xd2:
        return this.big(4) | 0;
      case 0xcf:
      case 0xd3: {
        const value = Number(this.big64(code === 0xd3));
        if (Number.isSafeInteger(value)) return value;
        return this.fail("unsupported", at, "an integer above 2^53 where none makes sense");
      }
      case 0xc0:
        return 0;
      default:
        return this.unexpected(code, "an integer");
    }
  }

  /** A 64-bit unsigned integer without loss: Lamport times. */
  uint64(): bigint {
    const at = this.position;
    const code = this.bytes[at];
    if (code !== 0xcf && code !== 0xd3) return BigInt(this.uint());
    this.position += 1;
    const value = this.big64(code === 0xd3);
    if (value >= 0n) return value;
    this.fail("malformed", at, "a negative integer where an unsigned one belongs");
    return 0n;
  }

  /** A boolean; 0 and 1 pass for one, nil is false. */
  bool(): boolean {
    const code = this.code();
    if (code === 0xc3 || code === 0x01) return true;
    if (code !== 0xc2 && code !== 0x00 && code !== 0xc0) this.unexpected(code, "a boolean");
    return false;
  }

  /** A float of either width or an integer; nil is 0. */
  float64(): number {
    const code = this.bytes[this.position];
    if (code !== 0xca && code !== 0xcb) return this.int();
    this.position += 1;
    const start = this.position;
    const size = code === 0xcb ? 8 : 4;
    if (!this.take(size)) return 0;
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + start, size);
    return size === 8 ? view.getFloat64(0) : view.getFloat32(0);
  }

  /** Bytes, as a view of the input; nil is empty. */
  raw(): Uint8Array {
    const length = this.rawLength();
    const start = this.position;
    this.position += length;
    return length === 0 ? EMPTY_BYTES : this.bytes.subarray(start, start + length);
  }

  /** Text, lossless also where it is no UTF-8; nil is "". */
  text(): string {
    const length = this.rawLength();
    const start = this.position;
    this.position += length;
    return internText(this.bytes, start, length);
  }

  /**
   * The header of a raw or bin value; the bytes follow at `position` and are all there. nil is 0.
   * An array of small integers, which peers take for bytes too, is not: nobody writes it.
   */
  rawLength(): number {
    const code = this.code();
    if (code >= 0xa0 && code <= 0xbf) return this.bounded(code & 0x1f, 1);
    switch (code) {
      case 0xd9:
      case 0xc4:
        return this.bounded(this.big(1), 1);
      case 0xda:
      case 0xc5:
        return this.bounded(this.big(2), 1);
      case 0xdb:
      case 0xc6:
        return this.bounded(this.big(4), 1);
      case 0xc0:
        return 0;
      default:
        return this.unexpected(code, "text or bytes");
    }
  }

  /** As `rawLength`, but the bytes need not have arrived: the length is only the peer's word. */
  announcedRawLength(): number {
    const code = this.code();
    if (code >= 0xa0 && code <= 0xbf) return code & 0x1f;
    if (code === 0xd9 || code === 0xc4) return this.big(1);
    if (code === 0xda || code === 0xc5) return this.big(2);
    if (code === 0xdb || code === 0xc6) return this.big(4);
    return code === 0xc0 ? 0 : this.unexpected(code, "text or bytes");
  }

  /** Passes over the `length` bytes that `rawLength` announced; returns where they begin. */
  passRaw(length: number): number {
    const start = this.position;
    this.position += length;
    return start;
  }

  /** Passes over one value of any kind. */
  skip(): void {
    // Counting what is left to pass over, level by level, needs no recursion and no memory but this stack.
    const left: number[] = [1];
    while (left.length > 0 && this.error === undefined) {
      const top = left.length - 1;
      const items = left[top] ?? 0;
      if (items === 0) {
        left.pop();
        continue;
      }
      left[top] = items - 1;
      const inner = this.skipOne();
      if (inner > 0) left.push(inner);
      if (left.length > NESTING_MAX + 1) this.tooDeep();
    }
  }

  /** Any value at all; 64-bit integers above 2^53 as bigint. */
  value(depth = 0): MsgpackValue {
    if (depth > NESTING_MAX) {
      this.tooDeep();
      return null;
    }
    const code = this.bytes[this.position] ?? 0xc1;
    if (code === 0xc0) {
      this.position += 1;
      return null;
    }
    if (code === 0xc2 || code === 0xc3) return this.bool();
    if (code === 0xca || code === 0xcb) return this.float64();
    if (isMapCode(code)) return this.mapValue(depth);
    if (isArrayCode(code)) return this.arrayValue(depth);
    if (isRawCode(code)) return this.raw();
    if (code !== 0xcf && code !== 0xd3) return this.int();
    this.position += 1;
    const wide = this.big64(code === 0xd3);
    return Number.isSafeInteger(Number(wide)) ? Number(wide) : wide;
  }

  /** Records a mistake found by the reader's user; returns 0. */
  fail(kind: WireError["kind"], offset: number, message: string): 0 {
    this.error ??= { kind, offset, layer: this.layer, message };
    this.position = this.end;
    return 0;
  }

  private mapValue(depth: number): MsgpackMap {
    const map = new Map<string, MsgpackValue>();
    const count = this.mapHeader();
    for (let i = 0; i < count && this.error === undefined; i += 1) {
      const isText = isRawCode(this.bytes[this.position] ?? 0);
      const key = isText ? this.text() : String(this.int());
      map.set(key, this.value(depth + 1));
    }
    return map;
  }

  private arrayValue(depth: number): MsgpackValue[] {
    const items: MsgpackValue[] = [];
    const count = this.arrayHeader();
    for (let i = 0; i < count && this.error === undefined; i += 1) items.push(this.value(depth + 1));
    return items;
  }

  /** Passes over one header and its scalar content; returns how many values it holds. */
  private skipOne(): number {
    const at = this.position;
    const code = this.code();
    if (code < 0x80 || code >= 0xe0 || code === 0xc0 || code === 0xc2 || code === 0xc3) return 0;
    this.position = at;
    if (isMapCode(code)) return 2 * this.mapHeader();
    if (isArrayCode(code)) return this.arrayHeader();
    if (isRawCode(code)) {
      const length = this.rawLength();
      this.position += length;
      return 0;
    }
    if (code >= 0xc7 && code <= 0xd8 && (code <= 0xc9 || code >= 0xd4)) return this.skipExtension(code);
    if (code === 0xca || code === 0xcb) this.float64();
    else if (code === 0xcf || code === 0xd3) this.take(9);
    else this.int();
    return 0;
  }

  private skipExtension(code: number): 0 {
    this.position += 1;
    const size = code >= 0xd4 ? 1 << (code - 0xd4) : this.big(1 << (code - 0xc7));
    this.take(size + 1);
    return 0;
  }

  /** Passes over a key, header and all, if it is the expected one: that is how agents sort them. */
  private passKey(encoded: Uint8Array | undefined): boolean {
    if (encoded === undefined) return false;
    const { bytes, position } = this;
    const length = encoded.length;
    // Past the end the input is undefined, which no key byte equals.
    for (let i = 0; i < length; i += 1) if (bytes[position + i] !== encoded[i]) return false;
    this.position = position + length;
    return true;
  }

  private isKey(key: Uint8Array | undefined, start: number, length: number): boolean {
    if (key === undefined || key.length !== length) return false;
    for (let i = 0; i < length; i += 1) if (this.bytes[start + i] !== key[i]) return false;
    return true;
  }

  private code(): number {
    const code = this.bytes[this.position];
    if (code === undefined) {
      this.truncated();
      return 0xc0;
    }
    this.position += 1;
    return code;
  }

  private big(size: number): number {
    const at = this.position;
    if (!this.take(size)) return 0;
    let value = 0;
    for (let i = 0; i < size; i += 1) value = value * 256 + (this.bytes[at + i] ?? 0);
    return value;
  }

  private big64(signed: boolean): bigint {
    const high = this.big(4);
    const low = this.big(4);
    const value = (BigInt(high) << 32n) | BigInt(low);
    return signed ? BigInt.asIntN(64, value) : value;
  }

  /** A count is believed only if each of its items can still have `bytesEach` bytes. */
  private bounded(count: number, bytesEach: number): number {
    if (count * bytesEach <= this.end - this.position) return count;
    return this.truncated();
  }

  private take(size: number): boolean {
    if (size > this.end - this.position) {
      this.truncated();
      return false;
    }
    this.position += size;
    return true;
  }

  private truncated(): 0 {
    return this.fail("truncated", this.position, "the bytes end inside a value");
  }

  private tooDeep(): 0 {
    return this.fail("tooLarge", this.position, `values are nested deeper than ${NESTING_MAX} levels`);
  }

  private unexpected(code: number, wanted: string): 0 {
    return this.fail("malformed", this.position - 1, `byte 0x${code.toString(16)} where ${wanted} belongs`);
  }
}

function isMapCode(code: number): boolean {
  return (code & 0xf0) === 0x80 || code === 0xde || code === 0xdf;
}

function isArrayCode(code: number): boolean {
  return (code & 0xf0) === 0x90 || code === 0xdc || code === 0xdd;
}

function isRawCode(code: number): boolean {
  return (code >= 0xa0 && code <= 0xbf) || (code >= 0xd9 && code <= 0xdb) || (code >= 0xc4 && code <= 0xc6);
}
