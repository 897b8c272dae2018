import { expect, it } from "vitest";
import { githubReport } from "../../../../engine/lint/report/github.ts";
import { jsonReport } from "../../../../engine/lint/report/json.ts";
import { junitReport } from "../../../../engine/lint/report/junit.ts";
import { stylishReport } from "../../../../engine/lint/report/stylish.ts";
import { NOTHING, REPORT } from "./example.ts";

it("stylish groups by file and shows related places below", () => {
  expect(stylishReport(REPORT, { colours: false })).toMatchInlineSnapshot(`
    "dc 1/client.hcl
      2:16  error        \`10.1.0.10:8302\` is the WAN gossip port (8302) in a LAN join list.  lan-join-wan-port GM201

    envs/prod.hcl
       3:11  warning      Also the gossip key of "a<b" & "c", 100%.  encryption-key-shared-by-unrelated-clusters GM403
             envs/stg.hcl:7  the other one
      11:22  information  Goes back to members of its old snapshot.  rejoin-after-leave GM702

    12 files: 1 error, 1 warning, 1 note. 1 can be fixed with --fix.
    "
  `);
});

it("stylish colours the severity only when asked", () => {
  expect(stylishReport(REPORT, { colours: true })).toContain("\u001b[31merror      \u001b[0m");
});

it("stylish says what was looked at when nothing was found", () => {
  expect(stylishReport(NOTHING, { colours: false })).toBe(
    "1 file: nothing found that could merge gossip pools.\n",
  );
});

it("json has exactly the documented fields", () => {
  expect(JSON.parse(jsonReport(REPORT))).toEqual({
    version: 1,
    findings: [
      {
        rule: "lan-join-wan-port",
        code: "GM201",
        severity: "error",
        path: "dc 1/client.hcl",
        line: 2,
        column: 16,
        endLine: 2,
        endColumn: 30,
        message: "`10.1.0.10:8302` is the WAN gossip port (8302) in a LAN join list.",
        related: [],
      },
      expect.objectContaining({
        code: "GM403",
        related: [{ path: "envs/stg.hcl", line: 7, message: "the other one" }],
      }),
      expect.objectContaining({ code: "GM702" }),
    ],
  });
});

it("github escapes what its command syntax would swallow", () => {
  expect(githubReport(REPORT)).toMatchInlineSnapshot(`
    "::error file=dc 1/client.hcl,line=2,col=16,endColumn=30,title=lan-join-wan-port (GM201)::\`10.1.0.10:8302\` is the WAN gossip port (8302) in a LAN join list.
    ::warning file=envs/prod.hcl,line=3,endLine=4,title=encryption-key-shared-by-unrelated-clusters (GM403)::Also the gossip key of "a<b" & "c", 100%25.%0Aenvs/stg.hcl:7 the other one
    ::notice file=envs/prod.hcl,line=11,col=22,endColumn=26,title=rejoin-after-leave (GM702)::Goes back to members of its old snapshot.
    "
  `);
});

it("junit is XML whatever the messages hold", () => {
  expect(junitReport(REPORT)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="lanekeeper" tests="3" failures="2" errors="0">
      <testsuite name="dc 1/client.hcl" tests="1" failures="1" errors="0">
        <testcase classname="dc 1/client.hcl" name="lan-join-wan-port 2:16"><failure type="error" message="\`10.1.0.10:8302\` is the WAN gossip port (8302) in a LAN join list. (GM201)">dc 1/client.hcl:2:16</failure></testcase>
      </testsuite>
      <testsuite name="envs/prod.hcl" tests="2" failures="1" errors="0">
        <testcase classname="envs/prod.hcl" name="encryption-key-shared-by-unrelated-clusters 3:11"><failure type="warning" message="Also the gossip key of &quot;a&lt;b&quot; &amp; &quot;c&quot;, 100%. (GM403)">envs/prod.hcl:3:11&#10;envs/stg.hcl:7 the other one</failure></testcase>
        <testcase classname="envs/prod.hcl" name="rejoin-after-leave 11:22"><system-out>Goes back to members of its old snapshot.&#10;envs/prod.hcl:11:22</system-out></testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

it("junit has one passed case for a clean run", () => {
  expect(junitReport(NOTHING)).toContain('tests="1" failures="0"');
});
