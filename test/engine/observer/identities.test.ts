/** A pool that is read again and again: what has not changed is not decoded, and what has is never missed. */
import { expect, it } from "vitest";
import { Observer } from "../../../engine/observer/observer.ts";
import { encodeTags } from "../../../engine/serf/tags.ts";
import { memberRow, NO_TRAFFIC, type PoolInfo } from "../../../engine/view/view.ts";
import { encodePushPull } from "../../../engine/wire/pushPull.ts";
import { decodePushPullColumns } from "../../../engine/wire/pushPullColumns.ts";

const INFO: PoolInfo = {
  ...{ id: "lan", name: "dc1 LAN", kind: "serf", plane: "lan" },
  ...{ attach: "shadow", environment: "unknown", encrypted: false },
};
const VANTAGE = "10.1.0.1:7946";

interface Said {
  readonly dc?: string;
  readonly port?: number;
  readonly incarnation?: number;
}

/** What 10.1.0.1 says: itself, and `web-1` as told. */
function hear(observer: Observer, atMs: number, { dc = "dc1", port = 7946, incarnation = 1 }: Said): void {
  const meta = (name: string): Uint8Array => {
    const tags = encodeTags([["dc", name]]);
    if (!tags.ok) throw new Error(tags.error);
    return tags.value;
  };
  const versions = [1, 5, 2, 2, 5, 4] as const;
  const message = encodePushPull({
    ...{ kind: "pushPull", join: false, userState: new Uint8Array(0) },
    nodes: [
      {
        name: "srv-1",
        ip: "10.1.0.1",
        port: 7946,
        meta: meta("dc1"),
        incarnation: 1,
        state: "alive",
        versions,
      },
      { name: "web-1", ip: "10.1.0.2", port, meta: meta(dc), incarnation, state: "alive", versions },
    ],
  });
  const rows = decodePushPullColumns(message);
  if (!rows.ok) throw new Error("not decoded");
  observer.heardState(atMs, VANTAGE, rows.value, undefined);
}

function watched(): Observer {
  const observer = new Observer(INFO, NO_TRAFFIC);
  hear(observer, 1_000, {});
  hear(observer, 6_000, {});
  observer.ledger.takeDelta(6_000);
  observer.ledger.takeEvents();
  return observer;
}

it("tells no row again that says the same", () => {
  const observer = watched();
  hear(observer, 11_000, {});
  expect(observer.ledger.takeDelta(11_000)?.rows.ids).toHaveLength(0);
  expect(observer.ledger.takeEvents()).toEqual([]);
});

it.each([
  [{ dc: "dc2" }, { tags: { dc: "dc2" } }],
  [{ port: 7947 }, { port: 7947 }],
  [{ incarnation: 2 }, { incarnation: 2 }],
])("takes %j at once", (said, row) => {
  const observer = watched();
  hear(observer, 11_000, said);
  expect(memberRow(observer.ledger.snapshot(11_000), 1)).toMatchObject(row);
});

it("takes back what gossip had changed in between", () => {
  const observer = watched();
  const versions = [1, 5, 2, 2, 5, 4] as const;
  const other = encodeTags([["dc", "dc9"]]);
  if (!other.ok) throw new Error(other.error);
  observer.heardGossip(7_000, VANTAGE, {
    ...{ kind: "alive", incarnation: 2, node: "web-1", ip: "10.1.0.2", port: 7946 },
    ...{ meta: other.value, versions },
  });
  expect(memberRow(observer.ledger.snapshot(7_000), 1).tags).toEqual({ dc: "dc9" });
  hear(observer, 11_000, { incarnation: 3 });
  expect(memberRow(observer.ledger.snapshot(11_000), 1).tags).toEqual({ dc: "dc1" });
});

it("knows which member it asks", () => {
  const { vantages } = watched().ledger.snapshot(7_000);
  expect(vantages.map(({ member, address }) => [member, address])).toEqual([[0, VANTAGE]]);
});

it("takes of two members at the address that it asks the one that is alive", () => {
  const observer = new Observer(INFO, NO_TRAFFIC);
  const node = { ip: "10.1.0.1", port: 7946, meta: new Uint8Array(0), incarnation: 1 };
  const versions = [1, 5, 2, 2, 5, 4] as const;
  const nodes = (["srv-1", "srv-1-old"] as const).map((name, i) => ({
    ...node,
    ...{ name, state: i === 0 ? ("alive" as const) : ("left" as const), versions },
  }));
  const rows = decodePushPullColumns(
    encodePushPull({ kind: "pushPull", join: false, userState: new Uint8Array(0), nodes }),
  );
  if (!rows.ok) throw new Error("not decoded");
  observer.heardState(1_000, VANTAGE, rows.value, undefined);
  expect(observer.ledger.snapshot(1_000).vantages.map(({ member }) => member)).toEqual([0]);
});

it("remembers members beyond the first room for their bytes", () => {
  const observer = new Observer(INFO, NO_TRAFFIC);
  const hearMany = (atMs: number, dc: string): void => {
    const tags = encodeTags([
      ["dc", dc],
      ["note", "x".repeat(100)],
    ]);
    if (!tags.ok) throw new Error(tags.error);
    const nodes = Array.from({ length: 500 }, (_, i) => ({
      ...{ name: `web-${i}`, ip: `10.1.${i >> 8}.${i & 255}`, port: 7946, meta: tags.value },
      ...({ incarnation: 1, state: "alive", versions: [1, 5, 2, 2, 5, 4] } as const),
    }));
    const rows = decodePushPullColumns(
      encodePushPull({ kind: "pushPull", join: false, userState: new Uint8Array(0), nodes }),
    );
    if (rows.ok) observer.heardState(atMs, VANTAGE, rows.value, undefined);
  };
  for (const [round, dc] of ["dc1", "dc1", "dc2", "dc2", "dc3"].entries()) {
    hearMany(5_000 * round, dc);
    const view = observer.ledger.snapshot(5_000 * round);
    expect(Array.from({ length: 500 }, (_, id) => memberRow(view, id).datacenter)).toEqual(
      new Array(500).fill(dc),
    );
  }
});
