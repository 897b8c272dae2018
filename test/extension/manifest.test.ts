/** The manifest against the code: nothing is promised that is not there, and nothing is there that is not promised. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import picomatch from "picomatch";
import * as v from "valibot";
import { expect, it } from "vitest";
import * as contributions from "../../extension/contributions.ts";

const item = v.looseObject({ command: v.string(), when: v.optional(v.string(), "") });
const manifest = v.parse(
  v.looseObject({
    activationEvents: v.array(v.string()),
    extensionKind: v.array(v.string()),
    capabilities: v.looseObject({
      untrustedWorkspaces: v.looseObject({
        supported: v.string(),
        restrictedConfigurations: v.array(v.string()),
      }),
      virtualWorkspaces: v.looseObject({ supported: v.string() }),
    }),
    files: v.array(v.string()),
    contributes: v.looseObject({
      commands: v.array(v.looseObject({ command: v.string(), enablement: v.optional(v.string(), "") })),
      views: v.record(v.string(), v.array(v.looseObject({ id: v.string() }))),
      viewsWelcome: v.array(v.looseObject({ view: v.string(), when: v.string() })),
      menus: v.record(v.string(), v.array(item)),
      keybindings: v.array(item),
      configuration: v.array(v.looseObject({ properties: v.record(v.string(), v.looseObject({})) })),
      walkthroughs: v.array(
        v.looseObject({
          id: v.string(),
          steps: v.array(
            v.looseObject({
              media: v.looseObject({ svg: v.string() }),
              completionEvents: v.array(v.string()),
            }),
          ),
        }),
      ),
    }),
  }),
  JSON.parse(readFileSync("package.json", "utf8")),
);
const texts = v.parse(v.record(v.string(), v.string()), JSON.parse(readFileSync("package.nls.json", "utf8")));
const { contributes, capabilities } = manifest;
const commandIds = contributes.commands.map(({ command }) => command);
const settingKeys = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));

/** The extension's own sources, by path. */
const sources = readdirSync("extension", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && file !== "contributions.ts")
  .map((file) => [file, readFileSync(path.join("extension", file), "utf8")] as const);
const code = sources.map(([, text]) => text).join("\n");

/** `COMMANDS.observePool` of an id, as the code spells it. */
function nameOf(id: string): string {
  for (const [name, group] of Object.entries(contributions)) {
    if (group === id) return name;
    for (const [key, value] of Object.entries(group)) if (value === id) return `${name}.${key}`;
  }
  return `"${id}"`;
}

it("has a handler for every command", () => {
  const registered = new Set(
    [...code.matchAll(/registerCommand\(\s*(?:\w+,\s*)?([\w.]+)/g)].map(([, name]) => name),
  );
  expect(commandIds.filter((id) => !registered.has(nameOf(id)))).toEqual([]);
  expect(new Set(commandIds).size).toBe(commandIds.length);
});

it("offers in menus, keys, welcome texts and the walkthrough only commands that there are", () => {
  const menus = Object.values(contributes.menus).flat();
  const offered = [...menus, ...contributes.keybindings].map(({ command }) => command);
  const linked = Object.values(texts).flatMap((text) =>
    [...text.matchAll(/command:(lanekeeper\.[\w.]+)/g)].map(([, id]) => id ?? ""),
  );
  const awaited = contributes.walkthroughs
    .flatMap(({ steps }) => steps.flatMap(({ completionEvents }) => completionEvents))
    .flatMap((event) => (event.startsWith("onCommand:") ? [event.slice("onCommand:".length)] : []));
  const views = Object.values(contributes.views).flat();
  const focusing = views.map(({ id }) => `${id}.focus`);
  const own = [...offered, ...linked, ...awaited].filter((id) => id.startsWith("lanekeeper."));
  expect(own.filter((id) => !commandIds.includes(id) && !focusing.includes(id))).toEqual([]);
});

it("says in every empty view why it is empty and what to do", () => {
  const causes = (view: string): string[] =>
    contributes.viewsWelcome.filter((welcome) => welcome.view === view).map(({ when }) => when);
  for (const { id } of Object.values(contributes.views).flat()) expect(causes(id), id).not.toEqual([]);
  const pools = causes(contributions.VIEWS.pools);
  expect(pools).toHaveLength(4);
  for (const cause of [
    "!isWorkspaceTrusted",
    "virtualWorkspace",
    "lanekeeper.hasSeeds",
    "!lanekeeper.hasSeeds",
  ])
    expect(
      pools.some((when) => when.split(" && ").includes(cause)),
      cause,
    ).toBe(true);
  const configs = causes(contributions.VIEWS.agentConfigs).join();
  for (const cause of ["== ready", "== off", "== reading", "workspaceFolderCount == 0"])
    expect(configs).toContain(cause);
});

it("reads every setting that it offers, and offers every one that it reads", () => {
  const read = Object.entries(contributions.SETTINGS).map(([key, id]) => [key, `lanekeeper.${id}`] as const);
  expect(settingKeys.sort()).toEqual(read.map(([, id]) => id).sort());
  const unread = read.filter(([key]) => !new RegExp(`SETTINGS\\.${key}\\b`).test(code));
  expect(unread).toEqual([]);
});

it("can be translated: no text of the manifest stands in it, and none waits for nothing", () => {
  const keys = new Set(["title", "name", "description", "markdownDescription", "contents", "displayName"]);
  const bare: string[] = [];
  const used = new Set<string>();
  const walk = (value: unknown, place: string): void => {
    if (Array.isArray(value)) value.forEach((each, i) => walk(each, `${place}[${i}]`));
    else if (typeof value === "object" && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        const isText = typeof each === "string" && (keys.has(key) || key.endsWith("Text"));
        if (isText && !/^%.+%$/.test(each) && each !== "Lanekeeper" && place !== "")
          bare.push(`${place}.${key}`);
        walk(each, `${place}.${key}`);
      }
    } else if (typeof value === "string") {
      for (const [, key] of value.matchAll(/^%(.+)%$/g)) used.add(key ?? "");
    }
  };
  walk(JSON.parse(readFileSync("package.json", "utf8")), "");
  const isSchema = (place: string): boolean => /\.jsonValidation|\.languages|\.properties\.name$/.test(place);
  expect(bare.filter((place) => !isSchema(place))).toEqual([]);
  expect(Object.keys(texts).filter((key) => !used.has(key))).toEqual([]);
});

it("says nothing to a person in the code that cannot be translated", () => {
  const calls = /(?:show(?:Error|Warning|Information)Message|setStatusBarMessage)\(\s*["'`](?!\$\{)/;
  const options = /\b(?:placeHolder|prompt|openLabel)(?::| =) ["'`][A-Z]/;
  expect(sources.filter(([, text]) => calls.test(text) || options.test(text)).map(([file]) => file)).toEqual(
    [],
  );
});

it("sends nothing from an untrusted or a virtual workspace", () => {
  expect(capabilities.untrustedWorkspaces.supported).toBe("limited");
  expect(capabilities.virtualWorkspaces.supported).toBe("limited");
  const sending = [
    "pool.observe",
    "pool.join",
    "pool.preflight",
    "member.ping",
    "member.pingFrom",
    "firewall.verify",
  ];
  for (const id of sending) {
    const command = contributes.commands.find((each) => each.command === `lanekeeper.${id}`);
    expect(command?.enablement, id).toContain("isWorkspaceTrusted");
  }
  const restricted = capabilities.untrustedWorkspaces.restrictedConfigurations;
  expect(restricted.filter((key) => !settingKeys.includes(key))).toEqual([]);
  for (const key of ["lanekeeper.pools", "lanekeeper.observe.bindAddress"]) expect(restricted).toContain(key);
});

it("runs where the files are, and starts only where something of its own is", () => {
  expect(manifest.extensionKind).toEqual(["workspace"]);
  expect(manifest.activationEvents.filter((event) => event === "*" || event === "onStartupFinished")).toEqual(
    [],
  );
});

it("packs every picture that the walkthrough shows", () => {
  for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
    expect(
      manifest.files.some((glob) => picomatch.isMatch(media.svg, glob)),
      media.svg,
    ).toBe(true);
    expect(readFileSync(media.svg, "utf8")).toContain("var(--vscode-");
  }
});
