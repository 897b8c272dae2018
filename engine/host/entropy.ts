/** Chance of live pools, from the system's entropy. */
import { randomInt } from "node:crypto";
import type { Random } from "../base/random.ts";

export const systemRandom: Random = {
  float: () => randomInt(0x1_0000_0000) / 0x1_0000_0000,
  below: (bound) => randomInt(bound),
  uint32: () => randomInt(0x1_0000_0000),
};
