import { expect, it } from "vitest";
import { lanesOf, marksOf } from "../../../webview/timeline/lanes.ts";
import { layoutPicture, rowAt, rowTop, timeAt, xOf } from "../../../webview/timeline/picture.ts";
import { happened, logOf } from "./sampleLog.ts";

const events = [happened(10, "fault", "", "kill web-1"), happened(20, "memberFailed")];
const picture = layoutPicture(600, { fromMs: 0, toMs: 100 }, marksOf(events), lanesOf(logOf(events), 100));

it("finds the row and the moment under the pointer, where they are drawn", () => {
  expect([rowAt(picture, rowTop(picture, 0) + 2), rowAt(picture, rowTop(picture, 1) + 2)]).toEqual([0, 1]);
  expect(rowAt(picture, 3)).toBeUndefined();
  expect(timeAt(picture, xOf(picture, 70))).toBeCloseTo(70);
  expect(timeAt(picture, 0)).toBe(0);
});

it("leaves most of a narrow panel to the lanes", () => {
  const narrow = layoutPicture(280, picture.window, picture.marks, picture.lanes);
  expect(narrow.labelPx).toBeLessThan(100);
});
