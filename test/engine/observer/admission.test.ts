/** Who may become a member of a pool, and what the user reads before. */
import { describe, expect, it } from "vitest";
import {
  consequencesOfJoining,
  laneOf,
  refusalToJoin,
  type MemberWish,
} from "../../../engine/observer/admission.ts";
import { OBSERVER_TAGS } from "../../../engine/consul/tags.ts";
import { Observer } from "../../../engine/observer/observer.ts";
import { encodeTags } from "../../../engine/serf/tags.ts";
import { NO_TRAFFIC, type PoolInfo, type PoolView } from "../../../engine/view/view.ts";
import { encodePushPull } from "../../../engine/wire/pushPull.ts";
import { decodePushPullColumns } from "../../../engine/wire/pushPullColumns.ts";

type Row = readonly [name: string, ip: string, tags: Readonly<Record<string, string>>];

const client = (dc = "dc1"): Record<string, string> => ({ role: "node", dc });
const server = (dc = "dc1"): Record<string, string> => ({
  ...{ role: "consul", dc, port: "8300", vsn: "2", build: "1.8.7:" },
});
const members: Row[] = [
  ["srv", "10.0.0.1", { ...server(), wan_join_port: "8302" }],
  ["web", "10.0.0.2", client()],
];
const wish: MemberWish = { name: "observer", address: { ip: "10.0.0.9", port: 8301 } };

describe("nobody joins", () => {
  it.each([
    [
      "a pool marked production",
      viewOf(members, { environment: "production" }),
      wish,
      /marked as production/,
    ],
    ["a WAN pool", viewOf(members, { plane: "wan" }), wish, /takes only Consul servers/],
    ["a pool of Nomad servers", viewOf(members, { kind: "nomad" }), wish, /only servers join/],
    [
      "under a name that the pool knows",
      viewOf(members),
      { ...wish, name: "web" },
      /knows a member web.*10\.0\.0\.2:8301/,
    ],
    [
      "under a name that upstream refuses",
      viewOf(members),
      { ...wish, name: "my laptop" },
      /no name for a member/,
    ],
    [
      "at a member's address",
      viewOf(members),
      { ...wish, address: { ip: "10.0.0.2", port: 8301 } },
      /is the address of web/,
    ],
    [
      "a pool with two datacenters",
      viewOf([...members, ["x", "10.1.0.1", client("dc2")]]),
      wish,
      /dc1 and dc2.*mixed/,
    ],
    [
      "a LAN with members of the WAN in it",
      viewOf([...members, ["srv.dc1", "10.0.0.1", server()]]),
      wish,
      /srv\.dc1 is a member of a WAN pool/,
    ],
    [
      "from an address that members cannot reach",
      viewOf(members),
      { ...wish, address: { ip: "127.0.0.1", port: 8301 } },
      /cannot reach 127\.0\.0\.1:8301/,
    ],
  ])("%s", (_, view, asked, message) => {
    expect(refusalToJoin(asked, view)).toMatchObject({
      kind: "refused",
      message: expect.stringMatching(message),
    });
  });
});

it("lets an observer into a pool of one datacenter, under a free name and address", () => {
  expect(refusalToJoin(wish, viewOf(members))).toBeUndefined();
});

it("may take the name again that an observer has left", () => {
  const gone: Row = ["observer", "10.0.0.8", Object.fromEntries(OBSERVER_TAGS)];
  expect(refusalToJoin(wish, viewOf([...members, gone]))).toMatchObject({ kind: "refused" });
  expect(refusalToJoin(wish, viewOf([...members, gone], {}, ["observer"]))).toBeUndefined();
});

it("says before joining what a crash or a sleeping laptop leaves behind", () => {
  const consul = consequencesOfJoining(wish, viewOf(members));
  expect(consul).toMatch(/observer at 10\.0\.0\.9:8301 appears in the lists of all members \(2 alive now\)/);
  expect(consul).toMatch(/goes to sleep leaves observer behind as failed: for 72 hours/);
  expect(consul).toMatch(/not registered in Consul's catalog/);
  expect(consequencesOfJoining(wish, viewOf(members, { kind: "serf" }))).toMatch(/for 24 hours/);
});

it("joins under a role that Consul's leader does not register", () => {
  expect(Object.fromEntries(OBSERVER_TAGS)["role"]).toBe("observer");
  expect(OBSERVER_TAGS.map(([name]) => name)).not.toContain("id");
});

it("takes those seen by the guest for the pool, and those that came since", () => {
  const lane = laneOf(
    viewOf([...members, ["probe", "10.0.0.3", {}]]),
    [],
    "observer",
    (name) => name === "new",
  );
  expect(lane).toMatchObject({ product: "consul", datacenter: "dc1", guests: ["probe", "observer"] });
  expect(["srv", "new", "other"].map((name) => lane.isKnown(name))).toEqual([true, true, false]);
});

function viewOf(rows: readonly Row[], info: Partial<PoolInfo> = {}, left: readonly string[] = []): PoolView {
  const observer = new Observer(
    {
      ...{ id: "p", name: "dc1 LAN", kind: "consul", plane: "lan", attach: "shadow" },
      ...{ environment: "development", encrypted: false },
      ...info,
    },
    NO_TRAFFIC,
  );
  const nodes = rows.map(([name, ip, tags]) => {
    const meta = encodeTags(Object.entries(tags));
    return {
      ...{
        name,
        ip,
        port: 8301,
        incarnation: 1,
        state: left.includes(name) ? ("left" as const) : ("alive" as const),
      },
      meta: meta.ok ? meta.value : new Uint8Array(0),
      versions: [1, 5, 2, 2, 5, 4] as const,
    };
  });
  const state = encodePushPull({ kind: "pushPull", join: false, nodes, userState: new Uint8Array(0) });
  const columns = decodePushPullColumns(state);
  if (!columns.ok) throw new Error(columns.error.message);
  observer.heardState(1, "10.0.0.1:8301", columns.value, undefined);
  return observer.ledger.snapshot(2);
}
