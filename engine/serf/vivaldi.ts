/**
 * Where a member stands in the space of round trips, from its pings. A spring pulls or pushes it for each sample:
 *
 *     raw(a, b)  = |a.vec − b.vec| + a.height + b.height
 *     rtt(a, b)  = raw + a.adjustment + b.adjustment where that is positive, else raw
 *     w          = a.error / (a.error + b.error)
 *     a.error    = min(1.5, CE·w·|rtt − sample| / sample + a.error·(1 − CE·w))
 *     a          moves by CC·w·(sample − rtt) away from b, its height with it
 *     adjustment = the mean of the last 20 of (sample − raw), halved
 *     gravity    = −(distance to the origin / 150)², towards the origin
 *
 * Source: Dabek et al., Vivaldi, SIGCOMM 2004; Ledlie et al., 2007; serf coordinate/client.go, coordinate.go.
 */
import { fail, ok, type Result } from "../base/result.ts";
import type { Random } from "../base/random.ts";
import { DIMENSIONS, type VivaldiCoordinate } from "./coordinate.ts";

/** Upstream's names and values. Source: coordinate/config.go, DefaultConfig. */
export const VIVALDI = {
  errorMax: 1.5,
  ce: 0.25,
  cc: 0.25,
  adjustmentWindowSize: 20,
  heightMinSeconds: 1e-5,
  latencyFilterSize: 3,
  gravityRho: 150,
  rttMaxMs: 10_000,
} as const;

/** Closer than this, seconds, two coordinates are one. */
const ZERO_SECONDS = 1e-6;
/** Members whose last samples are kept. Differs from serf, which forgets a member only when it is reaped. */
const FILTERED_MEMBERS_MAX = 16_384;

export const ORIGIN: VivaldiCoordinate = {
  vec: new Array<number>(DIMENSIONS).fill(0),
  error: VIVALDI.errorMax,
  adjustment: 0,
  height: VIVALDI.heightMinSeconds,
};

export class VivaldiClient {
  private own: VivaldiCoordinate = ORIGIN;
  private sampleIndex = 0;
  private readonly samples = new Array<number>(VIVALDI.adjustmentWindowSize).fill(0);
  private readonly latencies = new Map<string, readonly number[]>();
  /** How often the coordinate became no number and was begun anew. */
  resets = 0;

  constructor(private readonly random: Random) {}

  get coordinate(): VivaldiCoordinate {
    return this.own;
  }

  /** Takes a coordinate that was kept from before. */
  set(coordinate: VivaldiCoordinate): void {
    this.own = coordinate;
  }

  /** Moves by one sample; fails, and stays, when the sample is none. */
  update(node: string, other: VivaldiCoordinate, rttMs: number): Result<VivaldiCoordinate, string> {
    if (other.vec.length !== DIMENSIONS) return fail("dimensions aren't compatible");
    if (!isValid(other)) return fail("coordinate is invalid");
    if (!(rttMs >= 0 && rttMs <= VIVALDI.rttMaxMs)) {
      return fail(`round trip time not in valid range: ${rttMs} ms is not within 0 and ${VIVALDI.rttMaxMs}`);
    }
    const rtt = this.filtered(node, rttMs / 1_000);
    this.spring(other, rtt);
    this.adjust(other, rtt);
    this.fallHome();
    if (!isValid(this.own)) {
      this.resets += 1;
      this.own = ORIGIN;
    }
    return ok(this.own);
  }

  /** Forgets the samples of a member that is gone. */
  forget(node: string): void {
    this.latencies.delete(node);
  }

  /** The median of the member's last three samples, the upper one of two. */
  private filtered(node: string, rtt: number): number {
    const samples = [...(this.latencies.get(node) ?? []), rtt].slice(-VIVALDI.latencyFilterSize);
    if (this.latencies.size < FILTERED_MEMBERS_MAX || this.latencies.has(node))
      this.latencies.set(node, samples);
    const sorted = [...samples].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? rtt;
  }

  private spring(other: VivaldiCoordinate, sample: number): void {
    const estimate = estimatedRttSeconds(this.own, other);
    const rtt = Math.max(sample, ZERO_SECONDS);
    const wrongness = Math.abs(estimate - rtt) / rtt;
    const weight = this.own.error / Math.max(this.own.error + other.error, ZERO_SECONDS);
    const pull = VIVALDI.ce * weight;
    const error = Math.min(VIVALDI.errorMax, pull * wrongness + this.own.error * (1 - pull));
    this.own = this.pushed({ ...this.own, error }, VIVALDI.cc * weight * (rtt - estimate), other);
  }

  private adjust(other: VivaldiCoordinate, rtt: number): void {
    this.samples[this.sampleIndex] = rtt - rawDistance(this.own, other);
    this.sampleIndex = (this.sampleIndex + 1) % this.samples.length;
    const sum = this.samples.reduce((total, sample) => total + sample, 0);
    this.own = { ...this.own, adjustment: sum / (2 * this.samples.length) };
  }

  private fallHome(): void {
    const distance = estimatedRttSeconds(ORIGIN, this.own);
    this.own = this.pushed(this.own, -((distance / VIVALDI.gravityRho) ** 2), ORIGIN);
  }

  /** The coordinate after a force, seconds, that pushes it away from `from`. */
  private pushed(pushed: VivaldiCoordinate, force: number, from: VivaldiCoordinate): VivaldiCoordinate {
    const { unit, length } = this.direction(pushed.vec, from.vec);
    const vec = pushed.vec.map((component, i) => component + (unit[i] ?? 0) * force);
    if (length <= ZERO_SECONDS) return { ...pushed, vec };
    const height = ((pushed.height + from.height) * force) / length + pushed.height;
    return { ...pushed, vec, height: Math.max(height, VIVALDI.heightMinSeconds) };
  }

  /** The unit vector from `from` to `to`; a random one, of length 0, where both are the same place. */
  private direction(to: readonly number[], from: readonly number[]): { unit: number[]; length: number } {
    const between = to.map((component, i) => component - (from[i] ?? 0));
    const length = magnitude(between);
    if (length > ZERO_SECONDS) return { unit: between.map((component) => component / length), length };
    const chosen = between.map(() => this.random.float() - 0.5);
    const chosenLength = magnitude(chosen);
    if (chosenLength > ZERO_SECONDS) return { unit: chosen.map((part) => part / chosenLength), length: 0 };
    return { unit: between.map((_, i) => (i === 0 ? 1 : 0)), length: 0 };
  }
}

/** What a ping between two coordinates should take, seconds, cut to whole ns as Go's durations are. */
export function estimatedRttSeconds(a: VivaldiCoordinate, b: VivaldiCoordinate): number {
  const raw = rawDistance(a, b);
  const adjusted = raw + a.adjustment + b.adjustment;
  return Math.trunc((adjusted > 0 ? adjusted : raw) * 1e9) / 1e9;
}

function rawDistance(a: VivaldiCoordinate, b: VivaldiCoordinate): number {
  return magnitude(a.vec.map((component, i) => component - (b.vec[i] ?? 0))) + a.height + b.height;
}

function magnitude(vec: readonly number[]): number {
  return Math.sqrt(vec.reduce((sum, component) => sum + component * component, 0));
}

function isValid({ vec, error, adjustment, height }: VivaldiCoordinate): boolean {
  return vec.every(Number.isFinite) && [error, adjustment, height].every(Number.isFinite);
}
