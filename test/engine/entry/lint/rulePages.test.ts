import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { ALL_RULES } from "../../../../engine/entry/lint/ruleCatalogue.ts";

it("every rule that an editor shows has a page to open, those about comments and syntax too", () => {
  const without = ALL_RULES.filter(({ id }) => !existsSync(`engine/lint/rules/${id}.md`)).map(({ id }) => id);
  expect(without).toEqual([]);
});
