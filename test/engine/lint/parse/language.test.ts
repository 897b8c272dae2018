import { describe, expect, it } from "vitest";
import { languageOf, parseConfig, type Language } from "../../../../engine/lint/parse/language.ts";
import { plain } from "./plain.ts";

it.each([
  ["etc/consul.d/server.hcl", "hcl"],
  ["consul.hcl.tpl", "hcl"],
  ["consul.json.j2", "json"],
  ["docker-compose.yml", "yaml"],
  ["values.yaml", "yaml"],
  ["main.tf", undefined],
  ["prod.tfvars", undefined],
  ["README.md", undefined],
] as const)("%s is %s", (path, language) => {
  expect(languageOf(path, 'datacenter = "dc1"\n')).toBe(language);
});

it.each([
  'resource "consul_keys" "app" {\n}\n',
  'variable "dc" {\n  default = "dc1"\n}\n',
  'module "consul" {\n  source = "x"\n}\n',
  'provider "consul" {\n}\n',
  'job "web" {\n  datacenters = ["dc1"]\n}\n',
  "terraform {\n}\n",
  "locals {\n  retry_join = []\n}\n",
])("%j only looks like an agent's HCL", (text) => {
  expect(languageOf("main.hcl", text)).toBeUndefined();
});

describe("what a template decides is unknown, and the rest is read", () => {
  it.each<[string, Language, string, unknown]>([
    ["a.hcl.j2", "hcl", 'datacenter = "{{ dc }}"\nserver = true', [["datacenter", "?{{ dc }}"], ["server", true]]],
    ["a.hcl.j2", "hcl", "bootstrap_expect = {{ n }}\nserver = true", [["bootstrap_expect", "?{{ n }}"], ["server", true]]],
    ["a.hcl.j2", "hcl", '{% if dc is defined %}\ndatacenter = "dc1"\n{% endif %}\nserver = true', [["datacenter", "?dc1"], ["server", true]]],
    ["a.hcl.j2", "hcl", 'j = [{% for s in x %}"{{ s }}",{% endfor %}]', [["j", ["?{% for s in x %}", "?{{ s }}", "?{% endfor %}"]]]],
    ["a.hcl.ctmpl", "hcl", 'encrypt = "{{ key "gossip/key" }}"\nbind_addr = "{{ GetPrivateIP }}"', [["encrypt", '?{{ key "gossip/key" }}'], ["bind_addr", "{{ GetPrivateIP }}"]]],
    ["a.hcl.tpl", "hcl", 'j = ${jsonencode(seeds)}\n%{ if s }\nserver = true\n%{ endif }\ndatacenter = "dc1"', [["j", "?${jsonencode(seeds)}"], ["server", "?true"], ["datacenter", "dc1"]]],
    ["a.hcl.erb", "hcl", 'node_name = "<%= @name %>"\n<% if @s %>\nserver = true\n<% end %>', [["node_name", "?<%= @name %>"], ["server", "?true"]]],
    ["a.json.j2", "json", '{"a": {{ x | to_json }},\n{% if y %}\n"b": 1,\n{% endif %}\n"c": "z"}', [["a", "?{{ x | to_json }}"], ["b", "?1"], ["c", "z"]]],
    ["a.json.tpl", "json", '{"port": 8{{ n }}1, "b": "x-${y}"}', [["port", "?8{{ n }}1"], ["b", "?x-${y}"]]],
    ["deployment.yaml", "yaml", "{{- if .x }}\na: {{ .Values.a }}\n{{- end }}\nb: 1\n", [["a", "?{{ .Values.a }}"], ["b", 1]]],
  ])("%s: %j", (path, language, text, expected) => {
    const parsed = parseConfig(path, text, language);
    expect(parsed.isTemplate).toBe(true);
    expect(parsed.problems).toEqual([]);
    expect(plain(parsed.root)).toEqual(expected);
  });
}); // prettier-ignore

it("in a file that is no template, a tag in a string is what the agent reads", () => {
  const text = 'bind_addr = "{{ GetInterfaceIP `eth0` }}"\nnode_name = "n-${count.index}"\n';
  const { root, isTemplate } = parseConfig("agent.hcl", text, "hcl");
  expect(isTemplate).toBe(false);
  expect(plain(root)).toEqual([
    ["bind_addr", "{{ GetInterfaceIP `eth0` }}"],
    ["node_name", "n-${count.index}"],
  ]);
});

it("a file whose only mistakes are tags is a template, whatever its name", () => {
  const { root, isTemplate } = parseConfig("agent.hcl", 'server = {{ server }}\na = "b"\n', "hcl");
  expect(isTemplate).toBe(true);
  expect(plain(root)).toEqual([
    ["server", "?{{ server }}"],
    ["a", "b"],
  ]);
});

it("a file with a mistake and a go-sockaddr template stays a file with a mistake", () => {
  const { problems, isTemplate } = parseConfig(
    "agent.hcl",
    'bind_addr = "{{ GetPrivateIP }}"\na = [1\n',
    "hcl",
  );
  expect(isTemplate).toBe(false);
  expect(problems).toHaveLength(1);
});

it("Compose's variables make no template", () => {
  const parsed = parseConfig("compose.yaml", 'a: "${TAG:-1}"\nb: agent -bind={{ GetPrivateIP }}\n', "yaml");
  expect(parsed.isTemplate).toBe(false);
  expect(plain(parsed.root)).toEqual([
    ["a", "${TAG:-1}"],
    ["b", "agent -bind={{ GetPrivateIP }}"],
  ]);
});
