/** Our engine as a member among real agents: what we see is what they see, of us and of each other. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesFromText, textFromBytes } from "../../engine/base/bytes.ts";
import { Secret } from "../../engine/base/secret.ts";
import { NodeAead } from "../../engine/host/aead.ts";
import { LiveMember } from "../../engine/host/liveMember.ts";
import { serfAgent } from "../../engine/serf/config.ts";
import type { SerfEvent } from "../../engine/serf/events.ts";
import { Keyring } from "../../engine/wire/keyring.ts";
import { lan } from "../../engine/swim/config.ts";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";

const stopping: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  await Promise.all(stopping.map((stop) => stop()));
});

describe.each([
  { program: "serf", net: "127.84.1", key: undefined, compress: true },
  { program: "serf", net: "127.84.2", key: randomBytes(16), compress: false },
  { program: "serf-0.10", net: "127.84.3", key: undefined, compress: false },
  { program: "serf-0.10", net: "127.84.4", key: randomBytes(32), compress: true },
] as const)("among agents of $program at $net.x, key $key.length, compression $compress", (pool) => {
  const { program, net, key } = pool;
  const isSkipped = skip("interop", findAgent(program) !== undefined, `${program} is not installed`);
  let agents: RunningAgent[] = [];
  let us: LiveMember | undefined;
  const heard: SerfEvent[] = [];

  beforeAll(async () => {
    if (isSkipped) return;
    agents = await startAgents(pool, 2);
    us = await startMember(pool, 10, { role: "ours", note: "größer" });
    us.onEvent((event) => heard.push(event));
  });

  it.skipIf(isSkipped)("joins, and both sides list the same", async () => {
    const outcome = await us?.join([{ ip: `${net}.1`, port: 7946 }]);
    expect(outcome).toMatchObject({ reached: 1, failures: [] });
    await eventually("all to agree", async () => {
      const lists = await Promise.all(agents.map(listOf));
      return lists.every((list) => JSON.stringify(list) === JSON.stringify(ourList(us)));
    });
    expect(ourList(us)).toHaveLength(3);
  });
});

async function startAgents(
  { program, net, key }: { program: "serf" | "serf-0.10"; net: string; key: Uint8Array | undefined },
  count: number,
): Promise<RunningAgent[]> {
  const start = (index: number, join?: string): Promise<RunningAgent> =>
    startSerf({
      program,
      name: `${net}-a${index}`,
      ip: `${net}.${index}`,
      tags: { dc: "dc1" },
      ...(key === undefined ? {} : { key: Buffer.from(key).toString("base64") }),
      ...(join === undefined ? {} : { join }),
    });
  const first = await start(1);
  stopping.push(() => first.stop());
  const others = await Promise.all(
    Array.from({ length: count - 1 }, async (_, i) => {
      const agent = await start(i + 2, `${net}.1`);
      stopping.push(() => agent.stop());
      return agent;
    }),
  );
  return [first, ...others];
}

async function startMember(
  { net, key, compress }: { net: string; key: Uint8Array | undefined; compress: boolean },
  index: number,
  tags: Readonly<Record<string, string>>,
): Promise<LiveMember> {
  const member = new LiveMember({
    name: `${net}-m${index}`,
    address: { ip: `${net}.${index}`, port: 7946 },
    tags: Object.entries(tags),
    config: serfAgent({ swim: lan({ enableCompression: compress }) }),
    ...(key === undefined ? {} : { keyring: new Keyring(new NodeAead(), [new Secret(key)]) }),
  });
  await member.start();
  stopping.push(() => member.end());
  return member;
}

async function listOf(agent: RunningAgent): Promise<unknown> {
  const members = await agent.members();
  return members
    .map(({ name, address, status, tags }) => ({ name, address, status, tags: sorted(tags) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function ourList(member: LiveMember | undefined): unknown {
  return member?.members().map(({ name, ip, port, status, tags }) => ({
    name,
    address: `${ip}:${port}`,
    status,
    tags: sorted(Object.fromEntries(tags)),
  }));
}

function sorted(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
}
