import { expect, it } from "vitest";
import { encodePushPull } from "../../../engine/wire/pushPull.ts";
import { decodePushPullColumns } from "../../../engine/wire/pushPullColumns.ts";
import { Observer } from "../../../engine/observer/observer.ts";
import { NO_TRAFFIC, type PoolInfo } from "../../../engine/view/view.ts";

const info: PoolInfo = {
  id: "p",
  name: "p",
  kind: "serf",
  plane: "lan",
  environment: "unknown",
  attach: "shadow",
  encrypted: false,
};
const SEED = "10.0.0.1:7946";

/** A pool of so many, as a member tells it. */
function hear(observer: Observer, count: number): void {
  const nodes = Array.from({ length: count }, (_, index) => ({
    name: `n${index}`,
    ip: `10.0.${index >> 8}.${index & 255}`,
    port: 7946,
    meta: new Uint8Array(0),
    incarnation: 1,
    state: "alive" as const,
    versions: [1, 5, 2, 2, 5, 5] as const,
  }));
  const state = { kind: "pushPull", join: false, nodes, userState: new Uint8Array(0) } as const;
  const rows = decodePushPullColumns(encodePushPull(state));
  if (!rows.ok) throw new Error(rows.error.message);
  observer.heardState(1_000, SEED, rows.value, undefined);
}

it("takes in as many members as it may, and says how many it leaves out", () => {
  const observer = new Observer(info, NO_TRAFFIC, 300);
  hear(observer, 300);
  expect(observer.ledger.snapshot(2_000)).toMatchObject({ count: 300, problems: [] });
  hear(observer, 1_350);
  const { count, problems } = observer.ledger.snapshot(3_000);
  expect(count).toBe(300);
  expect(problems.map(({ message }) => message)).toEqual([
    "300 members are shown, and 1,050 more that were named are left out.",
  ]);
});

it("takes no newcomer in by gossip either, and goes on about those it has", () => {
  const observer = new Observer(info, NO_TRAFFIC, 3);
  hear(observer, 3);
  const alive = {
    kind: "alive",
    incarnation: 2,
    port: 7946,
    meta: new Uint8Array(0),
    versions: undefined,
  } as const;
  observer.heardGossip(2_000, SEED, { ...alive, node: "n9", ip: "10.0.0.9" });
  observer.heardGossip(2_000, SEED, { kind: "suspect", node: "n2", from: "n1", incarnation: 1 });
  const { count, accusations } = observer.ledger.snapshot(3_000);
  expect(count).toBe(3);
  expect(accusations).toMatchObject([{ accused: 2, accuser: 1 }]);
});
