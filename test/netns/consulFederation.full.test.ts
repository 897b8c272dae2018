/** Two federated datacenters are taken apart by the runbook of kind W: runbook scenario W1. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { fleetOfEvidence } from "../../engine/firewall/fleet.ts";
import { datacenterSides } from "../../engine/firewall/sides.ts";
import { eventually, skip } from "../agents/agents.ts";
import { ConsulLab } from "./consulLab.ts";
import { Drive } from "./drive.ts";
import { labObstacle } from "./lab.ts";

/** A lone server needs up to three minutes to fail the others, and the watch two more. */
vi.setConfig({ testTimeout: 900_000 });

const obstacle = labObstacle(["consul"], ["nft", "curl"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");
const SITES = { dc1: ["a1", "a2", "a3"], dc2: ["b1"] };
const SERVERS = [...SITES.dc1, ...SITES.dc2];
const WAN_NAMES = ["a1.dc1", "a2.dc1", "a3.dc1", "b1.dc2"];

/** The longest time that a datacenter could not answer what needs a leader, ms. */
class Leaderless {
  readonly longestMs = { dc1: 0, dc2: 0 };
  private isOver = false;
  private readonly watching: Promise<unknown>;

  constructor(private readonly consul: ConsulLab) {
    this.watching = Promise.all([this.watch("dc1"), this.watch("dc2")]);
  }

  async end(): Promise<Leaderless["longestMs"]> {
    this.isOver = true;
    await this.watching;
    return this.longestMs;
  }

  private async watch(site: "dc1" | "dc2"): Promise<void> {
    let ledMs = Date.now();
    while (!this.isOver) {
      const answers = await Promise.all(
        SITES[site].map((host) => this.consul.consul(host, "operator", "raft", "list-peers")),
      );
      if (answers.some(({ code }) => code === 0)) ledMs = Date.now();
      this.longestMs[site] = Math.max(this.longestMs[site], Date.now() - ledMs);
      await pause(250);
    }
  }
}

describe.skipIf(isSkipped)("two federated datacenters that should not be", () => {
  const consul = new ConsulLab("lks8");
  const { lab } = consul;

  beforeAll(async () => {
    await lab.build(SERVERS);
    await Promise.all([
      ...SITES.dc1.map((host) => consul.start(host, { datacenter: "dc1", bootstrapExpect: 3 })),
      consul.start("b1", { datacenter: "dc2", bootstrapExpect: 1 }),
    ]);
    for (const host of ["a2", "a3"]) await consul.consul(host, "join", lab.ip("a1"));
    for (const host of ["a1", "b1"])
      await eventually("a leader", async () =>
        (await consul.consul(host, "operator", "raft", "list-peers")).stdout.includes("leader"),
      );
    await consul.consul("b1", "join", "-wan", lab.ip("a1"));
    await consul.everywhere(SERVERS, Object.fromEntries(WAN_NAMES.map((name) => [name, "alive"])), ["-wan"]);
  });
  afterAll(() => consul.remove());

  it("have own servers only in their WAN lists, and never miss a leader for 15 s (W1)", async () => {
    const text = (await consul.consul("a1", "members", "-wan")).stdout;
    const found = fleetOfEvidence(readPaste(text, "a1").evidence, "a1", "wan");
    if (found === undefined) throw new Error(text);
    const drive = new Drive(await consul.driven(SERVERS, "wan"), found.fleet, datacenterSides("dc1", "dc2"), {
      dialect: "nftables",
      findings: [],
    });
    expect(drive.journal.case.kind).toBe("W");
    const leaders = new Leaderless(consul);
    await drive.run("watch", 600_000);
    const longest = await leaders.end();
    expect(drive.ran).toEqual(["isolate: cut gossip", "rollingRestart: forgetWan"]);
    expect(Math.max(longest.dc1, longest.dc2)).toBeLessThan(15_000);
    await drive.run("end");
    for (const host of SERVERS) {
      const site = host.startsWith("a") ? "dc1" : "dc2";
      expect([...(await consul.statuses(host, "-wan")).keys()].sort()).toEqual(
        WAN_NAMES.filter((name) => name.endsWith(site)),
      );
      expect((await consul.consul(host, "catalog", "datacenters")).stdout.trim()).toBe(site);
    }
  });
});
