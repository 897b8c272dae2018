/** Foreign JSON, field by field: what has another shape than expected reads as absent, and nothing throws. */
import { fail, ok, type Result } from "../base/result.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Parses a body; the error says that it is no JSON, never what it holds. */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fail("the body is not JSON");
  }
}

/** An object that is no list; undefined for anything else. */
export function asRecord(value: unknown): JsonRecord | undefined {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as JsonRecord) : undefined;
}

export function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An integer from 0 to `max`; 0 for anything else. */
export function asUint(value: unknown, max: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max ? value : 0;
}

/** A field of its own, never one of the prototype. */
export function field(record: JsonRecord | undefined, name: string): unknown {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
