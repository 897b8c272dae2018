/**
 * Structs of Serf's messages, declared once and both read and written from the declaration. Fields stand in the order
 * of the Go struct (that is the order of the array form); they are written as a map with sorted keys.
 * Source: go-msgpack, codecs of structs; serf messages.go, encodeMessage and decodeMessage.
 */
import { assert } from "../base/assert.ts";
import { EMPTY_BYTES } from "../base/bytes.ts";
import { readIp, writeIp } from "../wire/addressBytes.ts";
import type { MsgpackReader } from "../wire/msgpack.ts";
import type { MsgpackWriter } from "../wire/msgpackWriter.ts";
import { StructSchema } from "../wire/structSchema.ts";

/** How one field is read and written; `absent` is Go's zero value. */
export interface FieldCodec<T> {
  readonly absent: T;
  read(reader: MsgpackReader): T;
  write(writer: MsgpackWriter, value: T): void;
}

/** Our property name → the field's Go name and its codec. */
export type Fields<T> = { readonly [K in keyof T]: readonly [goName: string, codec: FieldCodec<T[K]>] };

interface Field<T> {
  readonly property: keyof T;
  readonly codec: FieldCodec<T[keyof T]>;
}

export class StructCodec<T extends object> implements FieldCodec<T> {
  private readonly schema: StructSchema;
  private readonly fields: readonly Field<T>[];

  /** Errors name `layer`. */
  constructor(layer: string, fields: Fields<T>) {
    const entries = Object.entries(fields) as [keyof T, readonly [string, FieldCodec<T[keyof T]>]][];
    this.schema = new StructSchema(
      layer,
      entries.map(([, [goName]]) => goName),
    );
    this.fields = entries.map(([property, [, codec]]) => ({ property, codec }));
  }

  get absent(): T {
    const value: Partial<T> = {};
    for (const { property, codec } of this.fields) value[property] = codec.absent;
    return value as T;
  }

  /** Unknown fields are passed over, missing ones keep their zero value; mistakes stay in the reader. */
  read(reader: MsgpackReader): T {
    const value: Partial<T> = this.absent;
    const header = reader.struct();
    for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
      const field = this.fields[reader.field(this.schema, header, i)];
      if (field === undefined) reader.skip();
      else value[field.property] = field.codec.read(reader);
    }
    return value as T;
  }

  write(writer: MsgpackWriter, value: T): void {
    writer.mapHeader(this.fields.length);
    for (const index of this.schema.wireOrder) {
      const field = this.fields[index];
      assert(field !== undefined, "a schema numbers its own fields");
      writer.key(this.schema, index);
      field.codec.write(writer, value[field.property]);
    }
  }
}

export const text: FieldCodec<string> = {
  absent: "",
  read: (reader) => reader.text(),
  write: (writer, value) => writer.text(value),
};

export const bool: FieldCodec<boolean> = {
  absent: false,
  read: (reader) => reader.bool(),
  write: (writer, value) => writer.bool(value),
};

/** An integer from 0 to `max`. */
export function uint(max = Number.MAX_SAFE_INTEGER): FieldCodec<number> {
  return { absent: 0, read: (reader) => reader.uint(max), write: (writer, value) => writer.uint(value) };
}

/** Bytes; none of them is nil, as in Go. */
export const bytes: FieldCodec<Uint8Array> = {
  absent: EMPTY_BYTES,
  read: (reader) => reader.raw(),
  write: (writer, value) => writer.rawOrNil(value),
};

/** Bytes that stay raw when there are none. */
export const presentBytes: FieldCodec<Uint8Array> = {
  ...bytes,
  write: (writer, value) => writer.raw(value),
};

/** An address as a canonical literal, "" for none. */
export const ip: FieldCodec<string> = { absent: "", read: readIp, write: writeIp };

/** Go's time.Duration, nanoseconds on the wire, here ms. */
export const durationMs: FieldCodec<number> = {
  absent: 0,
  read: (reader) => reader.int() / 1_000_000,
  write: (writer, value) => writer.int(Math.round(value * 1_000_000)),
};

/** A slice; an empty one is nil unless `emptyStays`. */
export function list<T>(item: FieldCodec<T>, emptyStays = false): FieldCodec<readonly T[]> {
  return {
    absent: [],
    read(reader) {
      const items: T[] = [];
      const count = reader.arrayHeader();
      for (let i = 0; i < count && reader.error === undefined; i += 1) items.push(item.read(reader));
      return items;
    },
    write(writer, items) {
      if (items.length === 0 && !emptyStays) return writer.nil();
      writer.arrayHeader(items.length);
      for (const value of items) item.write(writer, value);
    },
  };
}

/** A Go map with text keys, in the order that it has here: upstream's order is random. */
export function map<T>(item: FieldCodec<T>): FieldCodec<ReadonlyMap<string, T>> {
  return {
    absent: new Map(),
    read(reader) {
      const entries = new Map<string, T>();
      const count = reader.mapHeader();
      for (let i = 0; i < count && reader.error === undefined; i += 1)
        entries.set(reader.text(), item.read(reader));
      return entries;
    },
    write(writer, entries) {
      writer.mapHeader(entries.size);
      for (const [key, value] of entries) {
        writer.text(key);
        item.write(writer, value);
      }
    },
  };
}
