/** Peers that mean harm: what they send is bounded, escaped or dropped, and the process stays awake. */
import { createSocket } from "node:dgram";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { diagnosisMarkdown } from "../../../engine/lanes/diagnosisText.ts";
import { diagnose } from "../../../engine/lanes/diagnosis.ts";
import { explain } from "../../../engine/explain/explain.ts";
import { explainText } from "../../../engine/explain/explainText.ts";
import { ShadowPool } from "../../../engine/host/shadowPool.ts";
import { memberRow, type PoolInfo, type PoolView } from "../../../engine/view/view.ts";
import { encodePushPull } from "../../../engine/wire/pushPull.ts";
import type { PushPullNode } from "../../../engine/wire/messages.ts";

const IP = "127.101.0.1";
const INFO: PoolInfo = {
  ...{ id: "hostile", name: "hostile", kind: "serf", plane: "lan", attach: "shadow" },
  ...{ environment: "unknown", encrypted: false },
};
/** Half of what the flood below would hold if it were kept. */
const GROWTH_BYTES_MAX = 60 * 1_048_576;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function peer(answer: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    answer(socket);
  });
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, IP, resolve));
  return (server.address() as AddressInfo).port;
}

async function watch(port: number): Promise<{ pool: ShadowPool; answered: Promise<string | undefined> }> {
  const seed = { ip: IP, port };
  const pool = new ShadowPool({
    info: INFO,
    seed,
    security: { label: "" },
    confirmed: [],
    intervalMs: 5_000,
  });
  open.push(() => pool.detach());
  const answered = new Promise<string | undefined>((resolve) => {
    pool.onAnswer = (problem) => resolve(problem?.kind);
  });
  await pool.start();
  return { pool, answered };
}

const node = (more: Partial<PushPullNode>): PushPullNode => ({
  ...{ name: "a", ip: "10.1.0.1", port: 7946, meta: new Uint8Array(0), incarnation: 1, state: "alive" },
  versions: [1, 5, 2, 2, 5, 4],
  ...more,
});

/** A peer that gives this list to whoever asks. */
const listing =
  (nodes: readonly PushPullNode[]) =>
  (socket: Socket): void => {
    socket.once("data", () =>
      socket.end(encodePushPull({ kind: "pushPull", join: false, nodes, userState: new Uint8Array(0) })),
    );
  };

describe("a peer that lies in its list", () => {
  it("with a name of a megabyte costs it that answer, not us our memory", async () => {
    const { answered } = await watch(await peer(listing([node({ name: "x".repeat(1_048_576) })])));
    expect(await answered).toBeDefined();
  });

  it("with HTML and terminal escapes in names shows them as data, and no page runs them", async () => {
    const name = "<img src=x onerror=alert(1)>\u001b[2J\u202e[a](command:x)";
    const { pool, answered } = await watch(await peer(listing([node({ name })])));
    expect(await answered).toBeUndefined();
    const view: PoolView = pool.snapshot();
    expect(memberRow(view, 0).name).toBe(name);
    const pasted = `$ serf members\n${name}  10.1.0.1:7946  alive  dc=dc1\n`;
    expect(diagnosisMarkdown(diagnose([{ name: "x", text: pasted }]))).not.toMatch(
      /(?<!\\)<img|\u001b|\u202e/,
    );
    expect(explainText(explain(`memberlist: Suspect ${name} has failed, no acks received`))).not.toMatch(
      /\u001b|\u202e/,
    );
  });

  it("with forged members makes nobody else be asked", async () => {
    const forged = Array.from({ length: 500 }, (_, i) =>
      node({ name: `f${i}`, ip: `10.9.${i >> 8}.${i & 255}` }),
    );
    const { pool, answered } = await watch(await peer(listing(forged)));
    expect(await answered).toBeUndefined();
    const { traffic, vantages } = pool.snapshot();
    expect(vantages.map(({ address }) => address.startsWith(IP))).toEqual([true]);
    expect(traffic.streamsOut).toBe(1);
  });
});

it(
  "a flood of 100,000 packets leaves memory bounded and the process awake",
  { timeout: 60_000 },
  async () => {
    // Whoever was asked knows our address; this one abuses it.
    let own = 0;
    const port = await peer((socket) => listing([node({ ip: IP, port: own })])(socket));
    own = port;
    const udp = createSocket("udp4");
    open.push(() => udp.close());
    let target: { address: string; port: number } | undefined;
    udp.on("message", (_, from) => (target = from));
    await new Promise<void>((resolve) => udp.bind(port, IP, resolve));
    const { pool, answered } = await watch(port);
    await answered;
    const deadline = performance.now() + 10_000;
    while (target === undefined && performance.now() < deadline) await pause(50);
    expect(target).toBeDefined();
    const before = process.memoryUsage();
    const garbage = Array.from({ length: 64 }, (_, i) => Buffer.alloc(600 + i * 20, i * 37));
    // Two seconds' worth, as fast as this machine sends; between two bursts our own timers have to come to their turn.
    for (let sent = 0; sent < 100_000; sent += 500) {
      for (let i = 0; i < 500; i += 1)
        udp.send(garbage[i % 64] ?? garbage[0] ?? "", target?.port, target?.address);
      await pause(1);
    }
    const after = process.memoryUsage();
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(
      GROWTH_BYTES_MAX,
    );
    expect(pool.snapshot().count).toBeGreaterThanOrEqual(1);
  },
);

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
