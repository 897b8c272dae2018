/** Who may import whom: the layer table of CONTRIBUTING.md, as a check. */

const MAY_IMPORT = {
  base: [],
  view: ["base"],
  wire: ["base"],
  swim: ["base", "wire"],
  serf: ["base", "wire", "swim"],
  consul: ["base", "serf"],
  evidence: ["base", "view", "serf", "consul"],
  lanes: ["base", "view", "consul", "evidence"],
  observer: ["base", "view", "wire", "swim", "serf", "consul", "evidence", "lanes"],
  recording: ["base", "view", "lanes", "observer"],
  metrics: ["base", "view", "lanes"],
  simulator: ["base", "wire", "swim", "serf", "consul"],
  lint: ["base", "view", "consul", "lanes"],
  explain: ["base", "view", "consul", "evidence"],
  firewall: ["base", "view", "consul", "evidence", "lanes"],
  unmix: ["base", "view", "swim", "consul", "evidence", "lanes", "firewall"],
  rehearse: [
    "base",
    "view",
    "wire",
    "swim",
    "serf",
    "consul",
    "lanes",
    "lint",
    "simulator",
    "firewall",
    "unmix",
  ],
  host: ["base", "view", "wire", "swim", "serf", "consul", "observer", "simulator"],
  // Plays its guided scenarios in virtual time, and on sockets under the simulator's network of faults.
  cluster: ["base", "view", "wire", "swim", "serf", "consul", "observer", "simulator", "host"],
  entry: [
    "base",
    "view",
    "wire",
    "consul",
    "evidence",
    "lanes",
    "observer",
    "recording",
    "metrics",
    "simulator",
    "lint",
    "explain",
    "firewall",
    "unmix",
    "rehearse",
    "host",
    "cluster",
  ],
};

const IMPURE = "host|cluster|entry";
const rule = (name, from, to) => ({ name, severity: "error", from, to });
const path = (path, pathNot) => ({ path, ...(pathNot === undefined ? {} : { pathNot }) });

const layerRules = Object.entries(MAY_IMPORT).map(([layer, below]) =>
  rule(
    `${layer}-looks-down-only`,
    path(`^engine/${layer}/`),
    path("^(engine|extension|webview|test)/", `^engine/(${[layer, ...below].join("|")})/`),
  ),
);

export default {
  forbidden: [
    ...layerRules,
    rule("pure-means-no-node", path("^engine/", `^engine/(${IMPURE})/`), { dependencyTypes: ["core"] }),
    rule(
      "packages-only-where-named",
      path(
        "^engine/",
        // Globs of lanekeeper.yaml are picomatch's, in one file, so that they mean what they mean elsewhere.
        // Recordings are foreign files: their lines and their reader are checked by valibot's schemas, as the dashboard's messages are.
        `^engine/(${IMPURE}|lint/parse|lint/report|firewall/dialects)/|^engine/(base/address|lint/config/globs|recording/(line|reader))\\.ts$`,
      ),
      { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"] },
    ),
    rule(
      "engine-never-meets-vscode",
      path("^engine/"),
      path("^vscode$|node_modules/(@vscode|svelte|chart\\.js)/"),
    ),
    rule(
      "extension-enters-by-the-door",
      path("^extension/"),
      path("^engine/", "^engine/((index|tools)\\.ts$|view/)"),
    ),
    rule("tools-are-loaded-late", path("^extension/", "^extension/tools\\.ts$"), path("^engine/tools\\.ts$")),
    rule(
      "extension-knows-the-contract-only",
      path("^extension/"),
      path("^webview/", "^webview/(protocol|channel)\\.ts$"),
    ),
    rule("webview-sees-the-view-only", path("^webview/"), path("^(extension|engine)/", "^engine/view/")),
    rule("no-cycles", {}, { circular: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".mjs", ".js", ".svelte"],
      conditionNames: ["import", "require"],
    },
  },
};
