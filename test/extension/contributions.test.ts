import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as v from "valibot";
import { COLOURS, COMMANDS, SETTINGS, VIEWS } from "../../extension/contributions.ts";

const manifest = v.parse(
  v.looseObject({
    main: v.string(),
    contributes: v.looseObject({
      commands: v.array(v.looseObject({ command: v.string(), title: v.string(), category: v.string() })),
      views: v.record(v.string(), v.array(v.looseObject({ id: v.string() }))),
      colors: v.array(v.looseObject({ id: v.string() })),
      configuration: v.array(v.looseObject({ properties: v.record(v.string(), v.unknown()) })),
    }),
  }),
  JSON.parse(readFileSync("package.json", "utf8")),
);
const texts = v.parse(v.record(v.string(), v.string()), JSON.parse(readFileSync("package.nls.json", "utf8")));
const { commands, views, colors, configuration } = manifest.contributes;

it("contributes every command, view, colour and setting that the code names", () => {
  expect(commands.map(({ command }) => command)).toEqual(expect.arrayContaining(Object.values(COMMANDS)));
  expect(
    Object.values(views)
      .flat()
      .map(({ id }) => id),
  ).toEqual(expect.arrayContaining(Object.values(VIEWS)));
  expect(colors.map(({ id }) => id).sort()).toEqual(Object.values(COLOURS).sort());
  const settings = configuration.flatMap(({ properties }) => Object.keys(properties));
  expect(settings).toEqual(expect.arrayContaining(Object.values(SETTINGS).map((key) => `lanekeeper.${key}`)));
});

it("puts all commands into one category", () => {
  expect(new Set(commands.map(({ category }) => category))).toEqual(new Set(["Lanekeeper"]));
});

it("has a text for every %placeholder% of the manifest", () => {
  const used = [...readFileSync("package.json", "utf8").matchAll(/"%([^%"]+)%"/g)].map(
    ([, key]) => key ?? "",
  );
  expect(used.length).toBeGreaterThan(20);
  expect(used.filter((key) => texts[key] === undefined)).toEqual([]);
});
