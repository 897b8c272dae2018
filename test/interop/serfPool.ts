/** What must hold of a guest in a pool of Serf agents, whatever their version and key. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShadowPool } from "../../engine/host/shadowPool.ts";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import {
  attach,
  byName,
  complaints,
  everySees,
  killAndExpectSuspicion,
  listen,
  shownAsListed,
} from "./watching.ts";

const POOL_SIZE = 13;
const KILLS = 10;

/** Starts 13 agents on `net`.1 to .13, watches them, kills ten. */
export function describeSerfPool(program: "serf" | "serf-0.10", net: string, key: Buffer | undefined): void {
  describe(`a pool of ${program}, ${key === undefined ? "without key" : `with a key of ${key.length} bytes`}`, () => {
    const isSkipped = skip("interop", findAgent(program) !== undefined, `${program} is not installed`);
    const members: RunningAgent[] = [];
    const pools: ShadowPool[] = [];

    beforeAll(async () => {
      if (isSkipped) return;
      for (let index = 1; index <= POOL_SIZE; index += 1) {
        const agent = await startSerf({
          program,
          name: `${net}-m${index}`,
          ip: `${net}.${index}`,
          tags: { dc: "dc1", note: "größer" },
          ...(key === undefined ? {} : { key: key.toString("base64") }),
          ...(index === 1 ? {} : { join: `${net}.1` }),
        });
        members.push(agent);
      }
      await everySees(members, POOL_SIZE);
    });

    afterAll(async () => {
      await Promise.all(pools.map((pool) => pool.detach()));
      await Promise.all(members.map((member) => member.stop()));
    });

    const watch = async (cidrs: readonly string[]): Promise<ShadowPool> => {
      const pool = await attach({ host: `${net}.1`, port: 7946, plane: "lan", key, cidrs });
      pools.push(pool);
      return pool;
    };

    it.skipIf(isSkipped)("shows the members as the agents list them", async () => {
      const pool = await watch([]);
      expect(shownAsListed(pool)).toEqual(byName((await members[0]?.members()) ?? []));
    });

    it.skipIf(isSkipped)("answers a question of the user from a member's own vantage point", async () => {
      const pool = await watch([`${net}.0/24`]);
      const [helper, member] = [`${net}-m2`, `${net}-m3`];
      expect(await pool.probe({ kind: "ping", member })).toMatchObject({ kind: "reached" });
      expect(await pool.probe({ kind: "pingFrom", helper, member })).toMatchObject({ kind: "reached" });
    });

    it.skipIf(isSkipped)(
      `sees suspicion before failure, for ${KILLS} agents that are killed`,
      async () => {
        const pool = await watch([`${net}.0/24`]);
        const victims = members.slice(-KILLS).map((agent) => ({ agent, name: agent.name }));
        await killAndExpectSuspicion(listen(pool), victims, 60_000);
        const seed = members[0];
        await eventually("our table to equal the agent's, failed members too", async () => {
          const listed = byName((await seed?.members()) ?? []);
          return JSON.stringify(shownAsListed(pool)) === JSON.stringify(listed);
        });
        const dead = victims[0]?.name ?? "";
        const answer = await pool.probe({ kind: "pingFrom", helper: `${net}-m2`, member: dead });
        expect(["notReached", "notAsked"]).toContain(answer.kind);
      },
      180_000,
    );

    it.skipIf(isSkipped)("leaves no member, no complaint and no probe behind", async () => {
      for (const agent of members.slice(0, POOL_SIZE - KILLS)) {
        const names = (await agent.members()).map(({ name }) => name);
        expect(names.sort()).toEqual(members.map(({ name }) => name).sort());
        expect(complaints(agent)).toEqual([]);
      }
      for (const pool of pools) expect(pool.snapshot().traffic.packetsUnasked).toBe(0);
    });
  });
}
