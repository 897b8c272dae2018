/** A bridge between Consul pools on real agents: runbook scenario B1. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCidr } from "../../engine/base/address.ts";
import { dialectOf } from "../../engine/firewall/dialects/index.ts";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { fleetOfEvidence, type Fleet } from "../../engine/firewall/fleet.ts";
import { buildPolicy, CAREFUL } from "../../engine/firewall/policy.ts";
import { assign, datacenterSides, splitMembers, type SidesRule } from "../../engine/firewall/sides.ts";
import { LEAVE_DEFAULTS, planForceLeave } from "../../engine/unmix/forceLeave.ts";
import { forceLeaveScript } from "../../engine/unmix/forceLeaveScript.ts";
import { eventually, findAgent, skip } from "../agents/agents.ts";
import { ConsulLab } from "./consulLab.ts";
import { complaints } from "./generated.ts";
import { labObstacle } from "./lab.ts";

const obstacle = labObstacle(["serf", "consul"], ["nft"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");

async function fleetSeenBy(consul: ConsulLab, host: string, ...flags: string[]): Promise<Fleet> {
  const text = (await consul.consul(host, "members", ...flags)).stdout;
  const found = fleetOfEvidence(readPaste(text, host).evidence, host);
  if (found === undefined) throw new Error(`no list in: ${text}`);
  return found.fleet;
}

describe.skipIf(isSkipped)("a plain Serf agent of dc2's network that got into dc1's LAN pool", () => {
  const consul = new ConsulLab("lkf7");
  const { lab } = consul;
  const cut = ["a1", "a2", "b2"];
  const subnet = parseCidr("10.77.2.0/24");
  const sides: SidesRule = {
    ...datacenterSides("dc1", "the others"),
    b: { name: "the others", datacenters: ["dc2"], ranges: subnet.ok ? [subnet.value] : [], members: [] },
  };

  beforeAll(async () => {
    await lab.build(["a1", "a2", "b1", "b2"]);
    await Promise.all([
      consul.start("a1", { datacenter: "dc1", bootstrapExpect: 1 }),
      consul.start("a2", { datacenter: "dc1" }),
      consul.start("b1", { datacenter: "dc2", bootstrapExpect: 1 }),
    ]);
    await consul.consul("a2", "join", lab.ip("a1"));
    await consul.consul("b1", "join", "-wan", lab.ip("a1"));
    lab.start("b2", "b2", findAgent("serf") ?? "", [
      "agent",
      "-node=b2",
      `-bind=${lab.ip("b2")}:7946`,
      "-log-level=debug",
    ]);
    await eventually(
      "the accident",
      async () => (await lab.exec("b2", "serf", ["join", `${lab.ip("a1")}:8301`])).code === 0,
    );
    await consul.everywhere(["a1", "a2"], { a1: "alive", a2: "alive", b2: "alive" });
    await consul.everywhere(["a1", "b1"], { "a1.dc1": "alive", "b1.dc2": "alive" }, ["-wan"]);
  });

  afterAll(() => lab.remove());

  it("has no side until somebody says which", async () => {
    const fleet = await fleetSeenBy(consul, "a1");
    const refused = buildPolicy(fleet, datacenterSides("dc1", "dc2"), CAREFUL);
    expect(refused.ok ? [] : refused.error.members.map(({ name }) => name)).toEqual(["b2"]);
    expect(
      buildPolicy(
        fleet,
        assign(datacenterSides("dc1", "dc2"), [fleet.members.findIndex(({ name }) => name === "b2")], "b"),
        CAREFUL,
      ).ok,
    ).toBe(true);
  });

  it("is cut off, while the WAN edge between the servers of dc1 and dc2 stays", async () => {
    const policy = buildPolicy(await fleetSeenBy(consul, "a1"), sides, CAREFUL);
    if (!policy.ok) throw new Error(policy.error.message);
    const [rules] = dialectOf("nftables")?.render(policy.value) ?? [];
    const outcomes = await Promise.all(
      cut.map((host) =>
        lab.exec(host, "sh", [
          lab.write(host, "rules.sh", rules?.text ?? ""),
          "apply",
          "--confirm-within",
          "0",
        ]),
      ),
    );
    expect(complaints(outcomes)).toEqual([]);
    await consul.everywhere(["a1", "a2"], { a1: "alive", a2: "alive", b2: "failed" });
    await consul.everywhere(["a1", "b1"], { "a1.dc1": "alive", "b1.dc2": "alive" }, ["-wan"], 1_000);
  });

  it("gets no force-leave commands for the WAN pool, since these servers don't know how (W1)", async () => {
    const fleet = await fleetSeenBy(consul, "a1", "-wan");
    const split = splitMembers(fleet.members, datacenterSides("dc1", "dc2"));
    const plan = planForceLeave(fleet, split, { a: "dc1", b: "dc2" }, LEAVE_DEFAULTS);
    expect(plan.plane).toBe("wan");
    expect(plan.sets.map(({ targets, refused }) => [targets.length, refused[0]?.reason])).toEqual([
      [0, "a1.dc1 (1.8.7) does not know force-leave -wan"],
      [0, "a1.dc1 (1.8.7) does not know force-leave -wan"],
    ]);
  });

  it("is forced out by the commands in Consul's words", async () => {
    const fleet = await fleetSeenBy(consul, "a1");
    const plan = planForceLeave(
      fleet,
      splitMembers(fleet.members, sides),
      { a: "dc1", b: "the others" },
      LEAVE_DEFAULTS,
    );
    const [set] = plan.sets;
    const script = lab.write("a1", "leave.sh", forceLeaveScript(plan, set, "cli"));
    expect(complaints([await lab.exec("a1", "sh", [script], { PATH: consul.path })])).toEqual([]);
    await consul.everywhere(["a1", "a2"], { a1: "alive", a2: "alive", b2: "left" });
    await consul.everywhere(["a1", "b1"], { "a1.dc1": "alive", "b1.dc2": "alive" }, ["-wan"], 1_000);
  });
});
