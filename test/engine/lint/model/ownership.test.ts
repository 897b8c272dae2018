import { describe, expect, it } from "vitest";
import { fleetOf } from "./fleetOf.ts";

/** Who owns what the agents of the last file join: `10.0.0.1: a.hcl`. */
function owners(files: Readonly<Record<string, string>>): string[] {
  const fleet = fleetOf(files);
  const last = Object.keys(files).at(-1);
  const joiner = fleet.agents.find((agent) => agent.files[0] === last);
  return (joiner?.joins ?? []).map((join) => {
    const found = joiner === undefined ? [] : fleet.ownersOf(join, joiner);
    return `${join.text}: ${found.map((agent) => agent.files[0] ?? "").join(" ") || "nobody"}`;
  });
}

const server = (address: string, more = ""): string =>
  `datacenter = "dc1"\nserver = true\nbind_addr = "${address}"\n${more}`;
const joiner = (...seeds: string[]): string => `datacenter = "dc2"\nretry_join = ${JSON.stringify(seeds)}\n`;

describe("an address belongs to", () => {
  it("the agent that binds, advertises, or is called it", () => {
    const text = server(
      "10.0.0.1",
      'advertise_addr = "10.9.0.1"\nserf_lan = "fd00::1"\nnode_name = "Alpha"\n',
    );
    expect(
      owners({
        "a.hcl": text,
        "j.hcl": joiner("10.0.0.1", "10.9.0.1:8301", "[fd00:0::1]", "ALPHA.", "10.0.0.9"),
      }),
    ).toEqual([
      "10.0.0.1: a.hcl",
      "10.9.0.1:8301: a.hcl",
      "[fd00:0::1]: a.hcl",
      "ALPHA.: a.hcl",
      "10.0.0.9: nobody",
    ]);
  });

  it("nobody, when all that is bound is every address", () => {
    expect(owners({ "a.hcl": server("0.0.0.0"), "j.hcl": joiner("0.0.0.0") })).toEqual(["0.0.0.0: nobody"]);
  });

  it("the agent whose port it names, where a host has several", () => {
    const files = {
      "a.hcl": server("10.0.0.1"),
      "b.hcl": server("10.0.0.1", "ports {\n  serf_lan = 9301\n  serf_wan = 9302\n}\n"),
      "j.hcl": joiner("10.0.0.1", "10.0.0.1:9301"),
    };
    expect(owners(files)).toEqual(["10.0.0.1: a.hcl", "10.0.0.1:9301: b.hcl"]);
  });

  it("the machine that a hosts file, an inventory or extra_hosts gives the name to", () => {
    const files = {
      hosts: "10.0.0.1 one one.example.net\n",
      "inventory.ini": "two ansible_host=10.0.0.2\n",
      "all.yml": "all:\n  hosts:\n    three:\n      ansible_host: 10.0.0.3\n",
      "a.hcl": server("10.0.0.1"),
      "b.hcl": server("10.0.0.2"),
      "c.hcl": server("10.0.0.3"),
      "j.hcl": joiner("one.example.net", "two", "three", "four"),
    };
    expect(owners(files)).toEqual(["one.example.net: a.hcl", "two: b.hcl", "three: c.hcl", "four: nobody"]);
  });

  it("a machine's folder under hosts/, by its short name and its full one", () => {
    expect(
      owners({ "hosts/ams1/consul.hcl": server("0.0.0.0"), "j.hcl": joiner("ams1", "ams1.example.net") }),
    ).toEqual(["ams1: hosts/ams1/consul.hcl", "ams1.example.net: hosts/ams1/consul.hcl"]);
  });
});

describe("a name of a Compose project", () => {
  const project = (seed: string): string =>
    `services:\n  s1:\n    image: consul\n    hostname: one\n    command: agent -server -retry-join=${seed}\n`;

  it("means its own service, and nothing outside", () => {
    expect(owners({ "a/compose.yaml": project("x"), "b/compose.yaml": project("one") })).toEqual([
      "one: b/compose.yaml",
    ]);
    expect(owners({ "a/compose.yaml": project("x"), "j.hcl": joiner("one", "s1") })).toEqual([
      "one: nobody",
      "s1: nobody",
    ]);
  });
});

describe("an address of another environment", () => {
  it("is reached when nobody nearer has it", () => {
    expect(owners({ "envs/prod/a.hcl": server("10.0.0.1"), "envs/test/j.hcl": joiner("10.0.0.1") })).toEqual([
      "10.0.0.1: envs/prod/a.hcl",
    ]);
  });

  it("is not, when both environments use the same addresses", () => {
    const files = {
      "envs/prod/a.hcl": server("10.0.0.1"),
      "envs/prod/b.hcl": server("10.0.0.2"),
      "envs/test/a.hcl": server("10.0.0.1"),
      "envs/test/j.hcl": joiner("10.0.0.1", "10.0.0.2"),
    };
    expect(owners(files)).toEqual(["10.0.0.1: envs/test/a.hcl", "10.0.0.2: nobody"]);
  });

  it("is not, by a short name", () => {
    const text = server("10.0.0.1", 'node_name = "seed"\n');
    expect(owners({ "envs/prod/a.hcl": text, "envs/test/j.hcl": joiner("seed") })).toEqual(["seed: nobody"]);
  });
});
