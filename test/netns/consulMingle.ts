/** LAN and WAN of one datacenter, mingled by a client's join to the WAN port of a server, and the stop that cleans it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fleetOfEvidence, type Fleet } from "../../engine/firewall/fleet.ts";
import { readPaste } from "../../engine/evidence/parse/paste.ts";
import { buildPolicy, CAREFUL } from "../../engine/firewall/policy.ts";
import { datacenterSides, splitMembers } from "../../engine/firewall/sides.ts";
import { findMixes } from "../../engine/lanes/mix.ts";
import { LEAVE_DEFAULTS, planForceLeave } from "../../engine/unmix/forceLeave.ts";
import type { StepId } from "../../engine/unmix/journal.ts";
import { eventually, skip } from "../agents/agents.ts";
import { ConsulLab } from "./consulLab.ts";
import { Drive } from "./drive.ts";
import { labObstacle } from "./lab.ts";

const obstacle = labObstacle(["consul"], ["curl"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");
const SERVERS = ["a1", "a2", "a3"];
const HOSTS = [...SERVERS, "a4"];

/** Driven until that step is open; `end` watches for two minutes more. */
export function describeMingle(prefix: string, until: StepId | "end"): void {
  describe.skipIf(isSkipped)("LAN and WAN of one datacenter, mingled by a join to the WAN port", () => {
    const consul = new ConsulLab(prefix);
    const { lab } = consul;
    const list = async (host: string, ...flags: string[]): Promise<string> =>
      (await consul.consul(host, "members", ...flags)).stdout;
    const fleetOf = async (host: string, ...flags: string[]): Promise<Fleet> => {
      const text = await list(host, ...flags);
      const found = fleetOfEvidence(readPaste(text, host).evidence, host);
      if (found === undefined) throw new Error(`no list in: ${text}`);
      return found.fleet;
    };
    const voters = async (host: string): Promise<string[]> => {
      const { stdout } = await consul.consul(host, "operator", "raft", "list-peers", "-stale");
      return [...stdout.matchAll(/^(\S+) .*\strue\s/gm)].map(([, name = ""]) => name).sort();
    };

    beforeAll(async () => {
      await lab.build(HOSTS);
      const extra = { retry_join: SERVERS.map((host) => `${lab.ip(host)}:8301`), retry_interval: "1s" };
      await Promise.all([
        ...SERVERS.map((host) => consul.start(host, { datacenter: "dc1", bootstrapExpect: 3, extra })),
        consul.start("a4", { datacenter: "dc1", extra }),
      ]);
      await eventually("three voters", async () => (await voters("a1")).length === 3);
      await consul.everywhere(["a4"], { a1: "alive", a2: "alive", a3: "alive" });
      await consul.consul("a4", "join", `${lab.ip("a1")}:8302`);
      await consul.everywhere(["a4"], { a1: "alive", "a1.dc1": "alive" });
      await consul.everywhere(["a1"], { a1: "alive", "a1.dc1": "alive" }, ["-wan"]);
    });

    afterAll(() => consul.remove());

    it("is recognised from one list as kind M", async () => {
      const mixes = findMixes(readPaste(await list("a4"), "a4").evidence, []);
      expect(mixes.map(({ kind }) => kind)).toEqual(["M"]);
    });

    it.each([
      { host: "a4", pool: "LAN", flags: [] },
      { host: "a1", pool: "WAN", flags: ["-wan"] },
    ])(
      "is refused a cut and every force-leave, from the $pool list too, with the way that is safe",
      async ({ host, flags }) => {
        const fleet = await fleetOf(host, ...flags);
        const policy = buildPolicy(fleet, datacenterSides("dc1", "dc2"), CAREFUL);
        expect(policy).toMatchObject({ ok: false, error: { kind: "mingled" } });
        expect(policy.ok ? "" : policy.error.advice).toContain("Stop all agents of the datacenter");
        const split = { ...splitMembers(fleet.members, datacenterSides("dc2", "dc1")), apart: [] };
        const plan = planForceLeave(fleet, split, { a: "dc2", b: "dc1" }, LEAVE_DEFAULTS);
        expect(plan.sets.flatMap(({ targets }) => targets)).toEqual([]);
      },
    );

    it("is clean after the stop that the runbook asks for, with its three voters (M1)", async () => {
      const drive = new Drive(
        await consul.driven(HOSTS),
        await fleetOf("a4"),
        datacenterSides("dc1", "dc2"),
        {
          dialect: "nftables",
          findings: [],
        },
      );
      expect(drive.journal.case.kind).toBe("M");
      await drive.run(until);
      expect(drive.ran).toEqual([
        "freeze: saveSnapshots",
        "stopAll: stopAll",
        "clean: clean",
        "startServers: startServers",
        "startClients: startClients",
      ]);
      for (const host of SERVERS) {
        expect(await voters(host)).toEqual(SERVERS);
        expect([...(await consul.statuses(host, "-wan")).keys()].sort()).toEqual(
          SERVERS.map((server) => `${server}.dc1`),
        );
      }
      for (const host of HOSTS) expect([...(await consul.statuses(host)).keys()].sort()).toEqual(HOSTS);
    }, 400_000);
  });
}
