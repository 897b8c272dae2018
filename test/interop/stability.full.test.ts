/** The same for ten minutes. */
import { afterAll, expect, it } from "vitest";
import { findAgent, skip } from "../agents/agents.ts";
import { flap } from "./flapping.ts";
import { MixedPool } from "./memberPools.ts";

const program = findAgent("serf-0.10") === undefined ? "serf" : "serf-0.10";
const isSkipped = skip("interop", findAgent(program) !== undefined, "serf is not installed");
const pool = new MixedPool({ program, net: "127.84.41", key: undefined, compress: true });
afterAll(() => pool.stop());

it.skipIf(isSkipped)("a mixed pool of 50 stays stable for ten minutes", { timeout: 900_000 }, async () => {
  const { failed, notAlive, incomplete } = await flap(pool, 43);
  expect(failed.filter((name) => name !== "a10")).toEqual([]);
  expect({ notAlive, incomplete }).toEqual({ notAlive: 0, incomplete: 0 });
});
