/**
 * How gossip itself does, as counted by whoever watches, since it began to. What a source cannot know is absent: it is
 * never 0. Plain numbers that only grow, so that any two of them tell what was between.
 */

/** memberlist's kinds of messages, as they are called here. */
export const MESSAGE_KINDS = [
  "ping",
  "indirectPing",
  "ack",
  "nack",
  "suspect",
  "alive",
  "dead",
  "user",
  "pushPull",
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** One count a kind, in the order of `MESSAGE_KINDS`. */
export type MessageCounts = readonly number[];

/** Lifeguard's score of members that we are or run: 0 is healthy, 7 the worst. */
export interface HealthScores {
  readonly members: number;
  readonly worst: number;
  readonly sum: number;
}

export interface ByteCounts {
  readonly in: number;
  readonly out: number;
}

export interface Vitals {
  readonly received: MessageCounts;
  readonly sent: MessageCounts;
  /** Absent for a cluster: what those sent that run no more is not kept. */
  readonly bytes?: ByteCounts;
  /** Pings that were answered, by how long that took (`rttBucket`); may be shorter than `RTT_BUCKETS`. */
  readonly rtts: readonly number[];
  /** Absent for a guest and for an API: a member tells nobody its score. */
  readonly health?: HealthScores;
}

/** Vitals at a moment, ms since 1970. */
export interface VitalsSample extends Vitals {
  readonly atMs: number;
}

/** Upper end of the first bucket, ms; each is wider than the one before it by this factor. */
const FIRST_MS = 0.05;
const FACTOR = 1.25;
/** The last one ends at 10 s. */
export const RTT_BUCKETS = 56;

/** The bucket of a round trip. */
export function rttBucket(rttMs: number): number {
  if (!(rttMs > FIRST_MS)) return 0;
  return Math.min(RTT_BUCKETS - 1, Math.ceil(Math.log(rttMs / FIRST_MS) / Math.log(FACTOR) - 1e-9));
}

/** Upper end of a bucket, ms. */
export function rttBucketEnd(bucket: number): number {
  return FIRST_MS * FACTOR ** bucket;
}

/** What was between two samples of one source; undefined when it began anew. */
export interface VitalsStep {
  readonly atMs: number;
  readonly seconds: number;
  readonly received: MessageCounts;
  readonly sent: MessageCounts;
  readonly bytes?: ByteCounts;
  /** The round trip that half of the pings, and all but a hundredth, stayed below, ms, to a quarter; absent without pings. */
  readonly rtt?: { readonly p50: number; readonly p99: number; readonly pings: number };
  readonly health?: HealthScores;
}

export function stepBetween(before: VitalsSample, after: VitalsSample): VitalsStep | undefined {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const received = difference(before.received, after.received);
  const sent = difference(before.sent, after.sent);
  const rtts = difference(before.rtts, after.rtts);
  if (seconds <= 0 || [...received, ...sent, ...rtts].some((count) => count < 0)) return undefined;
  const pings = rtts.reduce((sum, count) => sum + count, 0);
  return {
    atMs: after.atMs,
    seconds,
    received,
    sent,
    ...bytesBetween(before, after),
    ...(pings === 0 ? {} : { rtt: { p50: quantile(rtts, 0.5), p99: quantile(rtts, 0.99), pings } }),
    ...(after.health === undefined ? {} : { health: after.health }),
  };
}

function bytesBetween({ bytes: before }: Vitals, { bytes: after }: Vitals): Pick<VitalsStep, "bytes"> {
  if (before === undefined || after === undefined) return {};
  return { bytes: { in: after.in - before.in, out: after.out - before.out } };
}

/** The upper end of the bucket in which the `part`-th of all counts lies. */
function quantile(rtts: readonly number[], part: number): number {
  const wanted = part * rtts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [bucket, count] of rtts.entries()) {
    seen += count;
    if (seen >= wanted) return rttBucketEnd(bucket);
  }
  return rttBucketEnd(rtts.length - 1);
}

function difference(before: readonly number[], after: readonly number[]): number[] {
  return Array.from(
    { length: Math.max(before.length, after.length) },
    (_, i) => (after[i] ?? 0) - (before[i] ?? 0),
  );
}

/** Between two samples that are kept, ms, and how many are: a quarter of an hour. */
export const SAMPLE_MS = 5_000;
export const SAMPLES_MAX = 181;

/** Adds the vitals of a view when enough time has passed; a clock that went back begins anew. */
export function addVitals(
  samples: readonly VitalsSample[],
  atMs: number,
  vitals: Vitals | undefined,
): readonly VitalsSample[] {
  if (vitals === undefined) return samples;
  const last = samples.at(-1);
  const { received, sent, rtts, bytes, health } = vitals;
  const sample: VitalsSample = {
    atMs,
    received,
    sent,
    rtts,
    ...(bytes === undefined ? {} : { bytes }),
    ...(health === undefined ? {} : { health }),
  };
  if (last === undefined || atMs < last.atMs) return [sample];
  if (atMs - last.atMs < SAMPLE_MS) return samples;
  return [...samples, sample].slice(-SAMPLES_MAX);
}
