/**
 * Cuts that look right and do not hold, and commands that come too early, on real Serf agents:
 * runbook scenarios P2, P3 and P5. Each ends with what we generate doing what the other did not.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { complaints, leavePlan, rules, runLeave, writeRules } from "./generated.ts";
import { labObstacle, SerfLab } from "./lab.ts";

const HOSTS = ["a1", "a2", "b1", "b2"];
const obstacle = labObstacle(["serf"], ["nft", "iptables"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");
const foreignSubnet = (host: string): string => (host.startsWith("a") ? "10.77.2.0/24" : "10.77.1.0/24");

describe.skipIf(isSkipped)("on agents of memberlist before 0.3.0", () => {
  const pools = new SerfLab("lkfa");
  const { lab } = pools;
  const iptables = (host: string, ...args: string[]) => lab.exec(host, "iptables", args);

  beforeAll(async () => {
    await pools.startPools(HOSTS);
    await pools.mix(HOSTS);
    await writeRules(pools, HOSTS, "nftables");
  });

  afterAll(() => lab.remove());

  it("a drop on OUTPUT makes nobody fail, so nobody is offered for force-leave (P2)", async () => {
    for (const host of HOSTS)
      await iptables(host, "-I", "OUTPUT", "1", "-d", foreignSubnet(host), "-j", "DROP");
    await pools.stays(HOSTS, "all alive", (host) => pools.alive(host, HOSTS), 20_000);
    expect(lab.log("a1")).toContain("operation not permitted");
    const plan = await leavePlan(pools, "a1");
    expect(plan.sets.map(({ targets }) => targets)).toEqual([[], []]);
    for (const host of HOSTS) await iptables(host, "-F", "OUTPUT");
  });

  it("a drop behind a stateful accept does not hold either; ours does, behind the same accept (P3)", async () => {
    for (const host of HOSTS) {
      await iptables(host, "-A", "INPUT", "-m", "state", "--state", "ESTABLISHED,RELATED", "-j", "ACCEPT");
    }
    // Both ends speak on every pair of ports before the drop comes, as they would for months.
    await pools.stays(HOSTS, "all alive", (host) => pools.alive(host, HOSTS), 6_000);
    for (const host of HOSTS) await iptables(host, "-A", "INPUT", "-s", foreignSubnet(host), "-j", "DROP");
    await pools.stays(HOSTS, "all alive", (host) => pools.alive(host, HOSTS), 12_000);
    expect(complaints(await rules(pools, HOSTS, "apply", ["--confirm-within", "0"]))).toEqual([]);
    await pools.everywhere(HOSTS, "foreign failed", (host) => pools.foreignAre(host, HOSTS, ["failed"]));
  });

  it("force-leave right after the failure may leave stragglers; run again, the commands find them (P5)", async () => {
    const plan = await leavePlan(pools, "a1");
    const early = await runLeave(pools, plan, { a: "a1", b: "b1" }, { LANEKEEPER_SETTLE: "0" });
    expect(complaints(early)).toEqual([]);
    const stragglers = [];
    for (const host of HOSTS)
      if (await pools.foreignAre(host, HOSTS, ["left"])) continue;
      else stragglers.push(host);
    const again = await Promise.all(
      stragglers.map((host) =>
        runLeave(pools, plan, host.startsWith("a") ? { a: host, b: "b1" } : { a: "a1", b: host }, {
          LANEKEEPER_SETTLE: "0",
        }),
      ),
    );
    expect(complaints(again.flat())).toEqual([]);
    await pools.everywhere(HOSTS, "foreign left", (host) => pools.foreignAre(host, HOSTS, ["left"]));
  });
});
