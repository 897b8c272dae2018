/** Serf protocols 2 and 3, the oldest that real agents still speak (1 they refuse to start with), both ways. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bytesFromText } from "../../engine/base/bytes.ts";
import { serfAgent, type SerfConfig } from "../../engine/serf/config.ts";
import { eventually, findAgent, skip } from "../agents/agents.ts";
import { MixedPool } from "./memberPools.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const KINDS = [
  ["serf", 2, "127.97.22"],
  ["serf", 3, "127.97.23"],
  ["serf-0.10", 2, "127.97.32"],
  ["serf-0.10", 3, "127.97.33"],
] as const;

describe.each(KINDS)("agents of %s that speak protocol %i", (program, protocol, net) => {
  const isSkipped = skip("interop", findAgent(program) !== undefined, `${program} is not installed`);
  const pool = new MixedPool({ program, net, key: undefined, compress: true, protocol });
  const speaking = (protocolVersion: SerfConfig["protocolVersion"]): { config: SerfConfig } => ({
    config: serfAgent({ protocolVersion }),
  });

  beforeAll(async () => {
    if (!isSkipped) await Promise.all([pool.agent(1), pool.member(11), pool.member(12, speaking(protocol))]);
  });
  afterAll(() => pool.stop());

  it.skipIf(isSkipped)(
    "list members of ours that speak the same, and the newest, and are listed",
    async () => {
      const seed = [{ ip: `${net}.1`, port: 7946 }];
      for (const name of ["m11", "m12"])
        expect(await pool.ours(name).join(seed)).toMatchObject({ reached: 1 });
      for (const name of ["a1", "m11", "m12"]) await pool.allSee(name, "alive");
    },
  );

  it.skipIf(isSkipped)("hear our user events and we theirs, and see us leave", async () => {
    const heard: string[] = [];
    const stop = pool.ours("m12").onEvent((event) => {
      if (event.kind === "userEvent") heard.push(event.name);
    });
    await pool.theirs("a1").command("event", "-coalesce=false", "deploy", "7");
    const restart = { name: "restart", payload: bytesFromText("7"), coalesce: false };
    pool.ours("m11").command({ kind: "userEvent", ...restart });
    await eventually(
      "both events",
      () =>
        Promise.resolve(
          ["deploy", "restart"].every((name) => heard.includes(name)) &&
            pool.theirs("a1").log().includes("Received event: user-event: restart"),
        ),
      90_000,
    );
    stop();
    await pool.ours("m11").leave();
    await pool.allSee("m11", "left", ["m11"]);
  });
});
