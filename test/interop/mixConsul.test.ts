/** Mixes of Consul that show within seconds: LAN and WAN mingled, and those of which one side alone lists the other. */
import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { diagnose } from "../../engine/lanes/diagnosis.ts";
import { eventually, findAgent, skip, startConsul, startSerf, type ConsulOptions } from "../agents/agents.ts";
import { Lab, lists, logOf, noteTime, outputsOf, tryCommand } from "./mixLab.ts";

const isSkipped = skip("interop", findAgent("consul") !== undefined, "consul 1.8.7 is not here");
const NAMED_MS_MAX = 2_000;
const lab = new Lab();
afterAll(() => lab.stop());

const start = (options: ConsulOptions): ReturnType<typeof startConsul> => lab.agent(startConsul(options));

describe.skipIf(isSkipped)("a client that joined the WAN port of its own datacenter", () => {
  it("mingles LAN and WAN: kind M, and nothing that cuts is offered", async () => {
    const net = "127.85.21";
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
    const watch = await lab.watch(`${net}.11`, 8301, "lan");
    await c11.command("join", `${net}.11:8302`);
    const finding = await watch.finding("M");
    noteTime("M: from first sight to finding", watch.delayMs(finding));
    expect(finding).toMatchObject({ id: "mix/M/dc1", certainty: "certain" });
    expect(finding.firstStep).toContain("Cut nothing");
    expect(watch.delayMs(finding)).toBeLessThanOrEqual(NAMED_MS_MAX);
    expect(watch.view.findings.filter(({ kind }) => kind !== "M")).toEqual([]);
    const outputs = await outputsOf("M", [[c11, "members"]]);
    expect(diagnose([{ name: "M", text: outputs }]).findings).toMatchObject([
      { kind: "M", certainty: "likely" },
    ]);
    const detailed = await outputsOf("M-detailed", [[c11, "members", "-detailed"]]);
    expect(diagnose([{ name: "M", text: detailed }]).findings).toMatchObject([
      { kind: "M", certainty: "certain" },
    ]);
    expect(diagnose([{ name: "log", text: logOf("M-c11", c11) }]).findings[0]).toMatchObject({ kind: "M" });
  });
});

describe.skipIf(isSkipped)("pools of which one side alone lists the other", () => {
  it("after a WAN join to the LAN port of a servers-only datacenter: kind H", async () => {
    const own = await start({ datacenter: "dc1", server: true, name: "h1", ip: "127.85.24.1" });
    const other = await start({ datacenter: "dc3", server: true, name: "h3", ip: "127.85.24.3" });
    const watch = await lab.watch("127.85.24.1", 8302, "wan");
    await own.command("join", "-wan", "127.85.24.3:8301");
    await lists(own, "h3", true);
    const finding = await watch.finding("H");
    noteTime("H: from first sight to finding", watch.delayMs(finding));
    expect(watch.delayMs(finding)).toBeLessThanOrEqual(NAMED_MS_MAX);
    expect(watch.view.edges).toMatchObject([{ expected: false }]);
    const text = await outputsOf("H-wan-to-lan", [
      [own, "members", "-wan", "-detailed"],
      [other, "members", "-wan"],
      [other, "members"],
    ]);
    expect(diagnose([{ name: "H", text }]).findings[0]).toMatchObject({ kind: "H" });
    logOf("H-wan-to-lan-there", other);
  });

  it("while a server accepts what is not encrypted: kind H, by the client's log", async () => {
    const key = randomBytes(32).toString("base64");
    const extra = { encrypt_verify_incoming: false };
    const server = await start({
      datacenter: "dc1",
      server: true,
      name: "e1",
      ip: "127.85.27.1",
      key,
      extra,
    });
    const client = await start({ datacenter: "dc1", name: "x1", ip: "127.85.27.2" });
    const said = await tryCommand(client, "join", "127.85.27.1");
    expect(said).toContain("encryption is not configured");
    await eventually(
      "gossip that cannot be read",
      () => Promise.resolve(client.log().split("Failed to decode").length > 4),
      60_000,
    );
    const text = await outputsOf("H-encryption", [
      [server, "members"],
      [client, "members"],
    ]);
    const log = logOf("H-encryption-client", client);
    expect(diagnose([{ name: "x1", text: log }]).findings).toMatchObject([
      { kind: "H", certainty: "likely" },
    ]);
    expect(
      diagnose([{ name: "outputs", text }]).findings.filter(({ certainty }) => certainty === "certain"),
    ).toEqual([]);
  });
});

describe.skipIf(isSkipped || findAgent("serf") === undefined)(
  "two plain Serf agents that joined, one in each datacenter's pool",
  () => {
    it("bridge them: kind B in both, although Consul's members stay apart", async () => {
      const [one, two] = await Promise.all([
        start({ datacenter: "dc1", server: true, name: "b1", ip: "127.85.29.1" }),
        start({ datacenter: "dc2", server: true, name: "b2", ip: "127.85.29.2" }),
      ]);
      const [p1, p2] = await Promise.all([
        lab.agent(startSerf({ name: "p1", ip: "127.85.29.11" })),
        lab.agent(startSerf({ name: "p2", ip: "127.85.29.12" })),
      ]);
      const watch = await lab.watch("127.85.29.1", 8301, "lan");
      await p1.command("join", "127.85.29.1:8301");
      await p2.command("join", "127.85.29.2:8301");
      const finding = await watch.finding("B");
      expect(watch.delayMs(finding)).toBeLessThanOrEqual(NAMED_MS_MAX);
      await p1.command("join", "127.85.29.12:7946");
      await Promise.all([lists(one, "p2"), lists(two, "p1")]);
      const text = await outputsOf("B-two-agents", [
        [one, "members"],
        [two, "members"],
      ]);
      expect(diagnose([{ name: "B", text }]).findings).toMatchObject([
        { kind: "B", certainty: "certain" },
        { kind: "B", certainty: "certain" },
      ]);
      expect((await one.members()).map(({ name }) => name)).not.toContain("b2");
    });
  },
);
