/** One process may watch many pools and cannot bridge two: over 1,000 seeds, in virtual time. */
import { expect, it } from "vitest";
import { formatAddress } from "../../engine/base/address.ts";
import { SeededRandom } from "../../engine/base/random.ts";
import { guestBudget } from "../../engine/observer/budget.ts";
import { GuestDoor } from "../../engine/observer/door.ts";
import { Guest } from "../../engine/observer/guest.ts";
import type { PacketMessage } from "../../engine/wire/messages.ts";
import { FakeNetwork, type FakeMember } from "./fakePool.ts";

const SEEDS = 1_000;
const RUN_MS = 30_000;

interface Watched {
  readonly own: readonly FakeMember[];
  readonly network: FakeNetwork;
}

/** A guest of one pool, whose members list and gossip about members of the other pool as well. */
function watch(net: string, foreign: readonly FakeMember[], random: SeededRandom): Watched {
  const own = membersOf(net, 1 + random.below(5));
  const seed = own[0]?.address ?? { ip: "10.0.0.1", port: 8301 };
  const gossip = foreign.map(({ name, address }): PacketMessage => {
    const { ip, port } = address;
    return {
      kind: "alive",
      incarnation: 9,
      node: name,
      ip,
      port,
      meta: new Uint8Array(0),
      versions: [1, 5, 2, 2, 5, 4],
    };
  });
  const door = new GuestDoor({ label: "" }, [seed], [{ base: `${net}.0`, prefixBits: 24 }]);
  const options = {
    seed,
    security: { label: "" },
    budget: guestBudget(5_000),
    pingTimeoutMs: 800,
    streamTimeoutMs: 10_000,
  };
  const listed = random.below(2) === 0 ? own : [...own, ...foreign];
  const network = new FakeNetwork(new Guest(door, options, random), listed, gossip, random);
  return { own, network };
}

function membersOf(net: string, count: number): FakeMember[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${net}-m${i + 1}`,
    address: { ip: `${net}.${i + 1}`, port: 8301 },
  }));
}

it(`says nothing of one pool to the other, in ${SEEDS} runs of two pools that know of each other`, () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = new SeededRandom(seed);
    const foreign = { a: membersOf("10.2.0", 3), b: membersOf("10.1.0", 3) };
    const pools = [watch("10.1.0", foreign.a, random), watch("10.2.0", foreign.b, random)];
    for (const { own, network } of pools) {
      network.run(RUN_MS);
      const allowed = new Set(own.map(({ address }) => formatAddress(address)));
      const names = new Set(own.map(({ name }) => name));
      for (const { to, message } of network.uttered) {
        expect(allowed, `seed ${seed}`).toContain(formatAddress(to));
        if (message.kind === "ping") expect(names, `seed ${seed}`).toContain(message.node);
        else
          expect(message, `seed ${seed}`).toEqual({
            kind: "pushPull",
            join: false,
            nodes: [],
            userState: new Uint8Array(0),
          });
      }
      expect(network.uttered.length, `seed ${seed}`).toBeGreaterThan(10);
    }
  }
});

it(`keeps the guest budget in ${SEEDS} runs: a ping a second, five seconds between two push/pulls`, () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = new SeededRandom(seed);
    const { network } = watch("10.1.0", [], random);
    network.run(RUN_MS);
    const times = (kind: string): number[] =>
      network.uttered.filter(({ message }) => message.kind === kind).map(({ at }) => at);
    expect(leastGap(times("ping")), `seed ${seed}`).toBeGreaterThanOrEqual(1_000);
    expect(leastGap(times("pushPull")), `seed ${seed}`).toBeGreaterThanOrEqual(4_950);
  }
});

function leastGap(times: readonly number[]): number {
  return Math.min(...times.slice(1).map((time, i) => time - (times[i] ?? 0)));
}
