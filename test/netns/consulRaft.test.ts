/** The cut that loses quorum is not generated: runbook scenario R3, its refusal. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { RaftLab } from "./consulRaft.ts";
import { labObstacle } from "./lab.ts";

const obstacle = labObstacle(["consul"], ["nft"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");

describe.skipIf(isSkipped)("two sites of servers with one datacenter name, merged by a join", () => {
  const raft = new RaftLab("lkfb");

  beforeAll(() => raft.merge());
  afterAll(() => raft.lab.remove());

  it("are refused a cut of the RPC port, and the way that keeps the quorum is named (R3)", async () => {
    const refusal = await raft.cut({ ports: { wan: true, serverRpc: true } });
    expect(refusal).toMatchObject({ kind: "raftMerged" });
    expect(refusal?.advice).toContain("Cut gossip only");
  });
});
