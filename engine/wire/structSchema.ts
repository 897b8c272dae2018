/** The field names of one wire struct, ready for comparing and writing. */
import { bytesFromText, concatBytes } from "../base/bytes.ts";

/** Fields are numbered by their place in the Go declaration: that is the order of a struct written as array. */
export class StructSchema {
  readonly name: string;
  readonly fieldNames: readonly string[];
  readonly keys: readonly Uint8Array[];
  /** Each key with its raw header in front. Field names are shorter than 32 bytes. */
  readonly encodedKeys: readonly Uint8Array[];
  /** Field numbers in the order of their names' bytes: the order on the wire. */
  readonly wireOrder: readonly number[];

  /** `name` is the layer that errors will name; `fieldNames` in declaration order, ASCII. */
  constructor(name: string, fieldNames: readonly string[]) {
    this.name = name;
    this.fieldNames = fieldNames;
    this.keys = fieldNames.map((field) => bytesFromText(field));
    this.encodedKeys = this.keys.map((key) => concatBytes([Uint8Array.of(0xa0 | key.length), key]));
    const byName = fieldNames.map((field, index) => ({ field, index }));
    byName.sort((a, b) => (a.field < b.field ? -1 : 1));
    this.wireOrder = byName.map(({ index }) => index);
  }
}
