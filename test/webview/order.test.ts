import { expect, it } from "vitest";
import { parseFilter } from "../../engine/view/filter.ts";
import { memberRow, stateOf } from "../../engine/view/view.ts";
import { shownIds, sortIds } from "../../webview/members/order.ts";
import { samplePool } from "./samplePool.ts";

const view = samplePool(500);
const all = shownIds(view, parseFilter(""), false);

it("sorts names as people count: web-2 before web-10", () => {
  const names = sortIds(view, [...all], { key: "name", isDescending: false }).map(
    (id) => memberRow(view, id).name,
  );
  expect(names.indexOf("web-2")).toBe(names.indexOf("web-10") - 8);
});

it("puts suspects first when sorted by state", () => {
  const states = sortIds(view, [...all], { key: "state", isDescending: false }).map((id) =>
    stateOf(view.columns.state[id]),
  );
  expect(states[0]).toBe("suspect");
  expect(states.lastIndexOf("suspect")).toBeLessThan(states.indexOf("failed"));
});

it("keeps never-measured round trips at the end", () => {
  const last = sortIds(view, [...all], { key: "rtt", isDescending: false }).at(-1) ?? 0;
  expect(memberRow(view, last).rttMs).toBeUndefined();
});
