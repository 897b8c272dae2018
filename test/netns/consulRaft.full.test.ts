/** Merged Raft taken apart on the surviving site without losing its quorum: runbook scenario R2, section 4, steps 2 to 7. */
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
  const site = (host: string): string[] => SERVERS.filter((other) => other[0] === host[0]);
  const write = async (value: string): Promise<boolean> =>
    (await raft.consul(leader, "kv", "put", "after", value)).code === 0;
  const findLeader = async (): Promise<string | undefined> =>
    (await raft.peers("a1")).find(({ state }) => state === "leader")?.name;

  beforeAll(async () => {
    await raft.merge();
    const voters = async (): Promise<number> =>
      (await raft.peers("a1")).filter(({ isVoter }) => isVoter).length;
    await eventually("six voters", async () => (await voters()) === 6, 120_000);
  }, 300_000);
  afterAll(() => raft.lab.remove());

  it("keeps its quorum while only gossip is cut", async () => {
    expect(await raft.cut({ ports: { wan: true, serverRpc: false } })).toBeUndefined();
    // Autopilot may force out who failed by itself, as long as that is a minority.
    const isOut = (status: string | undefined): boolean => status === "failed" || status === "left";
    for (const host of SERVERS) {
      await eventually(
        `${host} to see nobody of the other site`,
        async () => {
          const seen = await raft.statuses(host);
          return SERVERS.filter((other) => other[0] !== host[0]).every((other) => isOut(seen.get(other)));
        },
        90_000,
      );
    }
    leader = await eventually("a leader", findLeader);
    expect(await write("the cut of gossip")).toBe(true);
  }, 240_000);

  it("has only the leader's own site in it after the force-leave commands there, and goes on writing", async () => {
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
    expect(complaints([await raft.lab.exec(leader, "sh", [script], { PATH: raft.path })])).toEqual([]);
    const names = async (): Promise<string> =>
      (await raft.peers(leader))
        .map(({ name }) => name)
        .sort()
        .join();
    await eventually(`own peers only`, async () => (await names()) === site(leader).join());
    await eventually("a write", () => write("the leave"));
  }, 240_000);

  it("may then be cut on the RPC port too, and goes on writing; the other site waits for its recovery", async () => {
    expect(await raft.cut({ ports: { wan: true, serverRpc: true }, raftIsApart: true })).toBeUndefined();
    await eventually("a write", () => write("both"));
    expect((await raft.consul(leader, "kv", "get", "after")).stdout.trim()).toBe("both");
    const [other = ""] = SERVERS.filter((host) => host[0] !== leader[0]);
    await eventually(
      "no leader on the other site",
      async () => (await raft.consul(other, "kv", "put", "x", "y")).code !== 0,
    );
  }, 240_000);
});
