/** Snapshots are one format: what serf wrote we return by, and what we wrote serf returns by. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openSnapshot } from "../../engine/host/snapshotFile.ts";
import { readSnapshot } from "../../engine/serf/snapshot.ts";
import { bytesFromText } from "../../engine/base/bytes.ts";
import { eventually, findAgent, skip } from "../agents/agents.ts";
import { MixedPool, ourList } from "./memberPools.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-snapshot-"));
const pools: MixedPool[] = [];
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.stop()));
  rmSync(folder, { recursive: true, force: true });
});

describe.each([
  { program: "serf", net: "127.84.31" },
  { program: "serf-0.10", net: "127.84.32" },
] as const)("with $program", ({ program, net }) => {
  const isSkipped = skip("interop", findAgent(program) !== undefined, `${program} is not installed`);
  const pool = new MixedPool({ program, net, key: undefined, compress: true });
  pools.push(pool);
  const file = path.join(folder, net);

  it.skipIf(isSkipped)("an agent's snapshot names its pool and its clocks", async () => {
    await pool.agent(1);
    const a2 = await pool.agent(2, [`-snapshot=${file}`]);
    const { state, problems } = await eventually("the snapshot", async () => {
      // An agent writes what it holds when the next line comes, half a second later at the earliest.
      await a2.command("event", "deploy", "7");
      const read = readSnapshot(readFileSync(file, "utf8"));
      return read.state.eventClock > 0 && read.state.alive.size === 2 ? read : undefined;
    });
    expect(problems).toEqual([]);
    expect(Object.fromEntries(state.alive)).toEqual({ a1: `${net}.1:7946`, a2: `${net}.2:7946` });
    expect(state.clock).toBeGreaterThan(0);
  });

  it.skipIf(isSkipped)(
    "we return to the pool by an agent's snapshot, and events from before are no news",
    async () => {
      const opened = openSnapshot(file, false, (message) => expect.fail(message));
      if (!opened.ok) throw new Error(opened.error);
      await pool.kill("a2");
      const heard: string[] = [];
      const member = await pool.member(2, { name: "a2", snapshot: opened.value.snapshot });
      member.onEvent((event) => event.kind === "userEvent" && heard.push(event.name));
      await eventually("the pool", () => Promise.resolve(ourList(member)["a1"]?.status === "alive"));
      await pool.allSee("a2", "alive");
      member.command({ kind: "userEvent", name: "restart", payload: bytesFromText(""), coalesce: false });
      expect(heard).toEqual(["restart"]);
      await eventually("our own lines", () =>
        Promise.resolve(readFileSync(file, "utf8").includes("event-clock: 2")),
      );
    },
  );

  it.skipIf(isSkipped)("an agent returns to the pool by what we wrote", async () => {
    await pool.kill("a2");
    await pool.kill("a1");
    const m3 = await pool.member(1, { name: "a1" });
    const back = await pool.agentAlone(2, [`-snapshot=${file}`]);
    await eventually("the agent to come back by itself", () =>
      Promise.resolve(ourList(m3)["a2"]?.status === "alive"),
    );
    expect(back.log()).toContain("Re-joined to previously known node: a1");
    expect(back.log()).not.toMatch(/Unrecognized snapshot line|Failed to (parse|convert)/);
  });
});
