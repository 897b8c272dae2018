/** An hour of a pool's life in virtual time, watched by a guest: members fail, come back and are renamed all the while. */
import { SeededRandom } from "../../engine/base/random.ts";
import { guestBudget } from "../../engine/observer/budget.ts";
import { GuestDoor } from "../../engine/observer/door.ts";
import { Guest } from "../../engine/observer/guest.ts";
import { hearGuest } from "../../engine/observer/hearGuest.ts";
import { Observer } from "../../engine/observer/observer.ts";
import { memberRow, NO_TRAFFIC, type PoolInfo } from "../../engine/view/view.ts";
import { FakeNetwork, type FakeMember } from "../simulation/fakePool.ts";

const HOUR_MS = 3_600_000;
const STEP_MS = 60_000;
const MEMBERS = 60;
const GROWTH_BYTES_MAX = 24 * 1_048_576;
const INFO: PoolInfo = {
  ...{ id: "soak", name: "soak", kind: "serf", plane: "lan", attach: "shadow" },
  ...{ environment: "unknown", encrypted: false },
};

export interface VirtualHour {
  readonly changes: number;
  readonly heapGrowthBytes: number;
  readonly problems: string[];
}

export function virtualHour(seed: number, forMs = HOUR_MS): VirtualHour {
  const random = new SeededRandom(seed);
  const members: { -readonly [K in keyof FakeMember]: FakeMember[K] }[] = Array.from(
    { length: MEMBERS },
    (_, i) => ({
      name: `m${i}`,
      address: { ip: `10.1.0.${i + 1}`, port: 7946 },
      state: "alive",
      incarnation: 1,
    }),
  );
  const address = members[0]?.address ?? { ip: "10.1.0.1", port: 7946 };
  const door = new GuestDoor({ label: "" }, [address], [{ base: "10.1.0.0", prefixBits: 16 }]);
  const times = { pingTimeoutMs: 800, streamTimeoutMs: 10_000 };
  const guest = new Guest(
    door,
    { seed: address, security: { label: "" }, budget: guestBudget(5_000), ...times },
    random,
  );
  const network = new FakeNetwork(guest, members, [], random);
  const observer = new Observer(INFO, NO_TRAFFIC);
  network.onEvent = (at, event) => hearGuest(observer, at, event);
  const problems: string[] = [];
  let changes = 0;
  let warmBytes = 0;
  for (let at = STEP_MS; at <= forMs; at += STEP_MS) {
    for (let i = 0; i < 3; i += 1) {
      const member = members[1 + random.below(MEMBERS - 1)];
      if (member === undefined) continue;
      member.state = member.state === "alive" ? "dead" : "alive";
      member.incarnation = (member.incarnation ?? 1) + 1;
      changes += 1;
    }
    network.run(at);
    // What was said is the network's record, not the guest's.
    network.uttered.length = 0;
    network.events.length = 0;
    const shown = rows(observer, at);
    for (const { name, state } of members) {
      const wanted = state === "dead" ? "failed" : "alive";
      if (shown.get(name) !== wanted)
        problems.push(`${at / 1_000} s: ${name} is ${wanted}, shown ${shown.get(name) ?? "not"}`);
    }
    if (at === 10 * STEP_MS) warmBytes = heap();
  }
  const heapGrowthBytes = warmBytes === 0 ? 0 : heap() - warmBytes;
  if (heapGrowthBytes > GROWTH_BYTES_MAX) problems.push(`the heap grew by ${heapGrowthBytes} bytes`);
  return { changes, heapGrowthBytes, problems };
}

function rows(observer: Observer, nowMs: number): ReadonlyMap<string, string> {
  const view = observer.ledger.snapshot(nowMs);
  return new Map(
    Array.from({ length: view.count }, (_, id) => memberRow(view, id)).map(({ name, state }) => [
      name,
      state,
    ]),
  );
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
