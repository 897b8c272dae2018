import { describe, expect, it } from "vitest";
import { RULES } from "../../../../engine/lint/rules/index.ts";
import { lintFleet } from "../../../../engine/lint/session.ts";
import { isLoud } from "../workspaces.ts";
import { agentOf, fleetOf, inWords, joinsInWords, setting } from "./fleetOf.ts";

const agents = (files: Readonly<Record<string, string>>): string[] => fleetOf(files).agents.map(inWords);

describe("a config directory", () => {
  it("is one agent, merged in the order of the file names, without its sub-folders", () => {
    const agent = fleetOf({
      "etc/consul.d/20-local.json": '{ "node_name": "b", "retry_join": ["10.0.0.2"] }',
      "etc/consul.d/00-base.hcl": 'data_dir = "/x"\ndatacenter = "dc1"\nretry_join = ["10.0.0.1"]\n',
      "etc/consul.d/services/web.json": '{ "service": { "name": "web" } }',
      "etc/consul.d/README.txt": "datacenter = dc9",
    }).agents;
    expect(agent.map(inWords)).toEqual([
      "etc/consul.d/00-base.hcl+etc/consul.d/20-local.json consul dc1 client closed",
    ]);
    expect(agent.flatMap(joinsInWords)).toEqual(["lan 10.0.0.1", "lan 10.0.0.2"]);
  });

  it("lets the later scalar win", () => {
    const agent = agentOf({
      "x/consul.d/a.hcl": 'data_dir = "/x"\nlog_level = "INFO"\n',
      "x/consul.d/b.hcl": 'log_level = "WARN"\nencrypt_verify_incoming = true\n',
    });
    expect(setting(agent, "log_level")).toBe("WARN");
  });

  it("is several agents when its files contradict each other", () => {
    expect(
      agents({
        "consul/a.hcl": 'node_name = "a"\ndatacenter = "dc1"\ndata_dir = "/x"\n',
        "consul/b.hcl": 'node_name = "b"\ndatacenter = "dc1"\ndata_dir = "/x"\n',
      }),
    ).toEqual(["consul/a.hcl consul dc1 client closed", "consul/b.hcl consul dc1 client closed"]);
  });

  it("is several agents when its name doesn't say that it is one", () => {
    const files = {
      "dc1/a.hcl": 'datacenter = "dc1"\nserver = true\n',
      "dc1/b.hcl": 'datacenter = "dc1"\nretry_join = ["a"]\n',
    };
    expect(agents(files)).toHaveLength(2);
  });
});

describe("a command line", () => {
  it("takes its config from the nearest folder of that name", () => {
    const unit = (name: string): string =>
      `[Service]\nExecStart=/usr/bin/consul agent -config-dir=/etc/consul.d -datacenter=${name}\n`;
    expect(
      agents({
        "hosts/a/consul.d/x.json": '{"data_dir": "/x", "server": true}',
        "hosts/a/consul.service": unit("dc1"),
        "hosts/b/consul.d/x.json": '{"data_dir": "/x", "bind_addr": "10.0.0.2"}',
        "hosts/b/consul.service": unit("dc2"),
      }),
    ).toEqual([
      "hosts/a/consul.service+hosts/a/consul.d/x.json consul dc1 server closed",
      "hosts/b/consul.service+hosts/b/consul.d/x.json consul dc2 client closed",
    ]);
  });

  it("is open where its config, or a variable's flags, are not in the workspace", () => {
    expect(
      agents({
        "a.service": "[Service]\nExecStart=/usr/bin/consul agent -config-dir=/etc/consul.d -server\n",
        "b.service": "[Service]\nExecStart=/usr/bin/consul agent -datacenter=dc1 $OPTIONS\n",
      }),
    ).toEqual(["a.service consul ? server open", "b.service consul dc1 role? open"]);
  });

  it("puts Consul's list flags before the files and its scalar flags after them", () => {
    const agent = agentOf({
      "x/consul.hcl": 'datacenter = "dc1"\ndata_dir = "/x"\nretry_join = ["10.0.0.2"]\n',
      "x/run.sh": "consul agent -config-file=/x/consul.hcl -datacenter dc2 -retry-join 10.0.0.1\n",
    });
    expect(inWords(agent)).toBe("x/run.sh+x/consul.hcl consul dc2 client closed");
    expect(joinsInWords(agent)).toEqual(["lan 10.0.0.1 by flag", "lan 10.0.0.2"]);
  });

  it("serves several services of Compose with one mounted file", () => {
    const found = agents({
      "dc/compose.yaml": `services:
  a:
    image: hashicorp/consul:1.15
    volumes: ["./c.hcl:/consul/config/c.hcl"]
    command: agent -datacenter=dc1
  b:
    image: hashicorp/consul:1.15
    volumes: ["./c.hcl:/consul/config/c.hcl", "secrets:/consul/config/secrets"]
    command: agent -datacenter=dc2
`,
      "dc/c.hcl": 'data_dir = "/consul/data"\nretry_join = ["a"]\n',
    });
    expect(found).toHaveLength(2);
    expect(found[0]).toBe("dc/compose.yaml+dc/c.hcl consul dc1 client closed");
  });

  it("gives `consul join` of a script to the only agent beside it", () => {
    const agent = agentOf({
      "n1/consul.hcl": 'datacenter = "dc1"\ndata_dir = "/x"\nserver = true\n',
      "n1/join.sh": "consul join -wan 10.2.0.1\nconsul join 10.1.0.1 10.1.0.2\n",
    });
    expect(joinsInWords(agent)).toEqual([
      "lan 10.1.0.1 by command",
      "lan 10.1.0.2 by command",
      "wan 10.2.0.1 by command",
    ]);
  });
});

describe("a second Compose file with the same service", () => {
  it("is a variant that never runs beside the first", () => {
    const service = (node: string): string =>
      `services:\n  s1:\n    image: consul\n    command: agent -server -bootstrap-expect=1 -datacenter=dc1 -node=${node}\n`;
    const files = { "compose.yaml": service("n1"), "compose.prod.yaml": service("n1") };
    expect(fleetOf(files).lanes.map(({ agents: own }) => own.length)).toEqual([1, 1]);
    const found = lintFleet(Object.entries(files), { rules: RULES });
    expect(found.filter(isLoud)).toEqual([]);
  });
});

describe("a template", () => {
  it("is never closed, since it may come out with more", () => {
    expect(
      agents({ "a.hcl.j2": 'data_dir = "/x"\ndatacenter = "dc1"\n{% if x %}\nserver = true\n{% endif %}\n' }),
    ).toEqual(["a.hcl.j2 consul dc1 role? open"]);
  });
});

describe("what only looks like an agent", () => {
  it.each([
    ["jobs/web.nomad.hcl", 'job "web" {\n  datacenters = ["dc1"]\n}\n'],
    ["vault.hcl", 'storage "consul" {\n  address = "127.0.0.1:8500"\n}\n'],
    ["template.hcl", 'consul {\n  address = "10.0.0.1:8500"\n}\ntemplate {\n  source = "a"\n}\n'],
    ["main.tf", 'datacenter = "dc1"\nretry_join = ["10.0.0.1"]\n'],
    ["prod.tfvars", 'datacenter = "dc1"\nretry_join = ["10.0.0.1"]\n'],
    ["web.json", '{"service": {"name": "web", "port": 80}}'],
    ["package.json", '{"name": "consul-ui", "server": true}'],
    ["app.json", '{"server": {"enabled": true, "port": 80}}'],
    ["consul.hcl.bak", 'datacenter = "dc1"\ndata_dir = "/x"\n'],
    ["notes.md", 'retry_join = ["10.0.0.1"]'],
  ])("%s is none", (path, text) => {
    expect(agents({ [path]: text })).toEqual([]);
  });
});

describe("products", () => {
  it.each([
    ["a.json", '{"node_name": "a", "start_join": ["10.0.0.1"]}', "serf"],
    ["a.json", '{"node_name": "a", "bind": "10.0.0.1", "retry_join": ["10.0.0.2"]}', "serf"],
    ["a.json", '{"datacenter": "dc1", "retry_join": ["10.0.0.2"]}', "consul"],
    ["a.hcl", 'retry_join = ["10.0.0.2"]\n', "consul"],
    ["a.hcl", 'server {\n  enabled = true\n}\ndata_dir = "/x"\n', "nomad"],
    ["a.hcl", 'region = "eu"\ndata_dir = "/x"\n', "nomad"],
    ["loki.yaml", "memberlist:\n  join_members: [loki-memberlist]\n", "memberlist"],
  ])("%s %j is of %s", (path, text, product) => {
    expect(agentOf({ [path]: text }).product).toBe(product);
  });

  it("a file whose keys fit two products follows its neighbours", () => {
    const found = fleetOf({
      "x/nomad.d/base.hcl": 'data_dir = "/x"\nbind_addr = "10.0.0.1"\n',
      "x/nomad.d/server.hcl": "server {\n  enabled = true\n}\n",
    });
    expect(found.agents.map(inWords)).toEqual([
      "x/nomad.d/base.hcl+x/nomad.d/server.hcl nomad global server closed",
    ]);
  });
});
