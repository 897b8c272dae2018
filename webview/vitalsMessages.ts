/** Whether counts that came over a channel are counts. */
import { MESSAGE_KINDS, RTT_BUCKETS, SAMPLES_MAX, type VitalsSample } from "../engine/view/vitals.ts";

export function isVitalsSamples(value: unknown): value is readonly VitalsSample[] {
  return Array.isArray(value) && value.length <= SAMPLES_MAX && value.every(isVitalsSample);
}

function isVitalsSample(value: unknown): value is VitalsSample {
  if (typeof value !== "object" || value === null) return false;
  const { atMs, received, sent, rtts, bytes, health } = value as Partial<Record<keyof VitalsSample, unknown>>;
  return (
    isNumber(atMs) &&
    isNumbers(received, MESSAGE_KINDS.length) &&
    isNumbers(sent, MESSAGE_KINDS.length) &&
    isNumbers(rtts, RTT_BUCKETS) &&
    (bytes === undefined || isRecord(bytes, ["in", "out"])) &&
    (health === undefined || isRecord(health, ["members", "worst", "sum"]))
  );
}

function isNumbers(value: unknown, most: number): boolean {
  return Array.isArray(value) && value.length <= most && value.every(isNumber);
}

function isRecord(value: unknown, keys: readonly string[]): boolean {
  return (
    typeof value === "object" && value !== null && keys.every((key) => isNumber(Reflect.get(value, key)))
  );
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
