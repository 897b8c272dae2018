import { expect, it } from "vitest";
import { stateCode, type PoolView } from "../../../engine/view/view.ts";
import { unmeasuredBuilds } from "../../../engine/view/measured.ts";
import { samplePool } from "../../webview/samplePool.ts";

/** The sample pool with other words in its tags. */
function poolOf(words: Readonly<Record<string, string>>): PoolView {
  const view = samplePool(5);
  return { ...view, strings: view.strings.map((word) => words[word] ?? word) };
}

it("says nothing of builds that were measured", () => {
  expect(unmeasuredBuilds(samplePool(500))).toEqual([]);
  expect(unmeasuredBuilds(poolOf({ "1.8.7": "1.8.7:e883fe68" }))).toEqual([]);
});

it("names a build that was not, without what stands behind the colon", () => {
  expect(unmeasuredBuilds(poolOf({ "1.8.7": "1.20.1:abcdef" }))).toEqual(["Consul 1.20.1"]);
});

it("names every build of a product that was never run", () => {
  expect(unmeasuredBuilds(poolOf({ consul: "nomad", node: "nomad", "1.8.7": "1.6.2+ent" }))).toEqual([
    "Nomad 1.6.2+ent",
  ]);
});

it("says nothing of members that tell no build, nor of those that the pool has forgotten", () => {
  expect(unmeasuredBuilds(poolOf({ role: "kind" }))).toEqual([]);
  const gone = poolOf({ "1.8.7": "1.20.1" });
  gone.columns.state.fill(stateCode("reaped"));
  expect(unmeasuredBuilds(gone)).toEqual([]);
});
