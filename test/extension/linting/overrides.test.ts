import { expect, it } from "vitest";
import { readConfig } from "../../../engine/lint/config/readConfig.ts";
import { parseYaml } from "../../../engine/lint/parse/yaml.ts";
import { RULE_NAMES } from "../../../engine/entry/lint/ruleCatalogue.ts";
import { NEW_CONFIG, suppressionComment, withOverride } from "../../../extension/linting/overrides.ts";

/** The files and rules of all overrides, as the linter reads them. */
function overridesOf(text: string): unknown {
  const { config, problems } = readConfig(parseYaml(text), RULE_NAMES);
  expect(problems).toEqual([]);
  return config.overrides.map(({ files, rules }) => [files, [...rules]]);
}

const added = [["dc2/app.json"], [["lan-join-wan-port", "off"]]];

it.each([
  ["an empty file", "", []],
  ["a file without overrides", "extends: strict\n", []],
  ["a file without a line end", "extends: strict", []],
  ["an empty list", "overrides: []\nextends: strict\n", []],
  ["overrides with indented items", "overrides:\n  - files: [lab/]\n    rules: {syntax: off}\n", [[["lab/"], [["syntax", "off"]]]]],
  ["overrides without indentation", "# c\noverrides: # d\n- files: [lab/]\n  rules: {syntax: off}\n", [[["lab/"], [["syntax", "off"]]]]],
])("an override is added to %s", (_, text, before) => {
  const after = withOverride(text, "dc2/app.json", "lan-join-wan-port");
  expect(overridesOf(after)).toEqual([added, ...before]);
}); // prettier-ignore

it("a new configuration is valid as it stands, and with every comment taken away", () => {
  expect(overridesOf(NEW_CONFIG)).toEqual([]);
  const uncommented = NEW_CONFIG.replace(/^# (?=\w+:|  )/gm, "").replace(/^# .*$/gm, "");
  expect(overridesOf(uncommented)).toEqual([[["lab/"], [["implicit-datacenter-join", "off"]]]]);
});

it("a suppression stands over its line, as indented as that is", () => {
  expect(
    suppressionComment('  "10.1.0.10",', "lan-join-other-datacenter", "a lab, torn down on Friday "),
  ).toBe("  # lanekeeper-disable-next-line lan-join-other-datacenter -- a lab, torn down on Friday\n");
  expect(suppressionComment("x = 1", "syntax", "")).toBe("# lanekeeper-disable-next-line syntax\n");
});
