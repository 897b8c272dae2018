/** Watching real agents: what we see is what they say, and they don't see us. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attachShadow } from "../../engine/entry/attach.ts";
import type { ShadowPool } from "../../engine/host/shadowPool.ts";
import type { PoolEvent } from "../../engine/view/event.ts";
import { memberRow, type MemberRow, type Plane } from "../../engine/view/view.ts";
import type { AttachRequest } from "../../engine/view/workerProtocol.ts";
import { eventually, findAgent, skip, startConsul, startSerf, type RunningAgent } from "../agents/agents.ts";

const agents: RunningAgent[] = [];
const pools: ShadowPool[] = [];

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.detach()));
  await Promise.all(agents.map((agent) => agent.stop()));
});

describe.each([
  { program: "serf", net: "127.51.1", key: undefined },
  { program: "serf", net: "127.51.2", key: randomBytes(16) },
  { program: "serf-0.10", net: "127.51.3", key: undefined },
  { program: "serf-0.10", net: "127.51.4", key: randomBytes(32) },
] as const)("a pool of $program at $net.x, key $key.length", ({ program, net, key }) => {
  const isSkipped = skip("interop", findAgent(program) !== undefined, `${program} is not installed`);
  let members: RunningAgent[] = [];

  beforeAll(async () => {
    if (isSkipped) return;
    const start = (index: number, join?: string): Promise<RunningAgent> =>
      startSerf({
        program,
        name: `${net}-m${index}`,
        ip: `${net}.${index}`,
        tags: { dc: "dc1", note: "größer" },
        ...(key === undefined ? {} : { key: key.toString("base64") }),
        ...(join === undefined ? {} : { join }),
      });
    members = [await start(1)];
    agents.push(...members);
    const joined = await Promise.all([2, 3].map((index) => start(index, `${net}.1`)));
    members.push(...joined);
    agents.push(...joined);
    await everySees(members, 3);
  });

  it.skipIf(isSkipped)("shows the members as the agents list them", async () => {
    const pool = await attach(`${net}.1`, 7946, "lan", key, []);
    const [first] = members;
    const listed = (await first?.members()) ?? [];
    expect(
      shown(pool).map(({ name, address, state, tags }) => ({
        name,
        address,
        status: state,
        tags: { ...tags },
      })),
    ).toEqual(
      [...listed]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, address, status, tags }) => ({ name, address, status, tags })),
    );
  });

  it.skipIf(isSkipped)("sees suspicion before failure when an agent is killed", async () => {
    const pool = await attach(`${net}.1`, 7946, "lan", key, [`${net}.0/24`]);
    const heard: PoolEvent[] = [];
    pool.onChange(() => {
      pool.takeDelta();
      heard.push(...pool.takeEvents());
    });
    const [, , victim] = members;
    victim?.signal("SIGKILL");
    const kinds = (): string[] =>
      heard.filter(({ member }) => member === victim?.name).map(({ kind }) => kind);
    await eventually(
      `${victim?.name} to fail; heard ${kinds().join()}`,
      () => Promise.resolve(kinds().includes("memberFailed")),
      40_000,
    );
    expect(kinds().slice(-2)).toEqual(["memberSuspected", "memberFailed"]);
  });

  it.skipIf(isSkipped)("leaves no member and no complaint behind", async () => {
    for (const agent of members.slice(0, 2)) {
      const names = (await agent.members()).map(({ name }) => name);
      expect(names.sort()).toEqual(members.map(({ name }) => name).sort());
      const complaints = agent
        .log()
        .split("\n")
        .filter((line) => /\[(WARN|ERR)\]/.test(line));
      expect(complaints).toEqual([]);
    }
  });
});

describe("a Consul datacenter with a server and a client", () => {
  const isSkipped = skip("interop", findAgent("consul") !== undefined, "consul 1.8.7 is not here");
  const key = randomBytes(32);
  let server: RunningAgent | undefined;
  let client: RunningAgent | undefined;

  beforeAll(async () => {
    if (isSkipped) return;
    const shared = { datacenter: "dc1", key: key.toString("base64") };
    server = await startConsul({ ...shared, name: "srv", ip: "127.51.9.1", server: true });
    agents.push(server);
    client = await startConsul({ ...shared, name: "cli", ip: "127.51.9.2", join: "127.51.9.1" });
    agents.push(client);
    await everySees([server, client], 2);
  });

  it.skipIf(isSkipped)("shows the LAN pool as the agent lists it", async () => {
    const pool = await attach("127.51.9.1", 8301, "lan", key, []);
    const listed = (await server?.members()) ?? [];
    expect(
      shown(pool).map(({ name, address, state, tags }) => ({
        name,
        address,
        status: state,
        tags: { ...tags },
      })),
    ).toEqual([...listed].sort((a, b) => (a.name < b.name ? -1 : 1)));
  });

  it.skipIf(isSkipped)("shows the WAN pool, with the datacenter of each server", async () => {
    const pool = await attach("127.51.9.1", 8302, "wan", key, []);
    expect(shown(pool).map(({ name, state, datacenter }) => ({ name, state, datacenter }))).toEqual([
      { name: "srv.dc1", state: "alive", datacenter: "dc1" },
    ]);
  });

  it.skipIf(isSkipped)("is not in the catalog or any list afterwards", async () => {
    const names = (await client?.members())?.map(({ name }) => name);
    expect(names?.sort()).toEqual(["cli", "srv"]);
    const answer = await fetch("http://127.51.9.1:8500/v1/catalog/nodes");
    const nodes = ((await answer.json()) as { Node: string }[]).map(({ Node }) => Node);
    expect(nodes.filter((node) => node !== "srv" && node !== "cli")).toEqual([]);
  });
});

describe("what cannot be seen has its own words", () => {
  const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
  const key = randomBytes(16);
  const other = randomBytes(16);

  beforeAll(async () => {
    if (isSkipped) return;
    agents.push(await startSerf({ name: "plain", ip: "127.51.20.1" }));
    agents.push(await startSerf({ name: "locked", ip: "127.51.20.2", key: key.toString("base64") }));
  });

  it.skipIf(isSkipped).each([
    ["the wrong key", "127.51.20.2", 7946, other, "wrongKey"],
    ["no key for an encrypted pool", "127.51.20.2", 7946, undefined, "keyNeeded"],
    ["a key for a plain pool", "127.51.20.1", 7946, key, "keyNotNeeded"],
    ["nobody listening", "127.51.20.9", 7946, undefined, "noListener"],
    ["a name without addresses", "no-such-host.invalid", 7946, undefined, "unresolved"],
  ] as const)("%s", async (_, host, port, given, kind) => {
    const attached = await attachShadow(request(host, port, "lan", given, []));
    expect(attached).toMatchObject({ ok: false, error: { kind } });
  });
});

function request(
  host: string,
  port: number,
  plane: Plane,
  key: Uint8Array | undefined,
  cidrs: readonly string[],
): AttachRequest {
  return {
    poolId: "test",
    poolName: "test",
    kind: "serf",
    plane,
    environment: "development",
    seed: { host, port },
    label: "",
    keys: key === undefined ? [] : [key],
    confirmedCidrs: cidrs,
    updatesPerSecondMax: 10,
    intervalMs: 5_000,
  };
}

async function attach(
  host: string,
  port: number,
  plane: Plane,
  key: Uint8Array | undefined,
  cidrs: readonly string[],
): Promise<ShadowPool> {
  const attached = await attachShadow(request(host, port, plane, key, cidrs));
  if (!attached.ok) throw new Error(attached.error.message);
  pools.push(attached.value);
  return attached.value;
}

function shown(pool: ShadowPool): MemberRow[] {
  const view = pool.snapshot();
  return Array.from({ length: view.count }, (_, id) => memberRow(view, id)).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

async function everySees(members: readonly RunningAgent[], count: number): Promise<void> {
  await eventually(`all to see ${count} members`, async () => {
    const lists = await Promise.all(members.map((member) => member.members()));
    return lists.every((list) => list.filter(({ status }) => status === "alive").length === count);
  });
}
