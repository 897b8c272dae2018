/** Watching a Consul datacenter: its LAN pool and the WAN pool of its servers, with and without key. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShadowPool } from "../../engine/host/shadowPool.ts";
import { eventually, findAgent, skip, startConsul, type RunningAgent } from "../agents/agents.ts";
import {
  attach,
  byName,
  complaints,
  everySees,
  killAndExpectSuspicion,
  listen,
  shown,
  shownAsListed,
} from "./watching.ts";

const isFull = process.env["LK_FULL"] === "1";
const isSkipped = skip("interop", findAgent("consul") !== undefined, "consul 1.8.7 is not here");
/** Ten in the full run; each Consul agent takes half a second of processor time to start. */
const KILLS = isFull ? 10 : 2;

describe.each([
  { net: "127.51.9", key: undefined },
  { net: "127.51.10", key: randomBytes(32) },
])("a datacenter of one server and clients, key $key.length", ({ net, key }) => {
  const agents: RunningAgent[] = [];
  const pools: ShadowPool[] = [];

  beforeAll(async () => {
    if (isSkipped) return;
    const shared = { datacenter: "dc1", ...(key === undefined ? {} : { key: key.toString("base64") }) };
    agents.push(await startConsul({ ...shared, name: "srv", ip: `${net}.1`, server: true }));
    for (let index = 2; index <= KILLS + 3; index += 1) {
      const client = { name: `cli-${index}`, ip: `${net}.${index}`, join: `${net}.1` };
      agents.push(await startConsul({ ...shared, ...client }));
    }
    await everySees(agents, KILLS + 3);
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.detach()));
    await Promise.all(agents.map((agent) => agent.stop()));
  });

  it.skipIf(isSkipped)(`shows the LAN pool as the agent lists it, and ${KILLS} failures in it`, async () => {
    const pool = await attach({ host: `${net}.1`, port: 8301, plane: "lan", key, cidrs: [`${net}.0/24`] });
    pools.push(pool);
    expect(shownAsListed(pool)).toEqual(byName((await agents[0]?.members()) ?? []));
    const victims = agents.slice(-KILLS).map((agent) => ({ agent, name: agent.name }));
    await killAndExpectSuspicion(listen(pool), victims, 60_000);
    await eventually("our table to equal the agent's", async () => {
      const listed = byName((await agents[0]?.members()) ?? []);
      return JSON.stringify(shownAsListed(pool)) === JSON.stringify(listed);
    });
  });

  it.skipIf(isSkipped)("is not in the catalog, nor in any list or complaint afterwards", async () => {
    const answer = await fetch(`http://${net}.1:8500/v1/catalog/nodes`);
    const nodes = ((await answer.json()) as { Node: string }[]).map(({ Node }) => Node);
    const names = new Set(agents.map(({ name }) => name));
    expect(nodes.filter((node) => !names.has(node))).toEqual([]);
    for (const agent of agents.slice(0, -KILLS)) {
      expect((await agent.members()).filter(({ name }) => !names.has(name))).toEqual([]);
      expect(complaints(agent)).toEqual([]);
    }
    for (const pool of pools) expect(pool.snapshot().traffic.packetsUnasked).toBe(0);
  });
});

describe("a WAN pool of one server a datacenter", () => {
  const servers: RunningAgent[] = [];
  const pools: ShadowPool[] = [];
  const net = "127.51.11";
  const key = randomBytes(16);
  const kills = isFull ? 10 : 1;

  beforeAll(async () => {
    if (isSkipped) return;
    for (let index = 1; index <= kills + 2; index += 1) {
      const join = index === 1 ? {} : { joinWan: `${net}.1` };
      const identity = { name: `srv${index}`, ip: `${net}.${index}`, datacenter: `dc${index}` };
      servers.push(await startConsul({ ...identity, ...join, server: true, key: key.toString("base64") }));
    }
    await everySees(servers, kills + 2, true);
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.detach()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  it.skipIf(isSkipped)(
    `shows each server with its datacenter, and suspicion before failure ${kills} times`,
    async () => {
      const pool = await attach({ host: `${net}.1`, port: 8302, plane: "wan", key, cidrs: [`${net}.0/24`] });
      pools.push(pool);
      expect(shownAsListed(pool)).toEqual(byName((await servers[0]?.members(true)) ?? []));
      expect(shown(pool).map(({ name, datacenter }) => `${name} in ${datacenter}`)).toEqual(
        servers.map((_, i) => `srv${i + 1}.dc${i + 1} in dc${i + 1}`).sort(),
      );
      const victims = servers
        .slice(-kills)
        .map((agent) => ({ agent, name: `${agent.name}.dc${servers.indexOf(agent) + 1}` }));
      await killAndExpectSuspicion(listen(pool), victims, 240_000);
      expect(pool.snapshot().traffic.packetsUnasked).toBe(0);
      expect(complaints(servers[0] as RunningAgent)).toEqual([]);
    },
    600_000,
  );
});
