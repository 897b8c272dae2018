import { expect, it } from "vitest";
import { applyEdits } from "../../../../engine/lint/applyFixes.ts";
import { DEFAULT_CONFIG, type LintConfig } from "../../../../engine/lint/config/config.ts";
import { HOUSEKEEPING } from "../../../../engine/lint/config/housekeeping.ts";
import { refiner } from "../../../../engine/lint/config/refine.ts";
import { RuleNames } from "../../../../engine/lint/config/ruleNames.ts";
import type { Finding } from "../../../../engine/lint/finding.ts";
import { rejoinAfterLeave } from "../../../../engine/lint/rules/rejoin-after-leave.ts";
import { segmentJoinMismatch } from "../../../../engine/lint/rules/segment-join-mismatch.ts";
import { staleMembersKept } from "../../../../engine/lint/rules/stale-members-kept.ts";
import { lintFleet } from "../../../../engine/lint/session.ts";

const RULES = [rejoinAfterLeave, staleMembersKept, segmentJoinMismatch];
const names = new RuleNames([...RULES, ...HOUSEKEEPING]);

function lint(text: string, config: Partial<LintConfig> = {}, path = "agent.hcl"): readonly Finding[] {
  const refine = refiner({ ...DEFAULT_CONFIG, ...config }, names);
  return lintFleet([[path, text]], { rules: RULES, refine });
}
const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);

/** Two findings: GM702 in line 2, GM703 in the line after what is put between. */
const agent = (between = "", behind = ""): string =>
  `datacenter = "dc1"\nrejoin_after_leave = true ${behind}\n${between}reconnect_timeout = "720h"\n`;

it("leaves everything without comments and settings", () => {
  expect(codes(lint(agent()))).toEqual(["GM702", "GM703"]);
});

it.each([
  "# lanekeeper-disable-next-line stale-members-kept -- a slow link\n",
  "# lanekeeper-disable-next-line GM703 -- a slow link\n",
  "// lanekeeper-disable-next-line gm703\n",
  "/* lanekeeper-disable-next-line stale-members-kept -- a slow link */\n",
  "# lanekeeper-disable GM703\n",
])("%j excuses the next line's finding of that rule only", (comment) => {
  expect(codes(lint(agent(comment)))).toEqual(["GM702"]);
});

it("excuses its own line", () => {
  expect(codes(lint(agent("", "# lanekeeper-disable-line GM702 -- power cuts")))).toEqual(["GM703"]);
});

it("several rules can stand in one comment", () => {
  const comment = "# lanekeeper-disable GM702, GM703\n";
  expect(codes(lint(`${comment}${agent()}`))).toEqual([]);
});

it("disable ends at enable", () => {
  const text = agent("# lanekeeper-enable GM702, GM703\n");
  expect(codes(lint(`# lanekeeper-disable GM702, GM703\n${text}`))).toEqual(["GM011", "GM703"]);
});

it("reads YAML comments too", () => {
  const text =
    'services:\n  a:\n    image: consul\n    # lanekeeper-disable-next-line GM702 -- so it is\n    command: "agent -rejoin -data-dir=/d -datacenter=x"\n';
  expect(codes(lint(text, {}, "docker-compose.yml"))).toEqual([]);
});

it("a comment that excuses nothing is a finding, and its fix takes it away", () => {
  const text = agent("# lanekeeper-disable-next-line GM607 -- once\n");
  const [unused] = lint(text).filter(({ code }) => code === "GM011");
  expect(unused).toMatchObject({ line: 3, column: 32, tags: ["unnecessary"], severity: "information" });
  expect(applyEdits(text, unused?.fix?.edits ?? [])).toBe(agent());
});

it("the fix leaves what is used in the same comment", () => {
  const text = agent("# lanekeeper-disable-next-line GM607, GM703 -- why\n");
  const [unused] = lint(text).filter(({ code }) => code === "GM011");
  expect(applyEdits(text, unused?.fix?.edits ?? [])).toBe(
    agent("# lanekeeper-disable-next-line GM703 -- why\n"),
  );
});

it("the fix takes a comment behind code together with the blanks before it", () => {
  const text = 'node_name = "a"   # lanekeeper-disable-line GM702\ndata_dir = "/d"\n';
  const [unused] = lint(text);
  expect(applyEdits(text, unused?.fix?.edits ?? [])).toBe('node_name = "a"\ndata_dir = "/d"\n');
});

it.each([
  ["# lanekeeper-disable-next-line\n", /names no rule/],
  ["# lanekeeper-disable-next-line GM999\n", /there is no rule "GM999"/],
])("%j disables nothing and says why", (comment, message) => {
  const found = lint(agent(comment));
  expect(codes(found)).toEqual(["GM702", "GM012", "GM703"]);
  expect(found[1]?.message).toMatch(message);
});

it("wants a reason where the configuration does", () => {
  const comments = { ...DEFAULT_CONFIG.comments, requireReason: true };
  const bare = lint(agent("# lanekeeper-disable-next-line GM703\n"), { comments });
  expect(codes(bare)).toEqual(["GM702", "GM012", "GM703"]);
  expect(codes(lint(agent("# lanekeeper-disable-next-line GM703 -- so\n"), { comments }))).toEqual(["GM702"]);
});

it("noInlineConfig makes comments mean nothing", () => {
  const comments = { ...DEFAULT_CONFIG.comments, noInlineConfig: true };
  expect(codes(lint(agent("# lanekeeper-disable-next-line GM703 -- so\n"), { comments }))).toEqual([
    "GM702",
    "GM703",
  ]);
});

it("sets severities, and later overrides win", () => {
  const config: Partial<LintConfig> = {
    rules: new Map([
      ["rejoin-after-leave", "error"],
      ["stale-members-kept", "off"],
    ]),
    overrides: [
      { files: ["*.json"], rules: new Map([["rejoin-after-leave", "off"]]) },
      { files: ["old/**"], rules: new Map([["stale-members-kept", "default"]]) },
      { files: ["old/**"], rules: new Map([["rejoin-after-leave", "warning"]]) },
    ],
  };
  const severities = (path: string) =>
    lint(agent(), config, path).map(({ code, severity }) => [code, severity]);
  expect(severities("agent.hcl")).toEqual([["GM702", "error"]]);
  expect(severities("old/agent.hcl")).toEqual([
    ["GM702", "warning"],
    ["GM703", "information"],
  ]);
});

it("strict turns notes into warnings", () => {
  expect(lint(agent(), { extends: "strict" }).map(({ severity }) => severity)).toEqual([
    "warning",
    "warning",
  ]);
});
