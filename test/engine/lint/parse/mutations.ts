/** Config texts of ours, and what becomes of them under a careless hand. */
import type { Random } from "../../../../engine/base/random.ts";

/** Between them they hold every construct of HCL 1. */
export const HCL_SEEDS: readonly string[] = [
  'datacenter = "dc1"\nserver = true\nbootstrap_expect = 3\n',
  'retry_join = ["10.1.0.1", "10.1.0.2:8301",]\nports { serf_lan = 8301, http = -1 }\n',
  '"node_name" = "web-1"\nnode_meta = { },\ntags { "a" = 1 "b" = 2.5e3 }\n',
  'service "web" "v1" {\n  port = 0x1F90\n  check { interval = "10s" }\n}\n',
  'encrypt = <<EOF\nkey of dc1\nEOF\nnode_name = "a"\n',
  "banner = <<-EOF\n    one\n      two\n    EOF\nserver = false\n",
  '# seeds of dc1\nstart_join = [\n  "a.example", // first\n  "b.example" /* second */\n]\n',
  'bind_addr = "{{ GetInterfaceIP \\"eth0\\" }}"\nnode_name = "n-${count.index + 1}"\n',
  'limits = [1, -2, 017, 1.5, true, { a = [] }, [["x"], "y"]]\n',
  'a.b-c = "\\u00e9\\n\\x41\\101"\nfoo "x" { y = "z" }\n',
];

export const JSON_SEEDS: readonly string[] = [
  '{"datacenter": "dc1", "server": true, "retry_join": ["10.1.0.1", "10.1.0.2"]}',
  '{\n  "ports": {"serf_lan": 8301, "http": -1},\n  "node_meta": {}, "limits": {"rate": 1.5e2}\n}\n',
  '{"node_name": "caf\\u00e9 \\"1\\"", "services": [{"name": "web", "port": null}]}',
];

const YAML_SEEDS: readonly string[] = [
  "memberlist:\n  cluster_label: dc1\n  join_members: [a:7946, 'b:7946']\n  bind_port: 7946\n",
  'services:\n  consul:\n    image: consul\n    command: >\n      agent -server\n      -retry-join=${SEED}\n    ports:\n      - "8301:8301"\n',
  "---\nbase: &base\n  a: 1\n---\nother:\n  <<: {b: 2}\n  c: |\n    text # no comment\n",
];

const TEMPLATE_SEEDS: readonly string[] = [
  'server = {{ is_server }}\n{% if dc %}\ndatacenter = "{{ dc }}"\n{% endif %}\nretry_join = [{% for s in seeds %}"{{ s }}",{% endfor %}]\n',
  "retry_join = ${jsonencode(seeds)}\n%{ if server ~}\nserver = true\n%{ endif }\n",
  '<% if @server %>\nserver = true\n<% end %>\nnode_name = "<%= @name %>"\n',
];

/** Name and text of a file of each kind that a parser of ours reads. */
export const SEED_FILES: readonly (readonly [name: string, text: string])[] = [
  ...HCL_SEEDS.map((text) => ["agent.hcl", text] as const),
  ...JSON_SEEDS.map((text) => ["agent.json", text] as const),
  ...YAML_SEEDS.map((text) => ["loki.yaml", text] as const),
  ...TEMPLATE_SEEDS.map((text) => ["agent.hcl.j2", text] as const),
  ["agent.json.tpl", '{"server": {{ server }}, {% if x %} "a": "{{ b }}" {% endif %} }'],
  ["values.yaml", "a: {{ .Values.a }}\n{{- if .b }}\nb: {{ .b | quote }}\n{{- end }}\n"],
];

const BITS = [
  "{", "}", "[", "]", "=", ",", '"', "\\", "\n", " ", "#", "//", "/*", "*/", "${", "}", "<<EOF\n", "EOF\n", "EOF", "<<-",
  "0", "9", "-", ".", "e", "0x", "a", "b = 1", "true", "null", ":", "'", "|", "é", "\t", "\r\n", "{{", "}}", "{%", "%}",
  "&a ", "*a", "<<: ", "- ", "!t ", "\0", "\u{1F600}",
]; // prettier-ignore

/** The text after one to four changes: pieces taken out, doubled, moved, put in. */
export function mutated(text: string, random: Random): string {
  let result = text;
  for (let changes = 1 + random.below(3); changes > 0; changes--) result = changed(result, random);
  return result;
}

function changed(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.below(6));
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + text.slice(at, end) + text.slice(at);
    case 2:
      return text.slice(0, at);
    default:
      return text.slice(0, at) + (BITS[random.below(BITS.length)] ?? "") + text.slice(at);
  }
}
