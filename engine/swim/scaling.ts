/**
 * How the protocol's numbers grow with the pool, n = rows of the table. Logarithms are rounded first: their last digit
 * belongs to the JavaScript engine, and 1,000 members are three digits everywhere.
 * Source: memberlist util.go.
 */

/** How often a broadcast is sent: retransmitMult · ⌈log10(n + 1)⌉. */
export function retransmitLimit(retransmitMult: number, n: number): number {
  return retransmitMult * Math.ceil(rounded(Math.log10(n + 1)));
}

/** The shortest suspicion, in ms: suspicionMult · max(1, log10 n) · probeInterval, the logarithm cut to three digits. */
export function suspicionTimeoutMs(suspicionMult: number, n: number, probeIntervalMs: number): number {
  const scale = Math.max(1, rounded(Math.log10(Math.max(1, n))));
  return (suspicionMult * Math.floor(rounded(scale * 1_000)) * probeIntervalMs) / 1_000;
}

/** Time between two push/pulls, in ms: twice as long from 33 members on, three times from 65, and so on. */
export function pushPullScaleMs(intervalMs: number, n: number): number {
  if (n <= 32) return intervalMs;
  return intervalMs * (Math.ceil(rounded(Math.log2(n) - 5)) + 1);
}

function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
