/** Durations as Go writes them: `72h`, `1h30m`, `500ms`. Source: Go time.ParseDuration. */

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** In ms; undefined for what Go would refuse. */
export function parseGoDurationMs(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(text.trim());
  if (match === null) return text.trim() === "0" ? 0 : undefined;
  let sum = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    sum += Number(amount) * (UNIT_MS[unit] ?? 0);
  }
  return match[1] === "-" ? -sum : sum;
}
