/** What one protocol costs and what it is worth in a group of one size. */
import { SeededRandom } from "../../base/random.ts";
import { groupOf, PERIOD_MS, type Protocol } from "./protocols.ts";

export interface Load {
  /** Sent by a member in a period, on average. */
  readonly packets: number;
  readonly bytes: number;
  /** Sent and received in a period by whoever has most to do. */
  readonly busiest: number;
}

const SETTLE_PERIODS = 3;
const DETECTION_PERIODS_MAX = 120;

/** Nobody fails, nothing is lost. */
export function loadOf(protocol: Protocol, n: number, seed: number, periods = 5): Load {
  const group = groupOf(protocol, n, seed, 0);
  group.run(SETTLE_PERIODS * PERIOD_MS);
  const before = { ...group.traffic };
  const handled = group.handled.slice();
  group.run(periods * PERIOD_MS);
  const { packets, packetBytes } = group.traffic;
  let busiest = 0;
  for (let member = 0; member < n; member += 1) {
    busiest = Math.max(busiest, (group.handled[member] ?? 0) - (handled[member] ?? 0));
  }
  return {
    packets: (packets - before.packets) / n / periods,
    bytes: (packetBytes - before.packetBytes) / n / periods,
    busiest: busiest / periods,
  };
}

/** Seconds from a member's end until the first other declares it dead; `Infinity` if nobody does. */
export function detectionOf(protocol: Protocol, n: number, seed: number): number {
  const group = groupOf(protocol, n, seed, 0);
  const random = new SeededRandom(seed);
  group.run(SETTLE_PERIODS * PERIOD_MS + PERIOD_MS * random.float());
  // Not the first, who is the centre of the central protocol and would take everything with it.
  const victim = 1 + random.below(n - 1);
  const killedAt = group.now;
  group.kill(victim);
  const isDeclared = (): boolean => group.declarations.some(({ whom }) => whom === victim);
  for (let period = 0; period < DETECTION_PERIODS_MAX && !isDeclared(); period += 1) group.run(PERIOD_MS);
  const first = group.declarations.find(({ whom }) => whom === victim);
  return first === undefined ? Infinity : (first.at - killedAt) / 1_000;
}

/** Of living members, the part that somebody declared dead within so many periods, a part of all packets being lost. */
export function falselyDeclared(
  protocol: Protocol,
  n: number,
  seed: number,
  { loss, periods }: { readonly loss: number; readonly periods: number },
): number {
  const group = groupOf(protocol, n, seed, loss);
  group.run(periods * PERIOD_MS);
  return new Set(group.declarations.map(({ whom }) => whom)).size / n;
}
