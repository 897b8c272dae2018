/** Each state of a member and each thing that can happen to it. */
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../engine/base/random.ts";
import { IntentBuffer, RECENT_INTENTS_MAX } from "../../../engine/serf/intentBuffer.ts";
import { SerfMembers, type NodeSeen } from "../../../engine/serf/members.ts";

const timeouts = {
  reconnectTimeoutMs: 100,
  tombstoneTimeoutMs: 50,
  recentIntentTimeoutMs: 300,
  pruneDelayMs: 6,
  timeoutOverride: undefined,
};
const node = (name: string, port = 7946): NodeSeen => ({
  ...{ name, ip: "10.0.0.1", port, meta: new Uint8Array(0) },
  versions: [1, 5, 2, 2, 5, 5],
});

type State = "alive" | "leaving" | "failed" | "left";

/** A table with `a` in that state; intents so far had times up to 5. */
function tableWith(state: State): SerfMembers {
  const members = new SerfMembers(timeouts);
  members.joined(node("a"));
  if (state === "leaving" || state === "left") members.leaveIntent(0, { node: "a", time: 5, prune: false });
  if (state === "failed" || state === "left") members.gone(0, "a");
  return members;
}

// Source: serf serf.go, handleNodeJoin, handleNodeLeave, handleNodeLeaveIntent, handleNodeJoinIntent.
describe.each([
  { from: "alive", join: "alive", gone: "failed", leaveIntent: "leaving", joinIntent: "alive" },
  { from: "leaving", join: "alive", gone: "left", leaveIntent: "leaving", joinIntent: "alive" },
  { from: "failed", join: "alive", gone: "failed", leaveIntent: "left", joinIntent: "failed" },
  { from: "left", join: "alive", gone: "left", leaveIntent: "left", joinIntent: "left" },
] as const)("a member that is $from", ({ from, join, gone, leaveIntent, joinIntent }) => {
  it(`is ${join} when memberlist sees it join`, () => {
    const members = tableWith(from);
    members.joined(node("a", 9_000));
    expect(members.find("a")).toMatchObject({ status: join, port: 9_000, goneAt: undefined });
  });

  it(`is ${gone} when memberlist gives it up`, () => {
    const members = tableWith(from);
    members.gone(1, "a");
    expect(members.find("a")?.status).toBe(gone);
  });

  it(`is ${leaveIntent} after a newer leave intent`, () => {
    const members = tableWith(from);
    expect(members.leaveIntent(1, { node: "a", time: 6, prune: false }).isNews).toBe(true);
    expect(members.find("a")).toMatchObject({ status: leaveIntent, statusTime: 6 });
  });

  it(`is ${joinIntent} after a newer join intent`, () => {
    const members = tableWith(from);
    expect(members.joinIntent(1, { node: "a", time: 6 }).isNews).toBe(true);
    expect(members.find("a")).toMatchObject({ status: joinIntent, statusTime: 6 });
  });

  it("stays as it is after an intent that is no newer", () => {
    const members = tableWith(from);
    const { statusTime = 0 } = members.find("a") ?? {};
    expect(members.leaveIntent(1, { node: "a", time: statusTime, prune: true })).toEqual({
      isNews: false,
      events: [],
    });
    expect(members.joinIntent(1, { node: "a", time: statusTime }).isNews).toBe(false);
    expect(members.find("a")?.status).toBe(from);
  });

  it("loses its row when it is pruned, at once unless it was still there", () => {
    const members = tableWith(from);
    members.leaveIntent(10, { node: "a", time: 6, prune: true });
    const isThere = from === "alive" || from === "leaving";
    expect(members.find("a") === undefined).toBe(!isThere);
    expect(members.pruneDeadline).toBe(isThere ? 16 : Infinity);
    members.finishPruning(16);
    expect(members.size).toBe(0);
  });
});

describe("intents about a member nobody has seen", () => {
  it("make it leaving once it is seen, if the newest says so", () => {
    const members = new SerfMembers(timeouts);
    members.joinIntent(0, { node: "a", time: 3 });
    expect(members.leaveIntent(0, { node: "a", time: 4, prune: false }).isNews).toBe(true);
    expect(members.leaveIntent(0, { node: "a", time: 4, prune: false }).isNews).toBe(false);
    members.joined(node("a"));
    expect(members.find("a")).toMatchObject({ status: "leaving", statusTime: 4 });
  });

  it("are forgotten after a while, and the oldest when there are too many", () => {
    const intents = new IntentBuffer();
    for (let i = 0; i <= RECENT_INTENTS_MAX; i += 1) intents.upsert(i, `n${i}`, "join", 1);
    expect([intents.size, intents.find("n0"), intents.find("n1")?.time]).toEqual([
      RECENT_INTENTS_MAX,
      undefined,
      1,
    ]);
    intents.reap(RECENT_INTENTS_MAX + 10, 20);
    expect(intents.size).toBe(11);
  });
});

describe("time", () => {
  it("forgets the failed after one timeout and those who left after another", () => {
    const members = tableWith("failed");
    members.joined(node("b"));
    members.leaveIntent(0, { node: "b", time: 6, prune: false });
    members.gone(0, "b");
    expect(members.reap(50)).toEqual([]);
    expect(members.reap(51).map(({ name }) => name)).toEqual(["b"]);
    expect(members.reap(100)).toEqual([]);
    expect(members.reap(101).map(({ kind, name }) => [kind, name])).toEqual([["memberReaped", "a"]]);
  });

  it("lets a member say how long it is to be remembered", () => {
    const members = new SerfMembers({ ...timeouts, timeoutOverride: () => 1_000 });
    members.joined(node("a"));
    members.gone(0, "a");
    expect([members.reap(1_000).length, members.reap(1_001).length]).toEqual([0, 1]);
  });
});

it("tries a failed member again about as often as there are failed ones for each that is there", () => {
  const members = new SerfMembers(timeouts);
  for (let i = 0; i < 10; i += 1) members.joined(node(`n${i}`));
  for (const name of ["n0", "n1"]) members.gone(0, name);
  const random = new SeededRandom(4);
  const picked = Array.from({ length: 4_000 }, () => members.pickToReconnect(random)?.name).filter(Boolean);
  expect(picked.length / 4_000).toBeCloseTo(2 / 8, 1);
  expect(new Set(picked)).toEqual(new Set(["n0", "n1"]));
});
