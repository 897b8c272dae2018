import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fleet } from "../../../engine/firewall/fleet.ts";
import { parseMemberList } from "../../../engine/firewall/memberList.ts";

function read(text: string): Fleet {
  const fleet = parseMemberList(text, "pasted");
  if (!fleet.ok) throw new Error(fleet.error);
  return fleet.value;
}

const short = ({ kind, plane, members }: Fleet): unknown => ({
  kind,
  plane,
  members: members.map(({ name, ip, port, state, datacenter, isServer, build }) =>
    [name, `${ip} ${port}`, state, datacenter, isServer, build].join("|"),
  ),
});

describe("a member list is read", () => {
  it("from serf members", () => {
    const text =
      "a1  10.77.1.11:7946  alive   dc=dc1,role=web\nb1  [fd77:2::11]:7946  failed  dc=dc2\nc1  10.0.0.1:7946  left\n";
    expect(short(read(text))).toEqual({
      kind: "serf",
      plane: "lan",
      members: [
        "a1|10.77.1.11 7946|alive|dc1|false|",
        "b1|fd77:2::11 7946|failed|dc2|false|",
        "c1|10.0.0.1 7946|left||false|",
      ],
    });
  });

  it("from serf members -format json", () => {
    const text = JSON.stringify({
      members: [
        {
          name: "a1",
          addr: "10.77.1.11:7946",
          port: 7946,
          tags: { dc: "dc1" },
          status: "alive",
          protocol: {},
        },
      ],
    });
    expect(short(read(text))).toEqual({
      kind: "serf",
      plane: "lan",
      members: ["a1|10.77.1.11 7946|alive|dc1|false|"],
    });
  });

  it("from consul members -wan", () => {
    const text = `Node    Address          Status  Type    Build  Protocol  DC   Segment
s1.dc1  10.1.0.10:8302   alive   server  1.8.7  2         dc1  <all>
s2.dc2  10.2.0.10:8302   failed  server  1.8.7  2         dc2  <all>
`;
    expect(short(read(text))).toEqual({
      kind: "consul",
      plane: "wan",
      members: ["s1.dc1|10.1.0.10 8302|alive|dc1|true|1.8.7", "s2.dc2|10.2.0.10 8302|failed|dc2|true|1.8.7"],
    });
  });

  it("from consul members, where a plain Serf agent has neither type nor datacenter", () => {
    const text = `Node  Address          Status  Type     Build    Protocol  DC       Segment
b2    10.2.0.12:7946   alive   unknown  unknown  unknown   unknown  <default>
c1    10.1.0.12:8301   alive   client   1.8.7    2         dc1      <default>
`;
    expect(short(read(text))).toMatchObject({
      members: ["b2|10.2.0.12 7946|alive||false|", "c1|10.1.0.12 8301|alive|dc1|false|1.8.7"],
    });
  });

  it("from Consul's /v1/agent/members, with the servers' other ports", () => {
    const tags = { role: "consul", dc: "dc1", port: "8300", wan_join_port: "8302", build: "1.8.7:3a1fcb6c" };
    const fleet = read(
      JSON.stringify([{ Name: "s1", Addr: "10.1.0.10", Port: 8301, Status: 4, Tags: tags }]),
    );
    expect(short(fleet)).toEqual({
      kind: "consul",
      plane: "lan",
      members: ["s1|10.1.0.10 8301|failed|dc1|true|1.8.7"],
    });
    expect(fleet.members[0]).toMatchObject({ rpcPort: 8300, wanPort: 8302 });
  });

  it("from lanekeeper observe --output json", () => {
    const member = {
      name: "a1",
      address: "fd77:1::11",
      port: 7946,
      state: "suspect",
      incarnation: 3,
      tags: { dc: "dc1" },
    };
    expect(short(read(JSON.stringify({ version: 1, members: [member] })))).toMatchObject({
      members: ["a1|fd77:1::11 7946|suspect|dc1|false|"],
    });
  });

  it.each([
    ["", "lists no member"],
    ["{", "is not JSON"],
    ["{}", "has no list of members"],
    ['[{"name":"a","addr":"nowhere"}]', "member 1 has no name, or an address that is none"],
    ["a1 10.0.0.1:7946 sleeping", "is no line of a member list"],
  ])("or refused with a sentence: %s", (text, reason) => {
    expect(parseMemberList(text, "pasted")).toMatchObject({
      ok: false,
      error: expect.stringContaining(reason),
    });
  });

  it("without ever throwing, whatever was pasted", () => {
    const jsonish = fc.json().map((text) => text.replaceAll('"a"', '"name"').replaceAll('"b"', '"members"'));
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), jsonish, fc.string({ unit: "binary" })),
        (text) => void parseMemberList(text, "pasted"),
      ),
    );
  });
});
