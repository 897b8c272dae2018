/**
 * A guest costs a pool no gossip: each ack that it gets carries news, and each copy that goes to a guest is one that a
 * member does not get. Two pools of three members hear the same events; one of them is watched, then the other.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ShadowPool } from "../../engine/host/shadowPool.ts";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import { attach, everySees } from "./watching.ts";

const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
/** Pairs of the same event in a watched and an unwatched pool; each pool is the watched one for half of them. */
const PAIRS = 50;
const NETS = ["127.52.1", "127.52.2"] as const;
const pools: RunningAgent[][] = [];
let watcher: ShadowPool | undefined;

beforeAll(async () => {
  if (isSkipped) return;
  for (const net of NETS) {
    const members: RunningAgent[] = [];
    for (const index of [1, 2, 3]) {
      const join = index === 1 ? {} : { join: `${net}.1` };
      members.push(await startSerf({ name: `${net}-m${index}`, ip: `${net}.${index}`, ...join }));
    }
    await everySees(members, 3);
    pools.push(members);
  }
});

afterAll(async () => {
  await watcher?.detach();
  await Promise.all(pools.flat().map((member) => member.stop()));
});

/** Copies of an event that each member received, its own excluded. */
function copies(members: readonly RunningAgent[], event: string): number {
  const received = members.map((member) => member.log().split(`messageUserEventType: ${event}\n`).length - 1);
  return received.reduce((sum, count) => sum + count, 0);
}

it.skipIf(isSkipped)(
  `lowers the copies that members get of an event by at most 5 %, over ${PAIRS} pairs`,
  async () => {
    const sums = { watched: 0, unwatched: 0 };
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const watchedIndex = pair < PAIRS / 2 ? 0 : 1;
      if (pair === 0 || pair === PAIRS / 2) {
        await watcher?.detach();
        const net = NETS[watchedIndex];
        watcher = await attach({
          host: `${net}.1`,
          port: 7946,
          plane: "lan",
          key: undefined,
          cidrs: [`${net}.0/24`],
        });
      }
      const event = `pair-${pair}-`;
      const sender = pair % 3;
      for (const members of pools) await members[sender]?.command("event", "-coalesce=false", event);
      const counts = await settled(event);
      sums.watched += counts[watchedIndex] ?? 0;
      sums.unwatched += counts[1 - watchedIndex] ?? 0;
    }
    expect(sums.unwatched).toBeGreaterThan(PAIRS * 3);
    expect(sums.watched / sums.unwatched).toBeGreaterThanOrEqual(0.95);
    console.log(
      `copies an event: ${(sums.watched / PAIRS).toFixed(2)} watched, ${(sums.unwatched / PAIRS).toFixed(2)} not`,
    );
  },
  240_000,
);

/** The counts of both pools once they have not changed for half a second: five gossip intervals of 200 ms are over. */
async function settled(event: string): Promise<number[]> {
  let last: number[] = [];
  let same = 0;
  return eventually(`copies of ${event} to settle`, () => {
    const now = pools.map((members) => copies(members, event));
    same = now.join() === last.join() && now.every((count) => count > 0) ? same + 1 : 0;
    last = now;
    return Promise.resolve(same >= 10 ? now : undefined);
  });
}
