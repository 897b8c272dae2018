/** The mixes that need many agents or minutes: LAN names in the WAN, merged Raft, views that settle. */
import { afterAll, describe, expect, it } from "vitest";
import { diagnose } from "../../engine/lanes/diagnosis.ts";
import { eventually, findAgent, skip, startConsul, type ConsulOptions } from "../agents/agents.ts";
import { Lab, lists, logOf, noteTime, outputsOf, tryCommand } from "./mixLab.ts";

const isSkipped = skip("interop", findAgent("consul") !== undefined, "consul 1.8.7 is not here");
const NAMED_MS_MAX = 2_000;
const lab = new Lab();
afterAll(() => lab.stop());

const start = (options: ConsulOptions): ReturnType<typeof startConsul> => lab.agent(startConsul(options));

describe.skipIf(isSkipped)("a client that joined the WAN port of its own datacenter", () => {
  it("brings LAN names into the WAN pool too, and every log shows kind M", async () => {
    const net = "127.85.28";
    const shared = { datacenter: "dc1", server: true, bootstrapExpect: 2 };
    await Promise.all([
      start({ ...shared, name: "s11", ip: `${net}.11` }),
      start({ ...shared, name: "s12", ip: `${net}.12`, join: `${net}.11` }),
    ]);
    const [s11, s12] = lab.agents.slice(-2);
    if (s11 === undefined || s12 === undefined) throw new Error("no servers");
    const c11 = await start({ datacenter: "dc1", name: "c11", ip: `${net}.21`, join: `${net}.11` });
    await lists(s12, "c11");
    await lists(s11, "s12.dc1", true);
    await c11.command("join", `${net}.11:8302`);
    await eventually(
      "LAN names in the WAN",
      async () => (await s11.members(true)).some(({ name }) => name === "s12"),
      60_000,
    );
    const outputs = await outputsOf("M-wan", [
      [c11, "members"],
      [s11, "members", "-wan"],
    ]);
    expect(diagnose([{ name: "M", text: outputs }]).findings).toMatchObject([
      { kind: "M", certainty: "likely" },
    ]);
    const logs = [logOf("M-s11", s11), logOf("M-s12", s12)];
    for (const text of logs)
      expect(diagnose([{ name: "log", text }]).findings[0]).toMatchObject({ kind: "M" });
  });

  it("does the same from a server of a servers-only datacenter, although the command fails", async () => {
    const net = "127.85.22";
    const shared = { datacenter: "dc3", server: true, bootstrapExpect: 2 };
    const [s31, s32] = await Promise.all([
      start({ ...shared, name: "s31", ip: `${net}.11` }),
      start({ ...shared, name: "s32", ip: `${net}.12`, join: `${net}.11` }),
    ]);
    await lists(s31, "s32.dc3", true);
    await tryCommand(s31, "join", `${net}.12:8302`);
    await eventually(
      "a LAN name in the WAN",
      async () => (await s32.members(true)).some(({ name }) => name === "s31"),
      60_000,
    );
    const text = await outputsOf("M-servers-only", [[s32, "members", "-wan", "-detailed"]]);
    expect(diagnose([{ name: "M", text }]).findings).toMatchObject([{ kind: "M", certainty: "certain" }]);
  });
});

describe.skipIf(isSkipped)("two sites that have one datacenter name", () => {
  it("merge Raft: kind R, and no step that cuts before Raft was read", async () => {
    const site = async (name: string, net: string): Promise<Awaited<ReturnType<typeof start>>[]> => {
      const seed = `${net}.11`;
      const servers = await Promise.all(
        [0, 1, 2].map((i) =>
          start({
            datacenter: "dc1",
            server: true,
            bootstrapExpect: 3,
            name: `${name}s${i + 1}`,
            ip: `${net}.${11 + i}`,
            ...(i === 0 ? {} : { join: seed }),
          }),
        ),
      );
      const client = await start({
        datacenter: "dc1",
        name: `${name}c1`,
        ip: `${net}.20`,
        join: seed,
      });
      await lists(client, `${name}s3`);
      return [...servers, client];
    };
    const [a, b] = [await site("a", "127.85.23"), await site("b", "127.85.33")];
    const [as1, bs1] = [a[0], b[0]];
    if (as1 === undefined || bs1 === undefined) throw new Error("no servers");
    const peers = async (agent: typeof as1): Promise<string> =>
      tryCommand(agent, "operator", "raft", "list-peers", "-stale");
    await eventually(
      "both leaders",
      async () => (await peers(as1)).includes("leader") && (await peers(bs1)).includes("leader"),
      60_000,
    );
    const watch = await lab.watch("127.85.23.11", 8301, "lan", { cidrs: ["127.85.23.0/24"] });
    // A wave is told from a start only once the pool has been watched for a while.
    await eventually("a settled view", () => Promise.resolve(watch.ageMs() > 21_000), 40_000);
    expect(watch.view.findings).toEqual([]);
    await as1.command("join", "127.85.33.11");
    const finding = await watch.finding("R");
    noteTime("R: from first sight to finding", watch.delayMs(finding));
    expect(watch.delayMs(finding)).toBeLessThanOrEqual(NAMED_MS_MAX);
    expect(finding.certainty).not.toBe("certain");
    expect(finding.firstStep).toContain("Do not cut port 8300");
    await eventually(
      "foreign peers",
      async () => (await peers(as1)).includes("bs1") || (await peers(bs1)).includes("as1"),
      60_000,
    );
    const api = await lab.watchApi("127.85.23.11", "http://127.85.23.11:8500");
    expect(await api.finding("R")).toMatchObject({
      sentence: "Two server sets are in the LAN pool of dc1; one Raft configuration names servers of both.",
    });
    const text = await outputsOf("R-merged", [
      [as1, "members", "-detailed"],
      [as1, "operator", "raft", "list-peers", "-stale"],
      [bs1, "operator", "raft", "list-peers", "-stale"],
    ]);
    expect(diagnose([{ name: "R", text }]).findings).toMatchObject([{ kind: "R", certainty: "possible" }]);
    const lanes = ["127.85.23.0", "127.85.33.0"].map((base) => ({
      name: base,
      ranges: [{ base, prefixBits: 24 }],
      datacenters: [],
    }));
    const told = diagnose([{ name: "R", text }], lanes);
    expect(told.findings[0]).toMatchObject({ kind: "R", certainty: "certain" });
    for (const agent of [...a, ...b].slice(0, 6)) {
      for (const { kind, certainty } of diagnose([{ name: "log", text: logOf(`R-${agent.name}`, agent) }])
        .findings) {
        expect(`${kind} ${certainty}`).not.toContain("certain");
      }
    }
  });
});

describe.skipIf(isSkipped)("pools of which one side alone lists the other", () => {
  it("after a join from outside of the allowed ranges: kind H, certain from both ends", async () => {
    const open = await start({ datacenter: "dc1", server: true, name: "p1", ip: "127.85.25.1" });
    const closed = await start({
      datacenter: "dc1",
      server: true,
      name: "r1",
      ip: "127.85.26.1",
      extra: { serf_lan_allowed_cidrs: ["127.85.26.0/24"] },
    });
    await tryCommand(open, "join", "127.85.26.1");
    await lists(open, "r1");
    await eventually(
      "gossip that is refused",
      () => Promise.resolve(closed.log().split("is not allowed").length > 4),
      60_000,
    );
    const text = await outputsOf("H-cidrs", [
      [open, "members"],
      [closed, "members"],
    ]);
    const log = logOf("H-cidrs-closed", closed);
    expect(diagnose([{ name: "r1", text: log }]).findings).toMatchObject([
      { kind: "H", certainty: "likely" },
    ]);
    const both = diagnose([
      { name: "outputs", text },
      { name: "r1", text: log },
    ]);
    expect(both.findings[0]).toMatchObject({ kind: "H", certainty: "certain" });
    const watch = await lab.watch("127.85.25.1", 8301, "lan", {
      cidrs: ["127.85.25.0/24", "127.85.26.0/24"],
    });
    const finding = await watch.finding("H", 240_000);
    expect(finding.evidence.join()).toContain("does not list p1");
  }, 300_000);
});
