/** A mixed pool does not lose its head over one member that comes and goes. */
import { randomBytes } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { findAgent, skip } from "../agents/agents.ts";
import { flap } from "./flapping.ts";
import { MixedPool } from "./memberPools.ts";

const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
const pool = new MixedPool({ program: "serf", net: "127.84.40", key: randomBytes(32), compress: true });
afterAll(() => pool.stop());

it.skipIf(isSkipped)(
  "10 agents and 40 members of ours never fail but the one that flaps",
  { timeout: 300_000 },
  async () => {
    const { failed, notAlive, incomplete } = await flap(pool, 2);
    expect(failed.filter((name) => name !== "a10")).toEqual([]);
    expect({ notAlive, incomplete }).toEqual({ notAlive: 0, incomplete: 0 });
  },
);
