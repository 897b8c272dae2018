/** Merged Raft taken apart on the surviving site without losing its leader: runbook scenario R2, section 4, steps 3 to 7. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { splitMembers } from "../../engine/firewall/sides.ts";
import { LEAVE_DEFAULTS, planForceLeave } from "../../engine/unmix/forceLeave.ts";
import { forceLeaveScript } from "../../engine/unmix/forceLeaveScript.ts";
import { eventually, skip } from "../agents/agents.ts";
import { RaftLab, SERVERS, SITES } from "./consulRaft.ts";
import { complaints } from "./generated.ts";
import { labObstacle } from "./lab.ts";

const obstacle = labObstacle(["consul"], ["nft"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");

describe.skipIf(isSkipped)("a Raft of six voters from two sites", () => {
  const raft = new RaftLab("lkfc");
  let leader = "";
  const survivors = (): string[] => SERVERS.filter((host) => host[0] === leader[0]);
  const others = (): string[] => SERVERS.filter((host) => host[0] !== leader[0]);
  const hasLeader = async (): Promise<boolean> =>
    (await raft.peers(leader)).some(({ name, state }) => name === leader && state === "leader");

  beforeAll(async () => {
    await raft.merge();
    await eventually(
      "six voters",
      async () => (await raft.peers("a1")).filter(({ isVoter }) => isVoter).length === 6,
      90_000,
    );
    leader = (await raft.peers("a1")).find(({ state }) => state === "leader")?.name ?? "";
  }, 240_000);
  afterAll(() => raft.lab.remove());

  it("keeps its leader while only gossip is cut", async () => {
    expect(await raft.cut({ ports: { wan: true, serverRpc: false } })).toBeUndefined();
    await raft.everywhere(survivors(), Object.fromEntries(others().map((host) => [host, "failed"])));
    await raft.everywhere(others(), Object.fromEntries(survivors().map((host) => [host, "failed"])));
    expect(await hasLeader()).toBe(true);
  }, 120_000);

  it("falls by one peer with each forced leave, on the leader's side, and the leader stays", async () => {
    const fleet = await raft.fleet(leader);
    const options = { ...LEAVE_DEFAULTS, batchSize: 1, pauseSeconds: 5 };
    const plan = planForceLeave(
      fleet,
      splitMembers(fleet.members, SITES),
      { a: "site A", b: "site B" },
      options,
    );
    const set = plan.sets.find(({ on }) => on === leader[0]);
    if (set === undefined) throw new Error("no set");
    const script = raft.lab.write(leader, "leave.sh", forceLeaveScript(plan, set, "cli"));
    const counts: number[] = [];
    let isDone = false;
    const watching = (async () => {
      for (; !isDone; await pause(500)) counts.push((await raft.peers(leader)).length);
    })();
    const outcome = await raft.lab.exec(leader, "sh", [script], { PATH: raft.path });
    isDone = true;
    await watching;
    expect(complaints([outcome])).toEqual([]);
    expect(
      counts.every(
        (count, index) =>
          index === 0 || count === counts[index - 1] || count === (counts[index - 1] ?? 0) - 1,
      ),
    ).toBe(true);
    await eventually(
      "own peers only",
      async () =>
        (await raft.peers(leader))
          .map(({ name }) => name)
          .sort()
          .join() === survivors().join(),
    );
    expect(await hasLeader()).toBe(true);
    expect((await raft.consul(leader, "kv", "put", "after", "the cut")).code).toBe(0);
  }, 180_000);

  it("may then be cut on the RPC port too, and goes on writing", async () => {
    expect(await raft.cut({ ports: { wan: true, serverRpc: true }, raftIsApart: true })).toBeUndefined();
    await eventually(
      "a write",
      async () => (await raft.consul(leader, "kv", "put", "after", "both")).code === 0,
    );
    expect((await raft.consul(leader, "kv", "get", "after")).stdout.trim()).toBe("both");
    await eventually(
      "no leader on the other site",
      async () => (await raft.consul(others()[0] ?? "", "kv", "put", "x", "y")).code !== 0,
    );
  }, 120_000);
});
