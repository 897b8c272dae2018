import { describe, expect, it } from "vitest";
import { NO_SETTINGS, type FleetSettings } from "../../../../engine/lint/model/settings.ts";
import { fleetOf } from "./fleetOf.ts";

const lanes = (files: Readonly<Record<string, string>>): string[] =>
  fleetOf(files).lanes.map(
    ({ name, site, agents }) =>
      `${name}@${site}: ${agents.map(({ files: [first = ""] }) => first).join(" ")}`,
  );

const server = (datacenter: string, address: string, more = ""): string =>
  `datacenter = "${datacenter}"\nserver = true\nbind_addr = "${address}"\n${more}`;

describe("agents of one datacenter are one lane", () => {
  it("when one joins the other, when they share a seed, and when they share a folder", () => {
    expect(
      lanes({
        "a/1.hcl": server("dc1", "10.0.0.1"),
        "b/1.hcl": server("dc1", "10.0.0.2", 'retry_join = ["10.0.0.1", "seed.example.net"]\n'),
        "c/1.hcl": server("dc1", "10.0.0.3", 'retry_join = ["seed.example.net"]\n'),
        "c/2.hcl": server("dc1", "10.0.0.4"),
      }),
    ).toEqual(["dc1@: a/1.hcl b/1.hcl c/1.hcl c/2.hcl"]);
  });

  it("but not when nothing connects them, nor across environments", () => {
    expect(
      lanes({
        "a/1.hcl": server("dc1", "10.0.0.1"),
        "b/1.hcl": server("dc1", "10.0.0.2"),
        "envs/test/1.hcl": server("dc1", "10.0.0.3", 'retry_join = ["10.0.0.1"]\n'),
      }),
    ).toEqual(["dc1@: a/1.hcl", "dc1@: b/1.hcl", "dc1@test: envs/test/1.hcl"]);
  });

  it("without those that nobody can name, and without -dev agents", () => {
    expect(
      lanes({
        "a.hcl": 'datacenter = "${dc}"\nretry_join = ["10.0.0.1"]\n',
        "b.hcl": 'retry_join = ["10.0.0.1"]\n',
        "c.sh": "consul agent -dev -datacenter=dc1\n",
      }),
    ).toEqual([]);
  });
});

describe("two lanes are federated", () => {
  const federated = (more1: string, more2: string, settings?: FleetSettings): boolean => {
    const fleet = fleetOf(
      { "1.hcl": server("dc1", "10.1.0.1", more1), "2.hcl": server("dc2", "10.2.0.1", more2) },
      settings,
    );
    const [one, two] = fleet.lanes;
    return one !== undefined && two !== undefined && fleet.federates(one, two);
  };

  it.each([
    ["one WAN-joins the other", 'retry_join_wan = ["10.2.0.1"]\n', ""],
    [
      "both WAN-join one seed",
      'retry_join_wan = ["wan.example.net"]\n',
      'start_join_wan = ["wan.example.net"]\n',
    ],
    [
      "both have one WAN selector",
      'retry_join_wan = ["provider=gce tag_value=s"]\n',
      'retry_join_wan = ["tag_value=s provider=gce"]\n',
    ],
    ["one names the other as its primary", 'primary_datacenter = "dc2"\n', ""],
    [
      "both use mesh gateways",
      "connect {\n  enable_mesh_gateway_wan_federation = true\n}\n",
      "connect {\n  enable_mesh_gateway_wan_federation = true\n}\n",
    ],
  ])("when %s", (_, one, two) => {
    expect(federated(one, two)).toBe(true);
  });

  it("when the operator says so, and not by LAN joins", () => {
    expect(federated("", "", { ...NO_SETTINGS, federations: [["DC1", "dc2"]] })).toBe(true);
    expect(federated('retry_join = ["10.2.0.1"]\n', "")).toBe(false);
    expect(federated('primary_datacenter = "dc9"\n', 'primary_datacenter = "dc9"\n')).toBe(false);
  });

  it("through a third one", () => {
    const fleet = fleetOf({
      "1.hcl": server("dc1", "10.1.0.1", 'retry_join_wan = ["10.2.0.1"]\n'),
      "2.hcl": server("dc2", "10.2.0.1"),
      "3.hcl": server("dc3", "10.3.0.1", 'retry_join_wan = ["10.2.0.1"]\n'),
    });
    const [one, , three] = fleet.lanes;
    expect(one !== undefined && three !== undefined && fleet.federates(one, three)).toBe(true);
  });
});
