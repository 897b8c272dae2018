/** A small report with every kind of thing in it: what the formats' tests print. */
import type { Finding } from "../../../../engine/lint/finding.ts";
import type { Report } from "../../../../engine/lint/report/report.ts";

const wanPort: Finding = {
  rule: "lan-join-wan-port",
  code: "GM201",
  severity: "error",
  message: "`10.1.0.10:8302` is the WAN gossip port (8302) in a LAN join list.",
  path: "dc 1/client.hcl",
  span: { start: 34, end: 48 },
  line: 2,
  column: 16,
  endLine: 2,
  endColumn: 30,
  related: [],
  fix: {
    title: "Use port 8301",
    edits: [{ path: "dc 1/client.hcl", span: { start: 44, end: 48 }, text: "8301" }],
    isSafe: true,
  },
};

const sharedKey: Finding = {
  rule: "encryption-key-shared-by-unrelated-clusters",
  code: "GM403",
  severity: "warning",
  message: 'Also the gossip key of "a<b" & "c", 100%.',
  path: "envs/prod.hcl",
  span: { start: 10, end: 60 },
  line: 3,
  column: 11,
  endLine: 4,
  endColumn: 2,
  related: [
    {
      path: "envs/stg.hcl",
      span: { start: 0, end: 5 },
      line: 7,
      column: 1,
      endLine: 7,
      endColumn: 6,
      message: "the other one",
    },
  ],
};

const note: Finding = {
  rule: "rejoin-after-leave",
  code: "GM702",
  severity: "information",
  message: "Goes back to members of its old snapshot.",
  path: "envs/prod.hcl",
  span: { start: 70, end: 74 },
  line: 11,
  column: 22,
  endLine: 11,
  endColumn: 26,
  related: [],
};

export const REPORT: Report = {
  findings: [wanPort, sharedKey, note],
  fingerprints: new Map([
    [wanPort, "0123456789abcdef"],
    [sharedKey, "fedcba9876543210"],
  ]),
  rules: [
    {
      id: "encryption-key-shared-by-unrelated-clusters",
      code: "GM403",
      summary: "The same gossip key in clusters that are not federated",
      severity: "warning",
      whyItIsARisk: "The key is the last barrier.",
      page: "# encryption-key-shared-by-unrelated-clusters",
    },
    {
      id: "lan-join-wan-port",
      code: "GM201",
      summary: "A LAN join address names the WAN gossip port",
      severity: "error",
      whyItIsARisk: "Consul accepts it.",
    },
  ],
  files: 12,
  version: "0.1.0",
};

export const NOTHING: Report = {
  findings: [],
  fingerprints: new Map(),
  rules: [],
  files: 1,
  version: "0.1.0",
};
