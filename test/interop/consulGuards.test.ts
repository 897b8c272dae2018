/** Our guards say what Consul's say, let through what Consul's let through, and the lane's refuses that too. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { laneGuard, lanGuard, type PoolLane } from "../../engine/consul/merge.ts";
import { clientTags } from "../../engine/consul/tags.ts";
import { LiveMember } from "../../engine/host/liveMember.ts";
import { consulLan } from "../../engine/serf/config.ts";
import { allOf, type MergeGuard } from "../../engine/serf/mergeGuard.ts";
import { eventually, findAgent, skip, startConsul, type RunningAgent } from "../agents/agents.ts";
import { ourList } from "./memberPools.ts";

const isSkipped = skip("interop", findAgent("consul") !== undefined, "consul 1.8.7 is not here");
const members: LiveMember[] = [];
let east: RunningAgent;
let west: RunningAgent;
/** Another site whose datacenter is called dc1 too. */
let namesake: RunningAgent;

beforeAll(async () => {
  if (isSkipped) return;
  [east, west, namesake] = await Promise.all([
    startConsul({ name: "east", ip: "127.84.51.1", datacenter: "dc1", server: true }),
    startConsul({ name: "west", ip: "127.84.52.1", datacenter: "dc2", server: true }),
    startConsul({ name: "namesake", ip: "127.84.53.1", datacenter: "dc1", server: true }),
  ]);
});
afterAll(async () => {
  for (const member of members) member.end();
  await Promise.all([east, west, namesake].map((agent) => agent?.stop()));
});

describe("a client of dc1 that joins the LAN of dc2", () => {
  it.skipIf(isSkipped)("is refused by its own guard before it says anything", async () => {
    const us = await client("joiner1", 1, lanGuard(own("joiner1")));
    const { reached, failures } = await us.join([at(west, 8301)]);
    expect([reached, failures.map(({ reason }) => reason)]).toEqual([
      0,
      ["Member 'west' part of wrong datacenter 'dc2'"],
    ]);
    expect(west.log()).not.toContain("joiner1");
  });

  it.skipIf(isSkipped)("is refused by the agent in the same words when it has no guard", async () => {
    const us = await client("joiner2", 2, undefined);
    await us.join([at(west, 8301)]);
    await eventually("the agent's word", () =>
      Promise.resolve(west.log().includes("Member 'joiner2' part of wrong datacenter 'dc1'")),
    );
    const said = lanGuard({ node: "west", datacenter: "dc2", id: "", segment: "" })([
      {
        name: "joiner2",
        ip: "127.84.50.2",
        port: 8301,
        tags: us.node.tags,
        isLeft: false,
        versions: undefined,
      },
    ]);
    expect(said?.reason).toBe("Member 'joiner2' part of wrong datacenter 'dc1'");
    expect((await west.members()).map(({ name }) => name)).toEqual(["west"]);
  });
});

describe("a client that joins port 8302 of its own datacenter", () => {
  it.skipIf(isSkipped)("is refused by the lane before it says anything", async () => {
    const us = await client("joiner3", 3, allOf(lanGuard(own("joiner3")), laneGuard(lane({}))));
    const { reached, failures } = await us.join([at(east, 8302)]);
    expect([reached, failures[0]?.reason]).toEqual([
      0,
      "Member 'east.dc1' is a member of the WAN pool; the LAN pool is at another port",
    ]);
    expect(east.log()).not.toContain("joiner3");
  });

  it.skipIf(isSkipped)(
    "succeeds under Consul's guard, and lists the server's WAN name; the WAN refuses it",
    async () => {
      const us = await client("joiner4", 4, lanGuard(own("joiner4")));
      expect(await us.join([at(east, 8302)])).toMatchObject({ reached: 1, failures: [] });
      expect(Object.keys(ourList(us))).toEqual(["east.dc1", "joiner4"]);
      await eventually("the WAN's word", () =>
        Promise.resolve(east.log().includes("Member 'joiner4' is not a server")),
      );
      us.end();
    },
  );
});

describe("two sites whose datacenters have one name", () => {
  it.skipIf(isSkipped)(
    "stay apart where the lane knows its members, and the other site learns nothing",
    async () => {
      const isKnown = (name: string): boolean => name === "east";
      const us = await client("joiner5", 5, allOf(lanGuard(own("joiner5")), laneGuard(lane({ isKnown }))));
      expect(await us.join([at(east, 8301)])).toMatchObject({ reached: 1 });
      const ranges = [{ base: "127.84.51.0", prefixBits: 24 }];
      const strict = await client("joiner6", 6, laneGuard(lane({ ranges, isKnown })));
      const { reached, failures } = await strict.join([at(namesake, 8301)]);
      expect(reached).toBe(0);
      expect(failures[0]?.reason).toMatch(/'namesake' lives at 127\.84\.53\.1, outside/);
      expect(namesake.log()).not.toMatch(/joiner/);
      await us.leave();
    },
  );

  it.skipIf(isSkipped)("mix under Consul's guard: one member that joins both is enough", async () => {
    const us = await client("joiner7", 7, lanGuard(own("joiner7")));
    for (const agent of [east, namesake])
      expect(await us.join([at(agent, 8301)])).toMatchObject({ reached: 1 });
    for (const agent of [east, namesake]) {
      await eventually(`${agent.name} to list both`, async () => {
        const names = (await agent.members()).map(({ name }) => name);
        return ["east", "namesake", "joiner7"].every((name) => names.includes(name));
      });
    }
  });
});

async function client(node: string, index: number, guard: MergeGuard | undefined): Promise<LiveMember> {
  const id = `00000000-0000-0000-0000-00000000000${index}`;
  const member = new LiveMember({
    name: node,
    address: { ip: `127.84.50.${index}`, port: 8301 },
    tags: clientTags({ node, datacenter: "dc1", id, build: "1.8.7:" }),
    config: consulLan({ leavePropagateDelayMs: 500 }),
    ...(guard === undefined ? {} : { guard }),
  });
  await member.start();
  members.push(member);
  return member;
}

function own(node: string): Parameters<typeof lanGuard>[0] {
  return { node, datacenter: "dc1", id: "", segment: "" };
}

function lane(given: Partial<PoolLane>): PoolLane {
  return {
    ...{ product: "consul", plane: "lan", datacenter: "dc1", ranges: [], guests: [] },
    isKnown: () => true,
    ...given,
  };
}

function at({ ip }: RunningAgent, port: number): { ip: string; port: number } {
  return { ip, port };
}
