import { expect, it } from "vitest";
import { parseFilter } from "../../../engine/view/filter.ts";
import { memberRow, type PoolView } from "../../../engine/view/view.ts";
import { samplePool } from "../../webview/samplePool.ts";

const view: PoolView = samplePool(120);

function names(text: string): string[] {
  const filter = parseFilter(text);
  return Array.from({ length: view.count }, (_, id) => id)
    .filter((id) => filter.matches(view, id))
    .map((id) => memberRow(view, id).name);
}

it.each([
  ["role:server", ["srv-1", "srv-2", "srv-3"]],
  ["role:server -name:srv-2", ["srv-1", "srv-3"]],
  ["srv-1 | srv-3", ["srv-1", "srv-3"]],
  ["name:srv-1|srv-2", ["srv-1", "srv-2"]],
  ["dc:dc2", ["edge-1"]],
  ["addr:10.2.0.0/16", ["edge-1"]],
  ["addr:10.1.0.1:8301", ["srv-2"]],
  ['"edge-1"', ["edge-1"]],
  ["-dc:dc1", ["edge-1"]],
  ["state:left|leaving", ["web-2", "web-3"]],
  ["state:alive dc:dc2 rtt>9000", []],
])("%s", (text, expected) => {
  expect(names(text)).toEqual(expected);
});

it("matches everybody when it is empty", () => {
  expect(names("  ")).toHaveLength(view.count);
  expect(parseFilter("").isEmpty).toBe(true);
});

it("compares round trips in ms, s and us, and never matches what was not measured", () => {
  const below = names("rtt<10s");
  expect(below).toEqual(names("rtt>=0"));
  expect(below.length).toBeLessThan(view.count);
  expect(names("rtt<=1ms")).toEqual(names("rtt<=1000us"));
});

it.each([
  ["colour:red", '"colour" is not a key; keys are state, dc, role, addr, name, rtt, inc'],
  ["state:dead", '"dead" is not a state; states are unknown, alive, suspect, failed, leaving, left, reaped'],
  ["addr:10.2.0.1/16", '"10.2.0.1/16" has host bits set; did you mean 10.2.0.0/16?'],
  ["rtt:slow", '"rtt:slow" is not a comparison; write rtt>50'],
])("says what is wrong with %s", (text, problem) => {
  expect(parseFilter(text).problems).toEqual([problem]);
});

it("reads any text without a complaint of its own", () => {
  for (const text of ["|", "||", "-", ":", '"', "a:b:c", "rtt>", "\u0000", "[::1]:8301"]) {
    expect(() => parseFilter(text).matches(view, 0)).not.toThrow();
  }
});
