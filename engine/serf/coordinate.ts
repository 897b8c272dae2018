/**
 * Vivaldi coordinates as Serf puts them on the acks of UDP pings: a version byte and a struct of floats. How they move
 * stands in `vivaldi.ts`. Source: serf ping_delegate.go; coordinate/coordinate.go.
 */
import { fail, ok, type Result } from "../base/result.ts";
import type { WireError } from "../wire/error.ts";
import { MsgpackReader } from "../wire/msgpack.ts";
import { MsgpackWriter } from "../wire/msgpackWriter.ts";
import { StructSchema } from "../wire/structSchema.ts";

const PING_VERSION = 1;
/** Dimensions of the space, the height not counted. Source: coordinate/config.go, Dimensionality. */
export const DIMENSIONS = 8;
const SCHEMA = new StructSchema("coordinate", ["Vec", "Error", "Adjustment", "Height"]);

/** A place in the space of round trips; all in seconds. */
export interface VivaldiCoordinate {
  readonly vec: readonly number[];
  readonly error: number;
  readonly adjustment: number;
  readonly height: number;
}

/** Reads an ack's payload; an empty one is undefined. */
export function decodeCoordinate(payload: Uint8Array): Result<VivaldiCoordinate | undefined, WireError> {
  if (payload.length === 0) return ok(undefined);
  if (payload[0] !== PING_VERSION) {
    const message = `coordinate version ${payload[0]} is not known, only ${PING_VERSION}`;
    return fail({ kind: "unsupported", offset: 0, layer: "coordinate", message });
  }
  const reader = new MsgpackReader(payload, 1, "coordinate");
  const coordinate = readCoordinate(reader);
  return reader.error === undefined ? ok(coordinate) : fail(reader.error);
}

/** Reads the struct at the reader's position; what is no coordinate becomes the reader's error. */
export function readCoordinate(reader: MsgpackReader): VivaldiCoordinate {
  const start = reader.position;
  let vec: number[] = [];
  const scalars = [0, 0, 0];
  const header = reader.struct();
  for (let i = 0; i < header >> 1 && reader.error === undefined; i += 1) {
    const field = reader.field(SCHEMA, header, i);
    if (field === 0) vec = readVec(reader);
    else if (field >= 1 && field <= 3) scalars[field - 1] = readFloat(reader);
    else reader.skip();
  }
  const [error = 0, adjustment = 0, height = 0] = scalars;
  const finite = [...vec, error, adjustment, height].every(Number.isFinite);
  if (vec.length !== DIMENSIONS || !finite) {
    const message = `a coordinate has ${DIMENSIONS} finite dimensions, this one ${vec.length}`;
    reader.fail("malformed", start, message);
  }
  return { vec, error, adjustment, height };
}

const writer = new MsgpackWriter();

/** The payload of an ack: all floats in 64 bits. */
export function encodeCoordinate({ vec, error, adjustment, height }: VivaldiCoordinate): Uint8Array {
  const scalars = [undefined, error, adjustment, height];
  writer.byte(PING_VERSION);
  writer.mapHeader(SCHEMA.fieldNames.length);
  for (const field of SCHEMA.wireOrder) {
    writer.key(SCHEMA, field);
    const scalar = scalars[field];
    if (scalar !== undefined) writer.float64(scalar);
    else {
      writer.arrayHeader(vec.length);
      for (const component of vec) writer.float64(component);
    }
  }
  return writer.finish();
}

function readVec(reader: MsgpackReader): number[] {
  const vec: number[] = [];
  const count = reader.arrayHeader();
  for (let i = 0; i < count && reader.error === undefined; i += 1) vec.push(readFloat(reader));
  return vec;
}

function readFloat(reader: MsgpackReader): number {
  const value = reader.value();
  return typeof value === "number" ? value : NaN;
}
