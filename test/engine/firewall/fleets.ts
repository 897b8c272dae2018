/** Fleets for tests: a fixed one to read, and random ones to doubt. */
import fc from "fast-check";
import type { Fleet, FleetMember } from "../../../engine/firewall/fleet.ts";

export function member(part: Partial<FleetMember> & Pick<FleetMember, "id" | "name" | "ip">): FleetMember {
  return {
    port: 8301,
    datacenter: "",
    isServer: false,
    state: "alive",
    wanPort: 0,
    rpcPort: 0,
    build: "1.8.7",
    ...part,
  };
}

export function fleet(members: readonly FleetMember[], part: Partial<Fleet> = {}): Fleet {
  return { name: "dc1 LAN", kind: "consul", plane: "lan", members, ...part };
}

/** Two datacenters in one LAN pool, IPv4 and IPv6, servers with their ports. */
export function mixedFleet(): Fleet {
  const server = { isServer: true, wanPort: 8302, rpcPort: 8300 };
  return fleet([
    member({ id: 0, name: "srv-1", ip: "10.1.0.10", datacenter: "dc1", ...server }),
    member({ id: 1, name: "web-1", ip: "10.1.0.11", datacenter: "dc1" }),
    member({ id: 2, name: "web-2", ip: "10.1.0.12", datacenter: "dc1" }),
    member({ id: 3, name: "web-6", ip: "fd00:1::6", datacenter: "dc1" }),
    member({ id: 4, name: "srv-9", ip: "10.2.0.10", datacenter: "dc2", ...server }),
    member({ id: 5, name: "edge-1", ip: "10.2.0.11", datacenter: "dc2", port: 8311 }),
    member({ id: 6, name: "edge-6", ip: "fd00:2::6", datacenter: "dc2" }),
  ]);
}

/** Addresses close to each other, so that ranges form and sides touch. */
export const someIp: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 0, max: 63 }).map((host) => `10.0.0.${host}`),
  fc.integer({ min: 0, max: 3 }).map((host) => `192.168.${host}.1`),
  fc.integer({ min: 0, max: 15 }).map((host) => `fd00::${host.toString(16)}`.replace("fd00::0", "fd00::")),
);

/** Two datacenters whose members share no address, but a family. */
export const someFleet: fc.Arbitrary<Fleet> = fc
  .record({
    ips: fc.uniqueArray(someIp, { minLength: 2, maxLength: 40 }),
    sides: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    ports: fc.array(fc.constantFrom(8301, 8302, 8311, 7946), { minLength: 40, maxLength: 40 }),
    servers: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  })
  .map(({ ips, sides, ports, servers }) =>
    fleet(
      ips.map((ip, id) => {
        const isServer = servers[id] ?? false;
        // The first two are one of each side, so that neither is empty.
        const datacenter = id === 0 ? "dc1" : id === 1 ? "dc2" : (sides[id] ?? false) ? "dc1" : "dc2";
        const wan = isServer ? { wanPort: 8302, rpcPort: 8300 } : {};
        return member({ id, name: `m${id}`, ip, datacenter, isServer, port: ports[id] ?? 8301, ...wan });
      }),
    ),
  )
  .filter(({ members }) => {
    const families = (datacenter: string): boolean[] =>
      members.filter((each) => each.datacenter === datacenter).map(({ ip }) => ip.includes(":"));
    return families("dc1").some((family) => families("dc2").includes(family));
  });
