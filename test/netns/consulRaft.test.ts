/** The cut that loses quorum is not generated; made by hand, it is told, and taken back: runbook scenario R3. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, skip } from "../agents/agents.ts";
import { RaftLab, SERVERS, SITES } from "./consulRaft.ts";
import { Drive } from "./drive.ts";
import { complaints } from "./generated.ts";
import { labObstacle } from "./lab.ts";

const obstacle = labObstacle(["consul"], ["nft", "curl"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");

describe.skipIf(isSkipped)("two sites of servers with one datacenter name, merged by a join", () => {
  const raft = new RaftLab("lkfb");
  let drive: Drive;
  const onAll = async (command: (host: string) => string): Promise<void> => {
    const outcomes = await Promise.all(
      SERVERS.map((host) => raft.lab.exec(host, "sh", ["-c", command(host)])),
    );
    expect(complaints(outcomes)).toEqual([]);
  };

  beforeAll(async () => {
    await raft.merge();
    await raft.voters();
  });
  afterAll(() => raft.remove());

  it("are refused a cut of the RPC port, and the way that keeps the quorum is named (R3)", async () => {
    const refusal = await raft.cut({ ports: { wan: true, serverRpc: true } });
    expect(refusal).toMatchObject({ kind: "raftMerged" });
    expect(refusal?.advice).toContain("Cut gossip only");
  });

  it("lose both quorums by the cut that everybody knows, which is told with the way out (R3)", async () => {
    const fleet = await raft.fleet("a1");
    await onAll(
      (host) =>
        `nft add table ip byhand && nft add chain ip byhand input '{ type filter hook input priority 0; }' && nft add rule ip byhand input ip saddr 10.77.${host.startsWith("a") ? 2 : 1}.0/24 drop`,
    );
    for (const host of SERVERS)
      await eventually(`no leader on ${host}`, async () => (await raft.leader(host)) === undefined, 60_000);
    for (const host of ["a1", "b1"]) expect(await raft.put(host, "x", "y")).toBe(false);
    drive = new Drive(await raft.driven(SERVERS), fleet, SITES, {
      dialect: "nftables",
      kind: "R",
      findings: [],
    });
    await drive.run("survivor");
    // Between two elections a server still names its last leader now and then.
    const board = await eventually("both quorums to be seen as lost", async () => {
      const seen = await drive.look();
      return seen.check.progress === "the quorum is lost on both sides" && seen;
    });
    expect(board.check.missing.join()).toContain("open the RPC port between the sites again");
    expect(board.actions).toEqual([]);
  });

  it("have a leader again once that rule is gone, and the runbook goes on to the cut that holds (R3)", async () => {
    await onAll(() => "nft delete table ip byhand");
    await drive.run("isolate");
    expect(drive.board.actions).toEqual([{ kind: "cut", ports: "gossip" }]);
    await eventually("a write", () => raft.put(drive.journal.survivor === "a" ? "a1" : "b1", "x", "y"));
  });
});
