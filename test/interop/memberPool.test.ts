/** Attached as a member: in the lists, not in the catalog, gone without a trace of failure; and when it refuses. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { observe } from "../../engine/entry/commands/observe.ts";
import { attachMember, planMember, type MemberPlan } from "../../engine/entry/attachMember.ts";
import type { MemberPool } from "../../engine/host/memberPool.ts";
import { memberRow } from "../../engine/view/view.ts";
import type { AttachRequest } from "../../engine/view/workerProtocol.ts";
import { eventually, findAgent, skip, startConsul, startSerf, type RunningAgent } from "../agents/agents.ts";

const agents: RunningAgent[] = [];
const pools: MemberPool[] = [];
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.detach()));
  await Promise.all(agents.map((agent) => agent.stop()));
});

describe("in a Consul datacenter", () => {
  const isSkipped = skip("interop", findAgent("consul") !== undefined, "consul 1.8.7 is not here");
  let server: RunningAgent;
  let client: RunningAgent;

  beforeAll(async () => {
    if (isSkipped) return;
    server = await startConsul({ name: "srv", ip: "127.84.20.1", datacenter: "dc1", server: true });
    agents.push(server);
    client = await startConsul({ name: "cli", ip: "127.84.20.2", datacenter: "dc1", join: "127.84.20.1" });
    agents.push(client);
    await eventually("server and client", async () => (await server.members()).length === 2);
  });

  it.skipIf(isSkipped)("an observer is a member like any other, which nobody registers", async () => {
    const pool = await joined("127.84.20.1", 8301, "obs");
    const shown = await eventually("all three, alive", () => {
      const rows = rowsOf(pool);
      return Promise.resolve(
        rows.length === 3 && rows.every(({ state }) => state === "alive") ? rows : undefined,
      );
    });
    expect(shown.map(({ name, datacenter }) => [name, datacenter])).toEqual([
      ["cli", "dc1"],
      ["obs", ""],
      ["srv", "dc1"],
    ]);
    for (const agent of [server, client]) {
      await eventually(`${agent.name} to list the observer`, async () =>
        (await agent.members()).some(({ name, status }) => name === "obs" && status === "alive"),
      );
    }
    await eventually("the leader to skip it", () =>
      Promise.resolve(server.log().includes("skipping reconcile of node")),
    );
    expect(await catalog(server)).not.toContain("obs");
    await pool.detach();
    await eventually("the pool to see it leave", async () =>
      (await server.members()).some(({ name, status }) => name === "obs" && status === "left"),
    );
    expect(await catalog(server)).not.toContain("obs");
    expect(server.log()).not.toMatch(/obs.*(failed|Suspect)/);
  });

  it.skipIf(isSkipped).each([
    ["the WAN pool", 8302, "wan", {}, /takes only Consul servers/],
    ["the WAN pool, called a LAN", 8302, "lan", {}, /is a member of a WAN pool/],
    ["a pool marked production", 8301, "lan", { environment: "production" }, /marked as production/],
  ] as const)("nobody joins %s", async (_, port, plane, more, reason) => {
    const request = { ...requestOf("127.84.20.1", port), plane, ...more };
    const plan = await planMember(request, { name: "obs2", ip: "127.84.20.9" });
    expect(plan).toMatchObject({
      ok: false,
      error: { kind: "refused", message: expect.stringMatching(reason) },
    });
  });

  it.skipIf(isSkipped)("nobody joins under a name that is taken", async () => {
    const plan = await planMember(requestOf("127.84.20.1", 8301), { name: "cli", ip: "127.84.20.9" });
    expect(plan).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/knows a member cli/) },
    });
  });
});

describe("when another pool comes in", () => {
  const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");

  it.skipIf(isSkipped)("it passes nothing on, leaves, and says why", async () => {
    const here = await startSerf({ name: "here", ip: "127.84.21.1" });
    const there = await startSerf({ name: "there", ip: "127.84.22.1" });
    agents.push(here, there);
    const pool = await joined("127.84.21.1", 7946, "obs", ["127.84.21.0/24"]);
    await eventually("the agent to list us", async () => (await here.members()).length === 2);
    await here.command("join", "127.84.22.1:7946");
    await eventually("us to have left", async () =>
      (await here.members()).some(({ name, status }) => name === "obs" && status === "left"),
    );
    const { problems } = pool.snapshot();
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("'there' lives at 127.84.22.1, outside of this pool's addresses"),
    ]);
    expect(rowsOf(pool).map(({ name }) => name)).toEqual(["here", "obs"]);
  });
});

describe("from the command line", () => {
  const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
  const options = { plane: "lan", cidr: [], once: true, output: "json", attach: "member" } as const;

  it.skipIf(isSkipped)(
    "nobody joins without a word of consent; with it the pool is shown, and left",
    async () => {
      const agent = await startSerf({ name: "only", ip: "127.84.23.1" });
      agents.push(agent);
      const place = "127.84.23.1:7946";
      const printed = vi.spyOn(process.stdout, "write").mockReturnValue(true);
      const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
      const never = new Promise<void>(() => undefined);
      expect(await observe(place, options, never)).toBe(2);
      expect(said.mock.calls.join()).toMatch(
        /sleep leaves .* behind as failed.*repeat the command with --yes-join/s,
      );
      expect(await agent.members()).toHaveLength(1);
      const consented = { ...options, yesJoin: "watcher", bind: "127.84.23.9:7946" };
      expect(await observe(place, consented, never)).toBe(0);
      const shown = JSON.parse(printed.mock.calls.map(([text]) => text).join("")) as {
        members: { name: string }[];
      };
      vi.restoreAllMocks();
      expect(shown.members.map(({ name }) => name)).toEqual(["only", "watcher"]);
      const listed = (await agent.members()).map(({ name, status }) => `${name} ${status}`);
      expect(listed.sort()).toEqual(["only alive", "watcher left"]);
    },
  );
});

async function joined(
  host: string,
  port: number,
  name: string,
  cidrs: readonly string[] = [],
): Promise<MemberPool> {
  const request = { ...requestOf(host, port), confirmedCidrs: cidrs };
  const plan = await planMember(request, { name, ip: host.replace(/\d+$/, "9") });
  if (!plan.ok) throw new Error(plan.error.message);
  const pool = await attachMember(request, plan.value satisfies MemberPlan);
  if (!pool.ok) throw new Error(pool.error.message);
  pools.push(pool.value);
  return pool.value;
}

function requestOf(host: string, port: number): AttachRequest {
  return {
    ...{ poolId: "p", poolName: "test pool", kind: "serf", plane: "lan", environment: "development" },
    ...{ seed: { host, port }, label: "", keys: [], confirmedCidrs: [] },
    ...{ updatesPerSecondMax: 4, intervalMs: 5_000 },
  };
}

function rowsOf(pool: MemberPool): ReturnType<typeof memberRow>[] {
  const view = pool.snapshot();
  return Array.from({ length: view.count }, (_, id) => memberRow(view, id)).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

async function catalog(agent: RunningAgent): Promise<string[]> {
  const answer = await fetch(`http://${agent.ip}:8500/v1/catalog/nodes`);
  return ((await answer.json()) as { Node: string }[]).map(({ Node }) => Node);
}
