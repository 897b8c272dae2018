/** Pools mixed in the ways that really work: the kind is named within 2 s, and a join that was refused is no mix. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diagnose } from "../../engine/lanes/diagnosis.ts";
import { eventually, findAgent, skip, startConsul, startSerf, type RunningAgent } from "../agents/agents.ts";
import { Lab, lists, logOf, noteTime, outputsOf, tryCommand } from "./mixLab.ts";

/** From the first sight of a foreign member to the finding. */
const NAMED_MS_MAX = 2_000;
const lab = new Lab();
afterAll(() => lab.stop());

describe("two plain Serf pools that one join made one", () => {
  const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
  const start = (name: string, ip: string, dc: string, join?: string): Promise<RunningAgent> =>
    lab.agent(startSerf({ name, ip, tags: { dc }, ...(join === undefined ? {} : { join }) }));

  it.skipIf(isSkipped)("are kind P, named at the first foreign member", async () => {
    const a1 = await start("a1", "127.85.1.1", "dc1");
    const b1 = await start("b1", "127.85.2.1", "dc2");
    const [a2] = await Promise.all([
      ...[2, 3, 4, 5].map((i) => start(`a${i}`, `127.85.1.${i}`, "dc1", "127.85.1.1")),
      start("b2", "127.85.2.2", "dc2", "127.85.2.1"),
    ]);
    if (a2 === undefined) throw new Error("no second member");
    await Promise.all([lists(a1, "a5"), lists(b1, "b2")]);
    const watch = await lab.watch("127.85.1.1", 7946, "lan", { cidrs: ["127.85.1.0/24"] });
    await watch.sees("a5");
    expect(watch.view.findings).toEqual([]);
    const joinedAt = performance.now();
    await a1.command("join", "127.85.2.1");
    const finding = await watch.finding("P");
    noteTime("P: from join to finding", performance.now() - joinedAt);
    noteTime("P: from first sight to finding", watch.delayMs(finding));
    expect(finding).toMatchObject({ id: "mix/P/dc1/dc2", certainty: "certain" });
    expect(watch.delayMs(finding)).toBeLessThanOrEqual(NAMED_MS_MAX);
    await watch.sees("b1");
    await watch.sees("b2");
    expect(watch.view.edges).toMatchObject([{ plane: "lan", from: "dc1", to: "dc2", expected: false }]);
    expect(watch.events.filter(({ kind }) => kind === "mixFound")).toHaveLength(1);
    const text = await outputsOf("P-serf", [
      [a2, "members"],
      [b1, "members", "-format=json"],
    ]);
    expect(diagnose([{ name: "P-serf", text }]).findings).toMatchObject([{ kind: "P", certainty: "likely" }]);
    logOf("P-serf-a1", a1);
  });
});

describe("Consul datacenters", () => {
  const isSkipped = skip("interop", findAgent("consul") !== undefined, "consul 1.8.7 is not here");
  let s1: RunningAgent;
  let c1: RunningAgent;
  let s21: RunningAgent;

  beforeAll(async () => {
    if (isSkipped) return;
    [s1, s21] = await Promise.all([
      lab.agent(startConsul({ name: "s1", ip: "127.85.11.1", datacenter: "dc1", server: true })),
      lab.agent(startConsul({ name: "s21", ip: "127.85.12.1", datacenter: "dc2", server: true })),
    ]);
    c1 = await lab.agent(
      startConsul({ name: "c1", ip: "127.85.11.2", datacenter: "dc1", join: "127.85.11.1" }),
    );
    await lists(s1, "c1");
  });

  it.skipIf(isSkipped)("stay apart after joins that were refused, and both logs say so", async () => {
    const watch = await lab.watch("127.85.11.1", 8301, "lan");
    const said = await tryCommand(s1, "join", "127.85.12.1");
    await tryCommand(c1, "join", "127.85.12.1");
    expect(said).toContain("wrong datacenter");
    await eventually("the refusal in the log", () =>
      Promise.resolve(s21.log().includes("Failed push/pull merge")),
    );
    const here = diagnose([{ name: "s1", text: logOf("refused-here", s1) }]);
    const there = diagnose([{ name: "s21", text: logOf("refused-there", s21) }]);
    expect([...here.findings, ...there.findings]).toEqual([]);
    expect(here.notes.map(({ sentence }) => sentence).join()).toContain("the datacenters differ");
    expect(there.notes.map(({ sentence }) => sentence).join()).toContain("the datacenters differ");
    const text = await outputsOf("refused", [
      [s1, "members"],
      [s21, "members"],
    ]);
    expect(diagnose([{ name: "refused", text: `${text}${said}` }]).findings).toEqual([]);
    expect(watch.view).toMatchObject({ findings: [], edges: [] });
  });

  it.skipIf(isSkipped)("show a federation as an expected edge, never as a certain mix", async () => {
    const watch = await lab.watch("127.85.11.1", 8302, "wan");
    await s1.command("join", "-wan", "127.85.12.1");
    const edge = await eventually("the edge", () => Promise.resolve(watch.view.edges[0]));
    expect(edge).toMatchObject({ plane: "wan", from: "dc1", to: "dc2", expected: true });
    expect(watch.view.findings.filter(({ certainty }) => certainty !== "possible")).toEqual([]);
    const text = await outputsOf("W", [
      [s1, "members", "-wan", "-detailed"],
      [s21, "members", "-wan"],
      [s1, "members"],
    ]);
    expect(diagnose([{ name: "W", text }]).findings).toEqual([]);
    const lanes = ["dc1", "dc2"].map((dc) => ({ name: dc, ranges: [], datacenters: [dc] }));
    expect(diagnose([{ name: "W", text }], lanes).findings).toMatchObject([
      { kind: "W", certainty: "certain" },
    ]);
  });

  it.skipIf(isSkipped)("hold a plain Serf agent as kind B", async () => {
    const watch = await lab.watch("127.85.11.1", 8301, "lan");
    const plain = await lab.agent(startSerf({ name: "plain", ip: "127.85.13.1" }));
    await plain.command("join", "127.85.11.1:8301");
    const finding = await watch.finding("B");
    noteTime("B: from first sight to finding", watch.delayMs(finding));
    expect(finding).toMatchObject({ kind: "B", certainty: "certain" });
    expect(watch.delayMs(finding)).toBeLessThanOrEqual(NAMED_MS_MAX);
    await tryCommand(plain, "join", "127.85.12.1:8301");
    const text = await outputsOf("B", [
      [plain, "members"],
      [s1, "members"],
      [s21, "members"],
      [s1, "operator", "raft", "list-peers"],
    ]);
    const [first, ...others] = diagnose([{ name: "B", text }]).findings;
    expect(first).toMatchObject({ kind: "B", certainty: "certain" });
    expect(others.filter(({ kind }) => kind !== "B")).toEqual([]);
  });

  it.skipIf(isSkipped)(
    "of one name, each with a server that elected itself, are two server sets",
    async () => {
      const watch = await lab.watch("127.85.11.1", 8301, "lan");
      const t1 = await lab.agent(
        startConsul({ name: "t1", ip: "127.85.14.1", datacenter: "dc1", server: true }),
      );
      await lab.agent(startConsul({ name: "c2", ip: "127.85.14.2", datacenter: "dc1", join: "127.85.14.1" }));
      await lists(t1, "c2");
      await s1.command("join", "127.85.14.1");
      const finding = await watch.finding("R");
      noteTime("R: from first sight to finding", watch.delayMs(finding));
      expect(finding.certainty).not.toBe("certain");
      expect(finding.evidence.join()).toContain("kind R is not excluded");
      expect(finding.firstStep).not.toMatch(/firewall|cut the/i);
      expect(watch.delayMs(finding)).toBeLessThanOrEqual(NAMED_MS_MAX);
      await lists(s1, "c2");
      const members = await outputsOf("R-bootstrap-members", [[s1, "members", "-detailed"]]);
      const raft = await outputsOf("R-bootstrap-raft", [
        [s1, "operator", "raft", "list-peers", "-stale"],
        [t1, "operator", "raft", "list-peers", "-stale"],
      ]);
      expect(diagnose([{ name: "members", text: members }]).findings).toMatchObject([
        { kind: "B" },
        { kind: "R" },
      ]);
      const both = diagnose([
        { name: "members", text: members },
        { name: "raft", text: raft },
      ]);
      expect(both.findings.map(({ kind, certainty }) => `${kind} ${certainty}`).sort()).toEqual([
        "B certain",
        "P certain",
      ]);
      logOf("R-bootstrap-s1", s1);
    },
  );
});
