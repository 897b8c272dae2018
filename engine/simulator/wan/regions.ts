/**
 * Round trips between ten regions of one cloud, in ms. Source: "Latency Between AWS Global Regions", as tabulated in
 * acomputerscientistlearnsaws.blogspot.com, April 2017; the mean of both directions, rounded.
 */
import { PERFECT_LINK, type Link, type Network } from "../network.ts";

export const REGIONS = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "sa-east-1",
] as const;

/** Row by row, to the regions before. */
const ROUND_TRIPS_MS: readonly (readonly number[])[] = [
  [],
  [72],
  [88, 19],
  [81, 153, 137],
  [89, 167, 160, 20],
  [145, 103, 89, 212, 237],
  [178, 132, 118, 242, 266, 31],
  [217, 174, 161, 239, 326, 74, 72],
  [230, 158, 162, 310, 323, 104, 134, 175],
  [120, 193, 183, 191, 195, 257, 286, 328, 323],
];

/** Within a region: between two zones of one, measured by xkyle.com, Measuring AWS Region and AZ Latency. */
const NEAR_ROUND_TRIP_MS = 1;
/** Assumed, not measured: how much round trips vary, and what is lost between regions. */
const SIGMA = 0.1;
const FAR_LOSS = 0.001;

/** Sets the links between all regions. */
export function connectRegions(network: Network): void {
  for (const [row, name] of REGIONS.entries()) {
    network.connect(name, name, link(NEAR_ROUND_TRIP_MS, 0));
    for (const [column, ms] of (ROUND_TRIPS_MS[row] ?? []).entries()) {
      network.connect(name, REGIONS[column] ?? name, link(ms, FAR_LOSS));
    }
  }
}

function link(roundTripMs: number, loss: number): Link {
  return { ...PERFECT_LINK, latency: { kind: "lognormal", medianMs: roundTripMs / 2, sigma: SIGMA }, loss };
}
