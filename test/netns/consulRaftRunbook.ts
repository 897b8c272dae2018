/** Merged Raft, taken apart by the runbook of kind R: soon after the join, or when everybody votes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StepId } from "../../engine/unmix/journal.ts";
import { skip } from "../agents/agents.ts";
import { RaftLab, SERVERS, SITES } from "./consulRaft.ts";
import { Drive } from "./drive.ts";
import { labObstacle } from "./lab.ts";

const obstacle = labObstacle(["consul"], ["nft", "curl"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");

export interface RaftRunbook {
  readonly prefix: string;
  readonly id: "R1" | "R2";
  /** Driven until that step is open; `end` watches for two minutes more. */
  readonly until: StepId | "end";
  readonly env?: Readonly<Record<string, string>>;
}

export function describeRaftRunbook({ prefix, id, until, env }: RaftRunbook): void {
  const when = id === "R1" ? "seconds after the join" : "when everybody votes";

  describe.skipIf(isSkipped)(`one Raft of two sites, ${when}`, () => {
    const raft = new RaftLab(prefix);
    const site = (host: string): string[] => SERVERS.filter((other) => other[0] === host[0]);
    let drive: Drive;

    beforeAll(async () => {
      await raft.merge();
      if (id === "R2") await raft.voters();
      drive = new Drive(await raft.driven(SERVERS, "lan", env), await raft.fleet("a1"), SITES, {
        dialect: "nftables",
        kind: "R",
        findings: [],
      });
    }, 300_000);
    afterAll(() => raft.remove());

    it(`goes on with one site, whose writes work after each of its steps (${id})`, async () => {
      await drive.run("isolate");
      const leader = drive.journal.survivor === "a" ? "a1" : "b1";
      for (const step of ["waitFailed", "leaveServers", "cutRpc", "recover"] as const) {
        await drive.run(step);
        expect([step, await raft.put(leader, "step", step)]).toEqual([step, true]);
      }
      const other = leader === "a1" ? "b1" : "a1";
      expect((await raft.consul(other, "kv", "put", "x", "y")).code).not.toBe(0);
    }, 300_000);

    it(`is two Rafts, each with its own leader, peers and keys, and two WAN pools (${id})`, async () => {
      await drive.run(until);
      const other = drive.journal.survivor === "a" ? "b" : "a";
      expect(drive.ran.filter((each) => !each.includes("forceLeave"))).toEqual([
        "evidence: saveSnapshots",
        "isolate: cut gossip",
        "cutRpc: cut gossipAndRpc",
        `recover: recoverPeers ${other}`,
        `restore: restoreSnapshot ${other}`,
        "rollingRestart: forgetWan",
        "lift: lift",
      ]);
      for (const host of SERVERS) {
        expect((await raft.peers(host)).map(({ name }) => name).sort()).toEqual(site(host));
        expect(site(host)).toContain(await raft.leader(host));
        expect(await raft.get(host, `of-${host[0] ?? ""}`)).toBe(`of-${host[0] ?? ""}`);
        const wan = [...(await raft.statuses(host, "-wan")).keys()].sort();
        expect(wan).toEqual(site(host).map((name) => `${name}.dc1`));
      }
    }, 400_000);
  });
}
