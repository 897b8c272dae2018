/** Allowed ranges on one side only: that one does not list the other, which lists it. Runbook scenario H1. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { joinEvidence, type Evidence } from "../../engine/evidence/evidence.ts";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { fleetOfEvidence } from "../../engine/firewall/fleet.ts";
import { findMixes } from "../../engine/lanes/mix.ts";
import { skip } from "../agents/agents.ts";
import { ConsulLab } from "./consulLab.ts";
import { SITES } from "./consulRaft.ts";
import { Drive } from "./drive.ts";
import { labObstacle } from "./lab.ts";

vi.setConfig({ testTimeout: 400_000 });

const obstacle = labObstacle(["consul"], ["curl"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");
const HOSTS = ["a1", "a2", "b1", "b2"];

describe.skipIf(isSkipped)("two sites of one datacenter name, one of which takes its own ranges only", () => {
  const consul = new ConsulLab("lks9");
  const { lab } = consul;
  /** Both in bootstrap mode: that keeps Raft apart where the names don't. */
  const start = (host: string, isRestricted: boolean): Promise<void> => {
    const range = [`10.77.${host.startsWith("a") ? 1 : 2}.0/24`];
    const allowed = isRestricted ? { serf_lan_allowed_cidrs: range, serf_wan_allowed_cidrs: range } : {};
    const extra = { retry_join: [lab.ip(`${host[0] ?? ""}1`)], retry_interval: "1s", ...allowed };
    const server = host.endsWith("1") ? { bootstrapExpect: 1 } : {};
    return consul.start(host, { datacenter: "dc1", extra, ...server });
  };
  const evidenceOf = async (host: string): Promise<Evidence> =>
    readPaste((await consul.consul(host, "members")).stdout, host).evidence;
  let drive: Drive;

  beforeAll(async () => {
    await lab.build(HOSTS);
    await Promise.all(HOSTS.map((host) => start(host, host.startsWith("b"))));
    for (const [host, first] of [
      ["a2", "a1"],
      ["b2", "b1"],
    ] as const)
      await consul.everywhere([host], { [first]: "alive" });
    await consul.consul("a1", "join", lab.ip("b1"));
    await consul.everywhere(["a1", "a2"], Object.fromEntries(HOSTS.map((host) => [host, "alive"])));
    await consul.everywhere(["b1", "b2"], { b1: "alive", b2: "alive", a1: undefined, a2: undefined });
  });
  afterAll(() => consul.remove());

  it("are half-mixed, by both lists together and by neither alone (H1)", async () => {
    const [a, b] = await Promise.all([evidenceOf("a1"), evidenceOf("b1")]);
    const kinds = (evidence: Evidence): string[] => findMixes(evidence, []).map(({ kind }) => kind);
    expect([kinds(a), kinds(b)]).toEqual([[], []]);
    const findings = findMixes(joinEvidence([a, b]), []);
    expect(findings.map(({ kind }) => kind)).toEqual(["H"]);
    const found = fleetOfEvidence(a, "a1");
    if (found === undefined) throw new Error("no list");
    drive = new Drive(await consul.driven(HOSTS), found.fleet, SITES, { dialect: "nftables", findings });
    expect(drive.journal.case.kind).toBe("H");
  });

  it("list nobody of the other once the setting is on both sides (H1)", async () => {
    await drive.run("fixListing");
    // As the step says: both settings, and one agent after the other. No force-leave is needed afterwards: what an
    // agent remembered of the others is rejected as it starts.
    for (const host of ["a1", "a2"]) {
      await lab.stop(host, "SIGTERM");
      await start(host, true);
    }
    await consul.everywhere(["a1", "a2"], { a1: "alive", a2: "alive" });
    await drive.run("end");
    expect(drive.ran).toEqual([]);
    for (const host of HOSTS) {
      const alive = [...(await consul.statuses(host))].filter(([, status]) => status === "alive");
      expect(alive.map(([name]) => name).sort()).toEqual(HOSTS.filter((other) => other[0] === host[0]));
    }
  });
});
