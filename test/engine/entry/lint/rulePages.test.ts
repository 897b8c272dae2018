import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { ALL_RULES } from "../../../../engine/entry/lint/ruleCatalogue.ts";
import { withPage } from "../../../../engine/entry/lint/rulePages.ts";

it("every rule that an editor shows has a page to open, those about comments and syntax too", () => {
  const without = ALL_RULES.filter(({ id }) => !existsSync(`engine/lint/rules/${id}.md`)).map(({ id }) => id);
  expect(without).toEqual([]);
});

it("a rule's help is the page that lies beside it", () => {
  const pages = ALL_RULES.map((rule) => [rule.id, withPage(rule).page?.split("\n", 1)[0]]);
  expect(pages).toEqual(ALL_RULES.map(({ id }) => [id, `# ${id}`]));
});
