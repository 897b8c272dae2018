/** Seeds, keys and lanes held against what a pool shows, and what is not said where it cannot be known. */
import { describe, expect, it } from "vitest";
import { keyFingerprint } from "../../../../engine/base/keyFingerprint.ts";
import { liveFacts, type LiveFact } from "../../../../engine/lint/live/liveFacts.ts";
import { liveLane, type LiveLane } from "../../../../engine/lint/live/lanesPool.ts";
import { ageText, type LiveMember, type LivePool } from "../../../../engine/lint/live/livePool.ts";
import { liveMarkdown } from "../../../../engine/lint/live/liveReport.ts";
import type { Fleet } from "../../../../engine/lint/model/fleet.ts";
import { FleetSession } from "../../../../engine/lint/session.ts";

const NOW = 1_000_000;
const KEY = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw=";
const PRINT = keyFingerprint(Uint8Array.from(atob(KEY), (letter) => letter.charCodeAt(0)));

function member(
  name: string,
  ip: string,
  datacenter: string,
  state: LiveMember["state"] = "alive",
): LiveMember {
  return { name, ip, port: 8301, state, datacenter, lastSeenMs: NOW - 4_000 };
}

function pool(name: string, members: readonly LiveMember[], more: Partial<LivePool> = {}): LivePool {
  return {
    ...{ id: name, name, plane: "lan", atMs: NOW - 1_000, isWhole: true, askedOf: ["10.1.0.1:8301"] },
    keyFingerprints: [],
    members,
    ...more,
  };
}

const DC1 = pool("dc1 LAN", [member("s1", "10.1.0.1", "dc1"), member("s2", "10.1.0.2", "dc1", "failed")]);
const DC2 = pool("dc2 LAN", [member("t1", "10.2.0.1", "dc2")], { askedOf: ["10.2.0.1:8301"] });

function fleet(join: string, more = ""): Fleet {
  const session = new FleetSession({ rules: [] });
  session.open(
    "a/s.hcl",
    `datacenter = "dc1"\nnode_name = "s1"\ndata_dir = "/d"\nserver = true\nbind_addr = "10.1.0.1"\nretry_join = ["${join}"]\n${more}`,
  );
  session.update();
  return session.fleet;
}

function facts(
  join: string,
  pools: readonly LivePool[],
  more = "",
): Pick<LiveFact, "severity" | "message">[] {
  return liveFacts(fleet(join, more), pools, NOW).map(({ severity, message }) => ({ severity, message }));
}

function lane(pools: readonly LivePool[], more = ""): LiveLane | undefined {
  const [first] = fleet("10.1.0.1", more).lanes;
  return first === undefined ? undefined : liveLane(first, pools, NOW);
}

describe("a seed", () => {
  it("that is alive in another datacenter is wrong, with who says so and when", () => {
    expect(facts("10.2.0.1", [DC1, DC2])).toEqual([
      {
        severity: "error",
        message:
          '`10.2.0.1` is t1, alive in dc2 (seen 4 s ago by 10.2.0.1:8301), but this is a LAN join list of datacenter "dc1".',
      },
    ]);
  });

  it("that is alive where it belongs is no problem", () => {
    expect(facts("10.1.0.1", [DC1])).toMatchObject([{ severity: "hint" }]);
  });

  it("that failed, or that nobody has, is worth a look", () => {
    expect(facts("10.1.0.2", [DC1])).toMatchObject([
      { severity: "warning", message: expect.stringContaining("failed in dc1") as string },
    ]);
    expect(facts("10.1.0.9", [DC1])).toEqual([
      {
        severity: "warning",
        message: "No member of dc1 LAN has the address `10.1.0.9` (list of 10.1.0.1:8301, 1 s ago).",
      },
    ]);
  });

  it("is not missed in a list that may lack members, nor in a pool of another datacenter, nor in the other plane", () => {
    expect(facts("10.1.0.9", [pool("dc1 LAN", DC1.members, { isWhole: false })])).toEqual([]);
    expect(facts("10.1.0.9", [DC2])).toEqual([]);
    expect(facts("10.2.0.1", [pool("WAN", DC2.members, { plane: "wan" })])).toEqual([]);
  });

  it("that is a name is never compared", () => {
    expect(facts("t1", [DC1, DC2])).toEqual([]);
  });
});

describe("a key", () => {
  it("that opened another pool is said to be that one's", () => {
    const other = pool("dc2 LAN", DC2.members, { keyFingerprints: [PRINT] });
    expect(facts("10.1.0.1", [DC1, other], `encrypt = "${KEY}"\n`)).toContainEqual({
      severity: "warning",
      message: `This key has the fingerprint of dc2 LAN's (${PRINT}); it does not keep lane "dc1" apart from it.`,
    });
  });

  it("that is not the pool's own is said to differ, and neither is ever shown", () => {
    const own = pool("dc1 LAN", DC1.members, { keyFingerprints: ["00:00:00:00"] });
    const said = facts("10.1.0.1", [own], `encrypt = "${KEY}"\n`);
    expect(said).toContainEqual(expect.objectContaining({ severity: "warning" }));
    expect(JSON.stringify(said)).not.toContain(KEY.slice(0, 8));
  });
});

describe("a lane", () => {
  it("matches its pool, or says how it differs", () => {
    expect(lane([DC1, DC2])).toMatchObject({ text: "matches dc1 LAN", isMatch: true, alive: 1 });
    const mixed = pool("dc1 LAN", [...DC1.members, member("t1", "10.2.0.1", "dc2")]);
    expect(lane([mixed])).toMatchObject({
      isMatch: false,
      text: "differs from dc1 LAN: t1 of dc2 in it",
      alive: 1,
    });
    expect(lane([pool("dc1 LAN", [member("s9", "10.1.0.9", "dc1")])])?.text).toBe(
      "differs from dc1 LAN: s1 not in dc1 LAN",
    );
  });

  it("is compared with no pool that shows nothing of it", () => {
    expect(lane([DC2])).toBeUndefined();
  });
});

it("shows names from the network as harmless text", () => {
  const hostile = pool("dc1 LAN", [member("<img src=x>[a](b)", "10.1.0.1", "dc1")]);
  expect(liveMarkdown(fleet("10.1.0.1"), [hostile], NOW)).not.toMatch(/(?<!\\)<img|(?<!\\)\]\(/);
});

it.each([
  [4_000, "4 s ago"],
  [-5_000, "0 s ago"],
  [240_000, "4 min ago"],
  [7_200_000, "2 h ago"],
])("says that %i ms are %s", (age, text) => {
  expect(ageText(NOW - age, NOW)).toBe(text);
});
