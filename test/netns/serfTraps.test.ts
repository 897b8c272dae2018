/**
 * Cuts that look right and do not hold, and commands that come too early, on real Serf agents:
 * runbook scenarios P2, P3 and P5. Each ends with what we generate doing what the other did not.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { datacenterSides } from "../../engine/firewall/sides.ts";
import { openCase } from "../../engine/unmix/case.ts";
import { foreign } from "../../engine/unmix/checks.ts";
import { openJournal } from "../../engine/unmix/journal.ts";
import { observeEvidence } from "../../engine/unmix/observation.ts";
import { skip } from "../agents/agents.ts";
import { complaints, fleetSeenBy, leavePlan, rules, runLeave, writeRules } from "./generated.ts";
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

  it("an announcement that is lost right after the failure leaves a straggler with exit 0; it is found and forced out (P5)", async () => {
    // By chance it takes eight agents, and half of the runs; so a2 is made to miss what a1 says for that time.
    await iptables("a2", "-I", "INPUT", "1", "-s", lab.ip("a1"), "-j", "DROP");
    const plan = await leavePlan(pools, "a1");
    const early = await runLeave(pools, plan, { a: "a1", b: "b1" }, { LANEKEEPER_SETTLE: "0" });
    expect(complaints(early)).toEqual([]);
    const found = await stragglers();
    await iptables("a2", "-D", "INPUT", "1");
    expect(found).toContain("a2");
    for (const host of found) {
      const side = host.startsWith("a") ? "a" : "b";
      const set = plan.sets.filter(({ on }) => on === side);
      const again = await runLeave(
        pools,
        { ...plan, sets: set },
        { a: host, b: host },
        { LANEKEEPER_SETTLE: "0" },
      );
      expect(complaints(again)).toEqual([]);
    }
    await pools.everywhere(HOSTS, "foreign left", (host) => pools.foreignAre(host, HOSTS, ["left"]));
    expect(await stragglers()).toEqual([]);
  });

  /** Agents that the runbook would have run the commands again: they show a foreign member as failed. */
  async function stragglers(): Promise<string[]> {
    const opened = openCase(await fleetSeenBy(pools, "a1"), datacenterSides("dc1", "dc2"), {
      dialect: "nftables",
      findings: [],
      nowMs: Date.now(),
    });
    if (!opened.ok) throw new Error(opened.error);
    const told = await Promise.all(
      HOSTS.map(async (host) => {
        const text = (await pools.serf(host, "members", "-format=json")).stdout;
        return { evidence: readPaste(text, host).evidence, teller: host };
      }),
    );
    const nowMs = Date.now();
    const seen = observeEvidence(told, opened.value, nowMs);
    const context = { journal: openJournal(opened.value, nowMs), seen, nowMs };
    const failed = foreign(context, nowMs - 1, (state) => state === "failed");
    return [...new Set(failed.map(({ agent }) => agent.name))];
  }
});
