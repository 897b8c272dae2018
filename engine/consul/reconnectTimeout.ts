/**
 * How long a member wants to be remembered after it failed or left: newer Consul agents say so in a tag, for members
 * that come and go. Source: consul agent/consul/config.go, advertise_reconnect_timeout; lib/serf, ReconnectOverride.
 */
import { tagValue, type Tags } from "../serf/tags.ts";

/** A Go duration, such as `15m` or `1h30m0s`. */
export const RECONNECT_TIMEOUT_TAG = "rc_tm";

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** The member's own timeout in ms where its tag has one that can be read, else `timeoutMs`. */
export function reconnectTimeoutMs(tags: Tags, timeoutMs: number): number {
  return durationMs(tagValue(tags, RECONNECT_TIMEOUT_TAG) ?? "") ?? timeoutMs;
}

/** Reads a Go duration; undefined when it is none, or negative. Source: Go time.ParseDuration. */
export function durationMs(text: string): number | undefined {
  if (text === "0") return 0;
  const part = String.raw`(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h)`;
  if (!new RegExp(`^\\+?(?:${part})+$`).test(text)) return undefined;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(number) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return total;
}
