import { expect, it } from "vitest";
import { applyFixes } from "../../../engine/lint/applyFixes.ts";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { lintFleet } from "../../../engine/lint/session.ts";

/** The text of the file after the fixes of that rule. */
function fixed(code: string, files: Readonly<Record<string, string>>, path: string): string | undefined {
  const found = lintFleet(Object.entries(files), { rules: RULES }).filter((finding) => finding.code === code);
  const fixes = found.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  return applyFixes(fixes, (name) => files[name]).texts.get(path);
}

const dc1 = 'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\n';

it("a server's foreign seed moves to the WAN list, and the comments stay", () => {
  const text = `datacenter = "dc2"
server = true
# the seeds of this datacenter
retry_join = [
  "10.2.0.11", # the first
  "10.1.0.10",
]
`;
  expect(fixed("GM101", { "1.hcl": dc1, "2.hcl": text }, "2.hcl")).toBe(`datacenter = "dc2"
server = true
# the seeds of this datacenter
retry_join_wan = ["10.1.0.10"]
retry_join = [
  "10.2.0.11", # the first
]
`);
});

it("it joins the WAN list that is there", () => {
  const text =
    'datacenter = "dc2"\nserver = true\nretry_join = ["10.1.0.10", "10.2.0.11"]\nretry_join_wan = ["10.3.0.1"]\n';
  expect(fixed("GM101", { "1.hcl": dc1, "2.hcl": text }, "2.hcl")).toBe(
    'datacenter = "dc2"\nserver = true\nretry_join = ["10.2.0.11"]\nretry_join_wan = ["10.1.0.10", "10.3.0.1"]\n',
  );
});

it("a client's foreign seed goes, in JSON with its comma", () => {
  const text =
    '{\n  "datacenter": "dc2",\n  "server": false,\n  "retry_join": ["10.2.0.11", "10.1.0.10"]\n}\n';
  expect(fixed("GM101", { "1.hcl": dc1, "2.json": text }, "2.json")).toBe(
    '{\n  "datacenter": "dc2",\n  "server": false,\n  "retry_join": ["10.2.0.11"]\n}\n',
  );
});

it("a flag and a command say -wan", () => {
  const text = "consul agent -server -datacenter=dc2 -retry-join=10.1.0.10\nconsul join 10.1.0.10\n";
  expect(fixed("GM101", { "1.hcl": dc1, "2.sh": text }, "2.sh")).toBe(
    "consul agent -server -datacenter=dc2 -retry-join-wan=10.1.0.10\nconsul join -wan 10.1.0.10\n",
  );
});

it.each([
  ["GM201", 'retry_join = ["10.1.0.9:8302"]', 'retry_join = ["10.1.0.9:8301"]'],
  [
    "GM202",
    'server = true\nretry_join_wan = ["10.1.0.9:8301"]',
    'server = true\nretry_join_wan = ["10.1.0.9:8302"]',
  ],
  [
    "GM203",
    'server = false\nretry_join_wan = [\n  "10.1.0.9",\n] # why?\nlog_level = "INFO"',
    'server = false\nlog_level = "INFO"',
  ],
  ["GM211", 'retry_join = ["[fd00::1]:8500"] # http', 'retry_join = ["[fd00::1]:8301"] # http'],
  ["GM212", 'retry_join = ["a:", "b,c"]', 'retry_join = ["a", "b", "c"]'],
  ["GM212", 'retry_join = "a b"', 'retry_join = ["a", "b"]'],
  ["GM304", 'node_name = "web.dc9"', 'node_name = "web-dc9"'],
  [
    "GM405",
    'encrypt = "{{ key }}"\nencrypt_verify_incoming = false # later\nserver = true',
    'encrypt = "{{ key }}"\nserver = true',
  ],
])("%s: %s becomes %s", (code, before, after) => {
  const head = 'datacenter = "dc1"\n';
  expect(fixed(code, { "a.hcl": `${head}${before}\n` }, "a.hcl")).toBe(`${head}${after}\n`);
});

it("a name is lower-cased in its own quotes", () => {
  const text = '{"datacenter": "DC1", "retry_join": ["10.0.0.1"]}\n';
  expect(fixed("GM301", { "a.json": text }, "a.json")).toBe(
    '{"datacenter": "dc1", "retry_join": ["10.0.0.1"]}\n',
  );
});

it("a key under Serf's name gets Consul's", () => {
  const key = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0=";
  const text = `datacenter = "dc1"\ndata_dir = "/x"\nencrypt_key = "${key}"\n`;
  expect(fixed("GM406", { "a.hcl": text }, "a.hcl")).toBe(
    `datacenter = "dc1"\ndata_dir = "/x"\nencrypt = "${key}"\n`,
  );
});
