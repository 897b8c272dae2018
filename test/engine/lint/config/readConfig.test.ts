import { expect, it } from "vitest";
import { SeededRandom } from "../../../../engine/base/random.ts";
import { readConfig } from "../../../../engine/lint/config/readConfig.ts";
import { RuleNames } from "../../../../engine/lint/config/ruleNames.ts";
import { Source } from "../../../../engine/lint/model/source.ts";
import { parseYaml } from "../../../../engine/lint/parse/yaml.ts";
import { mutated } from "../parse/mutations.ts";

const names = new RuleNames([
  { id: "lan-join-wan-port", code: "GM201" },
  { id: "rejoin-after-leave", code: "GM702" },
]);
const read = (text: string) => readConfig(parseYaml(text), names);
const problems = (text: string): string[] => {
  const source = new Source("lanekeeper.yaml", text);
  return read(text).problems.map(({ message, span }) => `${source.position(span.start).line}: ${message}`);
};

it("reads every setting", () => {
  const { config, problems } = read(`
extends: strict
rules:
  rejoin-after-leave: off
  GM201: warning
overrides:
  - files: ["legacy/**"]
    rules:
      lan-join-wan-port: off
  - files: "*.json"
    rules: { rejoin-after-leave: default }
ignore: [vendor/]
requireReason: false
noInlineConfig: true
reportUnusedDisables: false
federations:
  - [DC1, dc2]
splitHorizonNames: [Consul.Example.net]
separateWanKeyring: true
`);
  expect(problems).toEqual([]);
  expect(config).toEqual({
    extends: "strict",
    rules: new Map([
      ["rejoin-after-leave", "off"],
      ["lan-join-wan-port", "warning"],
    ]),
    overrides: [
      { files: ["legacy/**"], rules: new Map([["lan-join-wan-port", "off"]]) },
      { files: ["*.json"], rules: new Map([["rejoin-after-leave", "default"]]) },
    ],
    ignore: ["vendor/"],
    comments: { requireReason: false, noInlineConfig: true, reportUnusedDisables: false },
    settings: {
      federations: [["dc1", "dc2"]],
      splitHorizonNames: ["consul.example.net"],
      separateWanKeyring: true,
    },
  });
});

it.each(["", "# nothing yet\n", "rules:\n"])("%j is the default", (text) => {
  const { config, problems } = read(text);
  expect(problems).toEqual([]);
  expect(config.extends).toBe("recommended");
  expect(config.comments.requireReason).toBe(false);
});

it("wants reasons in strict, unless told otherwise", () => {
  expect(read("extends: strict").config.comments.requireReason).toBe(true);
});

it.each([
  ["extend: strict", "1: `extend` means nothing here; did you mean `extends`?"],
  ["extends: loose", "1: `extends` is one of recommended, strict"],
  [
    "rules:\n  lan-join-wan-prot: off",
    '2: there is no rule "lan-join-wan-prot"; did you mean "lan-join-wan-port"?',
  ],
  ["rules:\n  GM999: off", '2: there is no rule "GM999"; `lanekeeper rules` lists them'],
  ["rules:\n  GM201: loud", "2: `GM201` is one of off, information, warning, error, default"],
  ["rules: off", "1: `rules` gives each rule a severity"],
  ["requireReason: sometimes", "1: `requireReason` is true or false"],
  ["ignore: { a: b }", "1: `ignore` is a list of texts"],
  ["overrides:\n  - rules: { GM201: off }", "2: this override names no `files`; give it a list of globs"],
  ["overrides: all", "1: `overrides` is a list"],
  ["federations:\n  - [dc1]", "2: a federation has at least two datacenters"],
  ["federations:\n  - dc1: dc2", "2: a federation is a list of datacenters, such as [dc1, dc2]"],
])("says of %j where it is wrong and what to do", (text, problem) => {
  expect(problems(text)).toEqual([problem]);
});

it("keeps what is right beside what is wrong", () => {
  const { config, problems } = read("rules:\n  nonsense: off\n  GM702: error\n");
  expect(problems).toHaveLength(1);
  expect(config.rules).toEqual(new Map([["rejoin-after-leave", "error"]]));
});

it("careless hands break no more than the file", () => {
  const whole = `extends: strict
rules: { GM201: off, rejoin-after-leave: warning }
overrides:
  - files: [a/**]
    rules: { GM702: error }
federations: [[dc1, dc2]]
requireReason: true
`;
  const random = new SeededRandom(20_261_127);
  for (let i = 0; i < 1_000; i += 1) {
    const text = mutated(whole, random);
    for (const { message, span } of read(text).problems) {
      expect(message).not.toBe("");
      expect(span.end, text).toBeLessThanOrEqual(text.length);
    }
  }
});
