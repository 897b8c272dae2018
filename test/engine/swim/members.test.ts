import { expect, it } from "vitest";
import { SeededRandom } from "../../../engine/base/random.ts";
import { Identities, type Identity } from "../../../engine/swim/identities.ts";
import { MemberTable } from "../../../engine/swim/members.ts";

const identity = (name: string, port = 7946): Identity => ({
  name,
  address: { ip: "10.0.0.1", port },
  meta: Uint8Array.of(port & 0xff),
  versions: [1, 5, 2, 2, 5, 4],
});
const random = new SeededRandom(1);

function tableOf(names: readonly string[], identities = new Identities()): MemberTable {
  const table = new MemberTable(identities);
  for (const name of names) table.setState(table.insert(identity(name), random, 0), "alive", 0);
  return table;
}

it("takes a new member in as dead with incarnation 0, until an alive message raises it", () => {
  const table = new MemberTable();
  const id = table.insert(identity("n1"), random, 0);
  expect(table.member(id)).toEqual({ ...identity("n1"), incarnation: 0, state: "dead" });
});

it("probes every member once in a pass", () => {
  const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
  const table = tableOf(names);
  expect([...table.ids()].map((id) => table.name(id)).sort()).toEqual([...names].sort());
});

it("forgets the dead only after their time, and shuffles the rest", () => {
  const table = tableOf(["n1", "n2", "n3"]);
  table.setState(table.find("n2"), "dead", 1_000);
  expect(table.reap(30_000, random, 31_000)).toEqual([]);
  expect(table.reap(30_000, random, 31_001)).toEqual(["n2"]);
  expect(table.find("n2")).toBe(-1);
  expect(table.size).toBe(2);
});

it("keeps the time of a change over 49 days, where 32 bits of ms begin anew", () => {
  const table = tableOf(["n1"]);
  const late = 2 ** 32 - 500;
  table.setState(table.find("n1"), "dead", late);
  expect(table.unchangedMs(table.find("n1"), late + 2_000)).toBe(2_000);
});

it("shares what members say of themselves among the tables of a pool, and forgets it with the last", () => {
  const identities = new Identities();
  const a = tableOf(["n1", "n2"], identities);
  const b = tableOf(["n1"], identities);
  expect(b.identity(b.find("n1"))).toBe(a.identity(a.find("n1")));
  a.setState(a.find("n1"), "left", 0);
  a.reap(0, random, 1);
  expect(identities.nameId("n1")).toBeGreaterThanOrEqual(0);
  b.setState(b.find("n1"), "left", 0);
  b.reap(0, random, 1);
  expect(identities.nameId("n1")).toBe(-1);
  expect(b.find("n1")).toBe(-1);
});

it("keeps the address that each table believes, when they differ", () => {
  const identities = new Identities();
  const a = tableOf(["n1"], identities);
  const b = tableOf(["n1"], identities);
  b.setIdentity(b.find("n1"), identity("n1", 7_000));
  expect(a.identity(a.find("n1")).address.port).toBe(7_946);
  expect(b.identity(b.find("n1")).address.port).toBe(7_000);
});

it("picks different members that suit, and finds the only one in a small table", () => {
  const table = tableOf(["n1", "n2", "n3", "n4"]);
  expect(table.pick(3, random, (id) => table.name(id) === "n4").map((id) => table.name(id))).toEqual(["n4"]);
  const large = tableOf(Array.from({ length: 50 }, (_, index) => `n${index}`));
  const picked = large.pick(3, random, (id) => large.name(id) !== "n7");
  expect(new Set(picked).size).toBe(3);
});

it("copies a table whole for a world that starts converged", () => {
  const identities = new Identities();
  const first = tableOf(["n1", "n2", "n3"], identities);
  const copy = new MemberTable(identities);
  copy.copyFrom(first, random);
  expect([...copy.ids()].map((id) => copy.member(id).name).sort()).toEqual(["n1", "n2", "n3"]);
  expect(copy.member(copy.find("n2"))).toEqual(first.member(first.find("n2")));
});
