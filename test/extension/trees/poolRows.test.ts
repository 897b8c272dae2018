import { expect, it } from "vitest";
import type { KnownPool } from "../../../extension/pool.ts";
import {
  attentionIds,
  childRows,
  CHILDREN_MAX,
  memberFacts,
  poolRow,
  type PoolFacts,
} from "../../../extension/trees/poolRows.ts";
import { SAMPLE_MS, samplePool } from "../../webview/samplePool.ts";

const pool: KnownPool = {
  id: "lan/10.1.0.1:8301",
  name: "dc1 LAN",
  kind: "consul",
  plane: "lan",
  host: "10.1.0.1",
  port: 8301,
  label: "",
  confirmedCidrs: [],
};

function factsOf(count: number): PoolFacts {
  return { pool, view: samplePool(count), problem: undefined, isAttached: true };
}

it("counts states beside the pool's name and puts what needs attention first", () => {
  const facts = factsOf(500);
  const row = poolRow(facts);
  expect(row.description).toMatch(/^\d+ alive · \d+ suspect · \d+ failed .* shadow$/);
  const children = childRows(facts, row);
  expect(children.map(({ contextValue }) => contextValue)).toEqual([
    "finding.P",
    "attention",
    "dc",
    "dc.foreign",
    "edges",
  ]);
  expect(children[3]?.description).toBe("4 members · foreign");
});

it("lists foreign members, then suspects, then failed ones under Needs attention", () => {
  const facts = factsOf(500);
  const attention = childRows(facts, poolRow(facts)).find(({ contextValue }) => contextValue === "attention");
  const rows = attention === undefined ? [] : childRows(facts, attention);
  expect(rows[0]).toMatchObject({ label: "edge-1", contextValue: "member.alive.client.foreign" });
  expect(rows[0]?.description).toContain("dc=dc2, but in this pool");
  expect(rows.map(({ icon }) => icon)).toEqual(
    [...rows.map(({ icon }) => icon)].sort((a, b) => rank(a) - rank(b)),
  );
});

function rank(icon: string): number {
  return ["alive", "suspect", "failed"].indexOf(icon);
}

it.each([5, 500, 10_000])("never has more than 200 children anywhere, %i members", (count) => {
  const facts = factsOf(count);
  const seen = new Set<string>();
  let members = 0;
  const walk = (rows: ReturnType<typeof childRows>): void => {
    expect(rows.length).toBeLessThanOrEqual(CHILDREN_MAX);
    for (const row of rows) {
      expect(seen.has(row.id)).toBe(false);
      seen.add(row.id);
      if (row.id.includes("/dc/m")) members += 1;
      if (row.expansion !== "none") walk(childRows(facts, row));
    }
  };
  walk([poolRow(facts)]);
  expect(members).toBe(count);
});

it("says what to do when there is no answer", () => {
  const problem = { message: "10.1.0.1:8301 refused the connection.", advice: "Check the port." };
  const facts: PoolFacts = { pool, view: undefined, problem, isAttached: true };
  expect(poolRow(facts).description).toBe("no answer");
  expect(childRows(facts, poolRow(facts))).toMatchObject([
    { label: problem.message, description: problem.advice },
  ]);
});

it("states whose view a member's tooltip is", () => {
  const view = samplePool(500);
  const facts = new Map(memberFacts(view, attentionIds(view)[0] ?? 0, SAMPLE_MS));
  expect(facts.get("As seen by")).toBe("10.1.0.0:8301, 10.1.0.1:8301");
  expect(facts.get("Datacenter")).toBe("dc2");
});
