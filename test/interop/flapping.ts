/** Ten real agents and forty members of ours, one of the agents stopped and let go again and again. */
import { setTimeout as pause } from "node:timers/promises";
import { eventually, type RunningAgent } from "../agents/agents.ts";
import type { MixedPool } from "./memberPools.ts";

export interface Verdict {
  /** Who was declared failed by anybody, in the order of names. */
  readonly failed: readonly string[];
  /** How many states of all lists at the end are not alive. */
  readonly notAlive: number;
  /** Lists at the end that don't have all 50 members. */
  readonly incomplete: number;
}

const AGENTS = 10;
const OURS = 40;

/** Runs the pool for that many rounds of 8 s stopped and 6 s let go. */
export async function flap(pool: MixedPool, rounds: number): Promise<Verdict> {
  const first = await pool.agent(1);
  const agents = [first, ...(await Promise.all(range(2, AGENTS).map((index) => pool.agent(index))))];
  const failed = new Set<string>();
  for (const index of range(100, 99 + OURS)) {
    const member = await pool.member(index);
    member.onEvent((event) => event.kind === "memberFailed" && failed.add(event.name));
    await member.join([{ ip: `${pool.kind.net}.1`, port: 7946 }]);
  }
  // Where gossip of a join got lost, the gap waits for the next push/pull: 60 s in a pool of this size, upstream too.
  await eventually(
    "all 50 to list all 50",
    async () => (await pool.lists()).every((list) => Object.keys(list).length === AGENTS + OURS),
    120_000,
  );
  const flapping = pool.theirs("a10");
  for (let round = 0; round < rounds; round += 1) {
    flapping.signal("SIGSTOP");
    await pause(8_000);
    flapping.signal("SIGCONT");
    await pause(6_000);
  }
  await pool.allSee("a10", "alive");
  for (const agent of agents) for (const name of failedSince(agent)) failed.add(name);
  // What the stopped agent believed of others while its clock jumped is its own trouble.
  const lists = await pool.lists(["a10"]);
  return {
    failed: [...failed].sort(),
    notAlive: lists.flatMap((list) => Object.values(list)).filter(({ status }) => status !== "alive").length,
    incomplete: lists.filter((list) => Object.keys(list).length !== AGENTS + OURS).length,
  };
}

function failedSince(agent: RunningAgent): string[] {
  return [...agent.log().matchAll(/EventMemberFailed: (\S+)/g)].flatMap(([, name]) =>
    agent.name === "a10" || name === undefined ? [] : [name],
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
