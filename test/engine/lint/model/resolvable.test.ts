import { expect, it } from "vitest";
import { resolvableNames } from "../../../../engine/lint/model/resolvable.ts";
import { NO_SETTINGS } from "../../../../engine/lint/model/settings.ts";
import { RULES } from "../../../../engine/lint/rules/index.ts";
import { FleetSession, lintFleet } from "../../../../engine/lint/session.ts";

const FLEET = [
  ["a.hcl", 'datacenter = "da"\nserver = true\nbind_addr = "10.1.0.1"\n'],
  [
    "b.hcl",
    'datacenter = "db"\nserver = true\nbind_addr = "10.2.0.1"\nnode_name = "known.example.net"\n' +
      'retry_join = ["seed.example.net:8301", "seed", "localhost", "a.b.svc.cluster.local", "known.example.net",\n' +
      '  "gone.example.net", "x.service.db.consul", "never.example.invalid", "${NAME}.example.net"]\n',
  ],
] as const;

it("asks for full names that no file explains, and for nothing else", () => {
  const session = new FleetSession({ rules: [] });
  for (const [path, text] of FLEET) session.open(path, text);
  session.update();
  expect(resolvableNames(session.fleet)).toEqual(["seed.example.net", "gone.example.net"]);
});

it("an answer tells whose agent is meant, and no answer is a finding", () => {
  const resolved = new Map([
    ["seed.example.net", ["10.1.0.1"]],
    ["gone.example.net", []],
  ]);
  const findings = lintFleet(FLEET, { rules: RULES, settings: { ...NO_SETTINGS, resolved } });
  const marks = findings.map(({ code, path, line }) => `${code} ${path}:${line}`);
  expect(marks).toContain("GM101 b.hcl:5");
  expect(marks.filter((mark) => mark.startsWith("GM213"))).toEqual(["GM213 b.hcl:6", "GM213 b.hcl:6"]);
});

it("nothing is asked and nothing is missing by default", () => {
  const marks = lintFleet(FLEET, { rules: RULES }).map(({ code, message }) => `${code} ${message}`);
  expect(marks.filter((mark) => mark.startsWith("GM101"))).toEqual([]);
  expect(marks.filter((mark) => mark.startsWith("GM213"))).toEqual([
    "GM213 `never.example.invalid` has no address; this agent will join nobody there.",
  ]);
});
