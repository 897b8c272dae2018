/**
 * How plain pools mix again after they were taken apart, on real Serf agents driven by the runbook of kind P:
 * runbook scenarios P6, P7, P8 and P9.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { joinEvidence, type Evidence } from "../../engine/evidence/evidence.ts";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { datacenterSides } from "../../engine/firewall/sides.ts";
import { findMixes } from "../../engine/lanes/mix.ts";
import { actionKey } from "../../engine/unmix/step.ts";
import { eventually, skip } from "../agents/agents.ts";
import { Drive } from "./drive.ts";
import { complaints, fleetSeenBy, leavePlan, rules, runLeave, writeRules } from "./generated.ts";
import { labObstacle, SerfLab } from "./lab.ts";

vi.setConfig({ testTimeout: 300_000 });

const HOSTS = ["a1", "a2", "b1", "b2"];
const SIDES = datacenterSides("dc1", "dc2");
const obstacle = labObstacle(["serf"], ["nft"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");
/** The wait that the machine has measured already is not repeated in the script. */
const ENV = { LANEKEEPER_SETTLE: "0", LANEKEEPER_PAUSE: "0" };

async function open(pools: SerfLab, hosts: readonly string[] = HOSTS): Promise<Drive> {
  const fleet = await fleetSeenBy(pools, "a1");
  return new Drive(pools.driven(hosts, ENV), fleet, SIDES, {
    dialect: "nftables",
    findings: [],
    isLeftOut: (action) => action.kind === "forceLeave" && action.prune,
  });
}

const own = (host: string): string[] => HOSTS.filter((other) => other[0] === host[0]);

describe.skipIf(isSkipped)("agents that reconnect every three seconds", () => {
  const pools = new SerfLab("lks2");
  const { lab } = pools;
  let drive: Drive;

  beforeAll(async () => {
    const config = `${lab.folder}/serf.json`;
    writeFileSync(config, JSON.stringify({ reconnect_interval: "3s" }));
    await pools.startPools(HOSTS, [`-config-file=${config}`]);
    await pools.mix(HOSTS);
    drive = await open(pools);
  });
  afterAll(() => lab.remove());

  it("do not have the rules lifted before 20 s of quiet (P6)", async () => {
    await drive.run("forceLeave");
    // An attempt that has just begun: its SYN is repeated after 1, 3 and 7 s.
    const tries = (): number => lab.log("a1").split("attempting reconnect to").length;
    const before = tries();
    await eventually("an attempt to reconnect", () => Promise.resolve(tries() > before), 60_000);
    await drive.run("lift");
    expect(drive.board.actions.map(actionKey)).not.toContain("lift");
    expect(drive.board.check.missing.join()).toContain("a reconnect may be in flight");
  });

  it("are one pool again when they are lifted all the same, and that is seen within 2 s (P6)", async () => {
    await rules(pools, HOSTS, "undo");
    const isMixed = async (host: string): Promise<boolean> => !(await pools.alive(host, own(host)));
    await eventually("the mix again", async () => (await Promise.all(HOSTS.map(isMixed))).includes(true));
    const sinceMs = Date.now();
    await eventually("the board to say so", async () => (await drive.look()).current?.id === "isolate");
    expect(Date.now() - sinceMs).toBeLessThan(2_000);
    expect(drive.journal.log.at(-1)?.text).toContain("Open again from isolate on.");
  });
});

describe.skipIf(isSkipped)("an agent that was stopped while the pools were mixed", () => {
  const pools = new SerfLab("lks3");
  const { lab } = pools;
  const running = HOSTS.filter((host) => host !== "a2");
  const snapshot = `${lab.folder}/a2/serf.snapshot`;
  let drive: Drive;
  let remembered = "";

  beforeAll(async () => {
    await pools.startPools(HOSTS, ["-snapshot=serf.snapshot"]);
    await pools.mix(HOSTS);
    drive = await open(pools);
    // Lines are buffered until something else is written: the clock that an event moves.
    await eventually("the snapshot of a2 to name b1", async () => {
      await pools.serf("a1", "event", "tick");
      return readFileSync(snapshot, "utf8").includes(lab.ip("b1"));
    });
    await lab.stop("a2");
    remembered = readFileSync(snapshot, "utf8");
  });
  afterAll(() => lab.remove());

  it("is warned of before it starts: it would re-mix the pools by its snapshot (P7)", async () => {
    drive.say("done");
    await drive.look();
    expect(drive.board.current?.id).toBe("evidence");
    expect(drive.board.check.missing.join()).toMatch(
      /Not read since this step began: a2\. .*re-mixes later: .*clean its snapshot files and say that it stays down/,
    );
  });

  it("is left out when somebody says that it stays down, and the rest comes apart (P7)", async () => {
    drive.say("down", "a2");
    await drive.run("watch");
    for (const host of running) expect(await pools.foreignAre(host, HOSTS, ["left", "absent"])).toBe(true);
  });

  it("does no harm with a clean snapshot (P7)", async () => {
    rmSync(snapshot);
    pools.startAgent("a2", ["-snapshot=serf.snapshot"]);
    await eventually(
      "a2 to join",
      async () => (await pools.serf("a2", "join", pools.address("a1"))).code === 0,
    );
    await pools.everywhere(["a1", "a2"], "own alive", (host) => pools.alive(host, own(host)));
    await pools.stays(HOSTS, "own alive", (host) => pools.alive(host, own(host)), 20_000);
  });

  it("mixes the pools within seconds with its old one, and the board says who is back (P7)", async () => {
    // It tries whom its snapshot names in random order until one answers: of its own side nobody does.
    await lab.stop("a2");
    await lab.stop("a1");
    writeFileSync(snapshot, remembered);
    pools.startAgent("a2", ["-snapshot=serf.snapshot"]);
    await eventually("the board to say so", async () => (await drive.look()).current?.id === "isolate");
    expect(drive.journal.log.at(-1)?.text).toMatch(/Somebody is back: .*a2 is alive on b/);
  });
});

describe.skipIf(isSkipped)("pools that are mixed a second time", () => {
  const pools = new SerfLab("lks4");
  const { lab } = pools;
  let drive: Drive;
  /** How often a2 heard by gossip that somebody leaves. */
  const timesToldOf = (name: string): number => lab.log("a2").split(`messageLeaveType: ${name}`).length;

  beforeAll(async () => {
    await pools.startPools(HOSTS);
    await pools.mix(HOSTS);
    drive = await open(pools);
    await drive.run("watch");
    // Everybody was forced out of the other pool; now an explicit join, which nothing forbids.
    await pools.serf("a1", "join", pools.address("b1"));
    await pools.everywhere(HOSTS, "the second mix", async (host) => {
      const seen = await pools.statuses(host);
      return HOSTS.every((other) => ["alive", "leaving"].includes(seen.get(other) ?? "absent"));
    });
    drive = await open(pools);
    await drive.run("forceLeave");
  }, 300_000);
  afterAll(() => lab.remove());

  it("keep own members as leaving on agents that forced out, and that is an alarm (P8)", async () => {
    expect((await pools.statuses("a1")).get("a2")).toBe("leaving");
    expect((await drive.look()).alarm).toContain("a2 is leaving on a1.");
    expect(drive.board.actions.map(({ kind }) => kind)).not.toContain("forceLeave");
  });

  it("have a force-leave from there neither broadcast nor run by the commands (P8)", async () => {
    const heard = timesToldOf("b1");
    expect((await pools.serf("a1", "force-leave", "b1")).code).toBe(0);
    expect((await pools.statuses("a1")).get("b1")).toBe("left");
    // A broadcast takes 0.4 s. What a2 learns later, it learns by the state exchange of every 30 s.
    await pools.stays(["a2"], "untold", () => Promise.resolve(timesToldOf("b1") === heard), 2_000);
    const [outcome] = await runLeave(pools, await leavePlan(pools, "a1"), { a: "a1", b: "b1" }, ENV);
    expect(outcome?.code).toBe(1);
    expect(outcome?.stderr).toMatch(/a member is leaving here|no other own member as alive/);
  });

  it("are clean after the join that the board offers, and everybody hears of it (P8)", async () => {
    const [rejoin] = drive.board.actions;
    if (rejoin?.kind !== "rejoin") throw new Error("no rejoin");
    await drive.perform(rejoin);
    await eventually("no alarm", async () => (await drive.look()).alarm === "");
    const heard = timesToldOf("b2");
    await drive.run("cause");
    expect(timesToldOf("b2")).toBeGreaterThan(heard);
    for (const host of HOSTS) expect(await pools.foreignAre(host, HOSTS, ["left", "absent"])).toBe(true);
  });
});

describe.skipIf(isSkipped)("one name on both sides", () => {
  const pools = new SerfLab("lks5");
  const { lab } = pools;
  /** x is on a2 and on b2. */
  let mixed: Evidence;
  const args = (host: string): string[] => (host.endsWith("2") ? ["-node=x"] : []);
  const members = async (host: string): Promise<string> =>
    (await pools.serf(host, "members", "-format=json")).stdout;

  beforeAll(async () => {
    await lab.build(HOSTS);
    for (const host of HOSTS) pools.startAgent(host, args(host));
    for (const host of ["a2", "b2"]) {
      const first = host === "a2" ? "a1" : "b1";
      await eventually(
        `${host} to join ${lab.log(host)}`,
        async () => (await pools.serf(host, "join", pools.address(first))).code === 0,
      );
    }
    await pools.serf("a1", "join", pools.address("b1"));
    await pools.everywhere(HOSTS, "the mix", (host) => pools.alive(host, ["a1", "b1", "x"]));
    mixed = joinEvidence(
      (await Promise.all(["a1", "b1"].map(members))).map((text) => readPaste(text, "serf members").evidence),
    );
    // From both sides: each knows only its own x.
    await writeRules(pools, HOSTS, "nftables", [], ["a1", "b1"]);
    expect(complaints(await rules(pools, HOSTS, "apply", ["--confirm-within", "0"]))).toEqual([]);
    await pools.everywhere(
      ["a1", "a2"],
      "b1 failed",
      async (host) => (await pools.statuses(host)).get("b1") === "failed",
    );
    await pools.everywhere(
      ["b1", "b2"],
      "a1 failed",
      async (host) => (await pools.statuses(host)).get("a1") === "failed",
    );
  });
  afterAll(() => lab.remove());

  it("is told from the lists of both sides, and the agents say it themselves (P9)", () => {
    expect(findMixes(mixed, []).map(({ kind }) => kind)).toContain("nameConflict");
    expect(lab.log("a1")).toContain("Name conflict for 'x'");
  });

  it("is refused as a target on either side, with advice; the commands for the others leave both alone (P9)", async () => {
    const plan = await leavePlan(pools, "a1", "b1");
    expect(plan.sets.map(({ targets }) => targets.map(({ name }) => name))).toEqual([["b1"], ["a1"]]);
    for (const { refused } of plan.sets)
      expect(refused).toMatchObject([{ name: "x", reason: "this name means more than one member" }]);
    expect(plan.sets[0].refused[0]?.advice).toContain("Rename one of the agents");
    expect(complaints(await runLeave(pools, plan, { a: "a1", b: "b1" }, ENV))).toEqual([]);
    await pools.everywhere(["a1", "a2"], "own alive", (host) => pools.alive(host, ["a1", "x"]));
    await pools.everywhere(["b1", "b2"], "own alive", (host) => pools.alive(host, ["b1", "x"]));
  });

  it("is two names when the advice is taken, and the pools stay apart without the rules (P9)", async () => {
    await lab.stop("b2");
    pools.startAgent("b2", ["-node=b2"]);
    await eventually(
      "b2 to join",
      async () => (await pools.serf("b2", "join", pools.address("b1"))).code === 0,
    );
    await pools.everywhere(["b1", "b2"], "own alive", (host) => pools.alive(host, ["b1", "b2"]));
    expect(complaints(await rules(pools, HOSTS, "undo"))).toEqual([]);
    await pools.stays(["a1", "a2"], "own alive", (host) => pools.alive(host, ["a1", "x"]), 20_000);
    await pools.stays(["b1", "b2"], "own alive", (host) => pools.alive(host, ["b1", "b2"]), 1_000);
  });
});
