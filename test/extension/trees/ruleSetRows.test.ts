/** How rule sets stand in the Remediation view: nothing is claimed of hosts that nobody asked. */
import { expect, it } from "vitest";
import { ruleSetRow } from "../../../extension/trees/ruleSetRows.ts";
import type { RuleSetRecord } from "../../../extension/unmix/ruleSets.ts";
import { member } from "../../engine/firewall/fleets.ts";

const file = (name: string) => ({ name, languageId: "shellscript" as const, text: "" });

function set(changed: Partial<RuleSetRecord> = {}): RuleSetRecord {
  return {
    id: "lan/10.1.0.1:8301\ndc1_dc2_ab12\nnftables",
    poolId: "lan/10.1.0.1:8301",
    pool: "dc1 LAN",
    names: { a: "dc1", b: "dc2" },
    policyId: "dc1_dc2_ab12",
    revision: "0011aabb",
    dialect: "nftables",
    hasTimer: true,
    statements: 4,
    members: {
      a: [member({ id: 0, name: "a1", ip: "10.1.0.1" })],
      b: [member({ id: 1, name: "b1", ip: "" })],
    },
    files: [file("rules.sh"), file("undo.sh"), file("README.md")],
    folder: "",
    writtenAtMs: 1,
    ...changed,
  };
}

const isolation = { atMs: 2, blocked: 118, open: 0, pairs: 120, isConfirmed: true };

it.each([
  ["draft", set(), "rules"],
  ["exported", set({ folder: "/etc/rules" }), "rules"],
  ["verified, 118 of 120 blocked", set({ isolation }), "rules"],
  ["verified, 120 of 120 blocked", set({ isolation: { ...isolation, blocked: 120 } }), "finished"],
  ["verified, 118 of 120 blocked", set({ isolation: { ...isolation, open: 2 } }), "alarm"],
  [
    "void, 120 of 120 blocked",
    set({ isolation: { ...isolation, blocked: 120, isConfirmed: false } }),
    "rules",
  ],
])("is %s", (standing, record, icon) => {
  expect(ruleSetRow(record)).toMatchObject({
    description: `nftables · ${standing}`,
    icon,
    label: "dc1 | dc2",
  });
});

it("has its documents and both sides below it, and says who can't be cut", () => {
  const { children } = ruleSetRow(set());
  expect(children.map(({ label }) => label)).toEqual(["rules.sh", "undo.sh", "README.md", "dc1", "dc2"]);
  expect(children[4]?.children[0]?.description).toBe("no address: not cut");
  expect(new Set(children.map(({ id }) => id)).size).toBe(children.length);
});

it("offers an undo only where the dialect has one", () => {
  expect(ruleSetRow(set()).contextValue).toBe("ruleSet.undo");
  expect(ruleSetRow(set({ files: [file("policy.yaml")] })).contextValue).toBe("ruleSet");
});

it("never lists thousands of members", () => {
  const many = Array.from({ length: 5_000 }, (_, id) => member({ id, name: `m${id}`, ip: "10.1.0.1" }));
  const [side] = ruleSetRow(set({ members: { a: many, b: [] } })).children.filter(
    ({ label }) => label === "dc1",
  );
  expect(side?.children).toHaveLength(100);
  expect(side?.description).toContain("5000 members");
});
