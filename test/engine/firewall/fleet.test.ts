import { describe, expect, it } from "vitest";
import { readPaste } from "../../../engine/evidence/parse/paste.ts";
import { fleetOfEvidence, fleetOfView, type Fleet } from "../../../engine/firewall/fleet.ts";
import type { Plane } from "../../../engine/view/view.ts";
import { samplePool } from "../../webview/samplePool.ts";

const read = (text: string, plane?: Plane) =>
  fleetOfEvidence(readPaste(text, "pasted").evidence, "pasted", plane);

const short = (fleet: Fleet | undefined): unknown => ({
  kind: fleet?.kind,
  plane: fleet?.plane,
  members: fleet?.members.map(({ name, ip, port, state, datacenter, isServer, build }) =>
    [name, `${ip} ${port}`, state, datacenter, isServer ? "server" : "", build].join("|"),
  ),
});

const LAN = `Node    Address          Status  Type    Build  Protocol  DC   Segment
s1      10.1.0.10:8301   alive   server  1.8.7  2         dc1  <all>
b2      10.2.0.12:7946   failed  unknown
`;
const WAN = `Node    Address          Status  Type    Build  Protocol  DC   Segment
s1.dc1  10.1.0.10:8302   alive   server  1.8.7  2         dc1  <all>
s2.dc2  10.2.0.10:8302   failed  server  1.8.7  2         dc2  <all>
`;

describe("a fleet", () => {
  it("is the LAN list of pasted output, or the WAN list where that is asked for or alone", () => {
    const lan = {
      kind: "consul",
      plane: "lan",
      members: ["s1|10.1.0.10 8301|alive|dc1|server|1.8.7", "b2|10.2.0.12 7946|failed|||"],
    };
    const wan = {
      kind: "consul",
      plane: "wan",
      members: [
        "s1.dc1|10.1.0.10 8302|alive|dc1|server|1.8.7",
        "s2.dc2|10.2.0.10 8302|failed|dc2|server|1.8.7",
      ],
    };
    expect(short(read(LAN + WAN)?.fleet)).toEqual(lan);
    expect(short(read(LAN + WAN, "wan")?.fleet)).toEqual(wan);
    expect(short(read(WAN)?.fleet)).toEqual(wan);
    expect(read(LAN, "wan")).toBeUndefined();
  });

  it("joins lists from both ends: whom one of them hears is alive, and each list keeps its own word", () => {
    const list = (a: string, b: string): string =>
      `a1  10.1.0.1:7946  ${a}  dc=dc1\nb1  10.2.0.1:7946  ${b}  dc=dc2\n`;
    const found = read(
      `[root@a1 ~]# serf members\n${list("alive", "failed")}[root@b1 ~]# serf members\n${list("failed", "alive")}`,
    );
    expect(short(found?.fleet)).toMatchObject({
      kind: "serf",
      members: ["a1|10.1.0.1 7946|alive|dc1||", "b1|10.2.0.1 7946|alive|dc2||"],
    });
    expect(found?.lists.map(({ teller, stateOf }) => [teller, stateOf(0), stateOf(1)])).toEqual([
      ["a1", "alive", "failed"],
      ["b1", "failed", "alive"],
    ]);
  });

  it("knows the servers' other ports where the tags are shown", () => {
    const tags = { role: "consul", dc: "dc1", port: "8300", wan_join_port: "8302", build: "1.8.7:3a1fcb6c" };
    const found = read(
      JSON.stringify([{ Name: "s1", Addr: "10.1.0.10", Port: 8301, Status: 4, Tags: tags }]),
    );
    expect(found?.fleet.members[0]).toMatchObject({
      state: "failed",
      rpcPort: 8300,
      wanPort: 8302,
      build: "1.8.7",
    });
  });

  it("is read from what observe --output json printed", () => {
    const member = {
      name: "a1",
      address: "fd77:1::11",
      port: 7946,
      state: "alive",
      incarnation: 3,
      tags: { dc: "dc1" },
    };
    expect(short(read(JSON.stringify({ version: 1, members: [member] }))?.fleet)).toMatchObject({
      members: ["a1|fd77:1::11 7946|alive|dc1||"],
    });
  });

  it("is nothing where no list is", () => {
    expect(read("meeting at noon")).toBeUndefined();
  });

  it("is a live view, without the reaped", () => {
    const fleet = fleetOfView(samplePool(12));
    expect(short({ ...fleet, members: fleet.members.slice(0, 1) })).toEqual({
      kind: "consul",
      plane: "lan",
      members: ["srv-1|10.1.0.0 8301|alive|dc1||1.8.7"],
    });
    expect(fleet.members).toHaveLength(12);
  });
});
