/**
 * Two Serf clusters that one join mixed, taken apart by what Lanekeeper generates, applied exactly as generated:
 * runbook scenario P1. One file runs it for each dialect, so that they run side by side.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { complaints, leavePlan, rules, runLeave, writeRules } from "./generated.ts";
import { labObstacle, SerfLab, type Lab } from "./lab.ts";

export interface SerfCut {
  readonly dialect: "nftables" | "iptables" | "ufw";
  /** Of the namespaces. */
  readonly prefix: string;
  /** The program that the rules are for. */
  readonly tool: "nft" | "iptables" | "iptables-legacy" | "ufw";
  /** Makes a host ready for the tool. */
  readonly prepare?: (lab: Lab, host: string) => Promise<void>;
  readonly agent?: "serf" | "serf-0.10";
  /** Members of each side; 2 unless said. */
  readonly perSide?: number;
  /** Rules on one host when all are in place. */
  readonly rulesOnHost: number;
  /** How long nobody may come back after force-leave, and then after undo; without, the set is undone and the mix heals. */
  readonly forceLeaveWatchMs?: number;
}

export function describeSerfCut(cut: SerfCut): void {
  const { dialect, prefix, tool, prepare, agent = "serf", perSide = 2, rulesOnHost, forceLeaveWatchMs } = cut;
  const HOSTS = ["a", "b"].flatMap((side) => Array.from({ length: perSide }, (_, at) => `${side}${at + 1}`));
  const own = (host: string): string[] => HOSTS.filter((other) => other[0] === host[0]);
  const obstacle = labObstacle([agent], [tool]);
  const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");
  const env = tool === "iptables-legacy" ? { IPTABLES: tool, IP6TABLES: "ip6tables-legacy" } : {};

  describe.skipIf(isSkipped)(`a mixed pool of ${agent} cut with ${tool}`, () => {
    const pools = new SerfLab(prefix, agent);
    const { lab } = pools;
    const onAll = (task: string, ...args: string[]) => rules(pools, HOSTS, task, args, env);

    beforeAll(async () => {
      await pools.startPools(HOSTS);
      for (const host of HOSTS) await prepare?.(lab, host);
      await pools.mix(HOSTS);
      await writeRules(pools, HOSTS, dialect);
    });

    afterAll(() => lab.remove());

    it("passes the dry run on every host, each knowing its side, and changes nothing by it", async () => {
      const outcomes = await onAll("check");
      expect(complaints(outcomes)).toEqual([]);
      expect(outcomes.map(({ stderr }) => /side ([AB])/.exec(stderr)?.[1])).toEqual(
        HOSTS.map((host) => host.slice(0, 1).toUpperCase()),
      );
      expect((await onAll("verify")).map(({ code }) => code)).toEqual(HOSTS.map(() => 1));
    });

    it("refuses a host of neither side", async () => {
      const outcome = await lab.exec("rt", "sh", [`${lab.folder}/a1/rules.sh`, "apply"], env);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain("nothing was changed");
    });

    it("undoes itself when nobody confirms", async () => {
      expect(complaints(await onAll("apply", "--confirm-within", tool === "ufw" ? "15" : "5"))).toEqual([]);
      await pools.everywhere(HOSTS, "the rules to be gone", async (host) => {
        return (await rules(pools, [host], "verify", [], env))[0]?.code === 1;
      });
    });

    it("stays once confirmed, and a second apply adds nothing", async () => {
      expect(complaints(await onAll("apply", "--confirm-within", "30"))).toEqual([]);
      expect(complaints(await onAll("confirm"))).toEqual([]);
      expect(complaints(await onAll("apply", "--confirm-within", "0"))).toEqual([]);
      const verified = await onAll("verify");
      expect(verified.map(({ stdout }) => stdout.trim().split("\n").length)).toEqual(
        HOSTS.map(() => rulesOnHost),
      );
    });

    it("makes every agent mark every foreign member failed and keep its own", async () => {
      await pools.everywhere(HOSTS, "foreign failed", (host) => pools.foreignAre(host, HOSTS, ["failed"]));
      await pools.everywhere(HOSTS, "own alive", (host) => pools.alive(host, own(host)));
      // Counters begin anew with each load; whoever failed is still tried again.
      await pools.everywhere(HOSTS, "packets dropped", async (host) => {
        const [outcome] = await rules(pools, [host], "verify", [], env);
        return Number(/(\d+) packets dropped/.exec(outcome?.stderr ?? "")?.[1]) > 0;
      });
    });

    it.skipIf(forceLeaveWatchMs === undefined)(
      "is clean everywhere after the force-leave commands",
      async () => {
        const outcomes = await runLeave(pools, await leavePlan(pools, "a1"), { a: "a1", b: "b1" });
        expect(complaints(outcomes)).toEqual([]);
        const isClean = (host: string): Promise<boolean> => pools.foreignAre(host, HOSTS, ["left", "absent"]);
        await pools.everywhere(HOSTS, "foreign left", isClean);
        await pools.stays(HOSTS, "foreign left", isClean, Math.max(20_000, forceLeaveWatchMs ?? 0));
      },
      // The script waits half a minute, the watch is as long again, and a busy machine takes its time.
      180_000 + (forceLeaveWatchMs ?? 0),
    );

    it("leaves nothing behind after undo, and what was not forced out heals", async () => {
      const undone = await Promise.all(
        HOSTS.map((host) => lab.exec(host, "sh", [`${lab.folder}/${host}/undo.sh`], env)),
      );
      expect(complaints(undone)).toEqual([]);
      const listing =
        tool === "nft" ? ["nft", "list", "ruleset"] : [tool === "ufw" ? "iptables-save" : `${tool}-save`];
      const [command = "", ...args] = listing;
      const left = await Promise.all(HOSTS.map(async (host) => (await lab.exec(host, command, args)).stdout));
      expect(left.join("\n")).not.toMatch(/lanekeeper/i);
      if (forceLeaveWatchMs === undefined) {
        await pools.everywhere(HOSTS, "the mix again", (host) => pools.alive(host, HOSTS));
      } else await pools.stays(HOSTS, "own alive", (host) => pools.alive(host, own(host)), forceLeaveWatchMs);
    });
  });
}
