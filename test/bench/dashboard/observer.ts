/** O1, O2: what it costs to fold answers of a pool of 10,000, without sockets; processor time. */
import { concatBytes, EMPTY_BYTES } from "../../../engine/base/bytes.ts";
import { readMembers } from "../../../engine/consul/agentJson.ts";
import { Observer } from "../../../engine/observer/observer.ts";
import { NO_TRAFFIC, type PoolInfo } from "../../../engine/view/view.ts";
import { encodePushPull } from "../../../engine/wire/pushPull.ts";
import { decodePushPullColumns } from "../../../engine/wire/pushPullColumns.ts";
import type { NodeState, PushPull } from "../../../engine/wire/messages.ts";
import { Packr } from "msgpackr";
import { report } from "../rows.ts";
import { median } from "../statistics.ts";

const MEMBERS = 10_000;
const ROUNDS = 15;
/** An observer reads its pool for hours: the compiler has seen it all. */
const WARM_ROUNDS = 40;
const VANTAGE = "10.1.0.0:8301";
const INFO: PoolInfo = {
  ...{ id: "bench", name: "dc1 LAN", kind: "consul", plane: "lan" },
  ...{ attach: "shadow", environment: "unknown", encrypted: false },
};

export function observerRows(): void {
  const json = agentJson(new Set());
  const parseMs = median(rounds(() => JSON.parse(json)));
  gossipRow(parseMs);
  apiRows(parseMs);
  restRow();
}

/** A push/pull in which a hundred members have changed, decoded, folded and told as a delta. */
function gossipRow(parseMs: number): void {
  const observer = new Observer(INFO, NO_TRAFFIC);
  let atMs = 1_790_000_000_000;
  const fold = (message: Uint8Array): void => {
    const rows = decodePushPullColumns(message);
    if (!rows.ok) throw new Error("not decoded");
    observer.heardState((atMs += 5_000), VANTAGE, rows.value, undefined);
    observer.ledger.takeDelta(atMs);
    observer.ledger.takeEvents();
  };
  fold(pushPull(new Set(), 1));
  const times: number[] = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round += 1) {
    const message = pushPull(some(round, 100), round + 2);
    times.push(cpuMs(() => fold(message)));
  }
  const ms = median(times.slice(WARM_ROUNDS));
  report({
    ...{ id: "O1", what: "push/pull of 10,000, 100 changed: decode, merge, diff" },
    ...{ measured: `${ms.toFixed(2)} ms`, beside: `JSON.parse of 10,000: ${parseMs.toFixed(1)} ms` },
    ...{ goal: "4 ms, 0.2 of JSON.parse", met: ms <= 4 && ms <= 0.2 * parseMs },
  });
}

function apiRows(parseMs: number): void {
  const observer = new Observer({ ...INFO, attach: "api" }, NO_TRAFFIC);
  let atMs = 1_790_000_000_000;
  const aside = {
    ...{ vantage: "http://10.1.0.0:8500", self: "node-00000", partial: undefined, isEncrypted: true },
    ...{ problems: [], raft: undefined, coordinates: [] },
  };
  const fold = (body: Buffer, before: Buffer): void => {
    const isSame = before.equals(body);
    const members = isSame ? undefined : readMembers(body.toString("utf8"));
    if (members?.ok === false) throw new Error(members.error);
    observer.heardReading((atMs += 5_000), { ...aside, members: members?.value ?? undefined });
    observer.ledger.takeDelta(atMs);
    observer.ledger.takeEvents();
  };
  const bodies = Array.from({ length: ROUNDS }, (_, round) => Buffer.from(agentJson(some(round, 100))));
  let before = EMPTY_BODY;
  const changed = bodies.map((body) => {
    const ms = cpuMs(() => fold(body, before));
    before = body;
    return ms;
  });
  const same = Buffer.from(before);
  const unchanged = rounds(() => fold(same, before));
  const changedMs = median(changed.slice(3));
  report({
    ...{ id: "O1", what: "HTTP answer of 10,000, 100 changed: parse, merge, diff" },
    ...{ measured: `${changedMs.toFixed(1)} ms`, beside: `JSON.parse alone: ${parseMs.toFixed(1)} ms` },
    ...{ goal: "2 times JSON.parse", met: changedMs <= 2 * parseMs },
  });
  report({
    ...{ id: "O1", what: "HTTP answer of 10,000 that has not changed" },
    ...{ measured: `${median(unchanged).toFixed(2)} ms`, beside: `${(same.length / 1e6).toFixed(1)} MB` },
    ...{ goal: "0.3 ms", met: median(unchanged) <= 0.3 },
  });
}

/** A minute of a guest's life: a push/pull each five seconds, a ping each second, ten changes a second. */
function restRow(): void {
  globalThis.gc?.();
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const observer = new Observer(INFO, NO_TRAFFIC);
  let atMs = 1_790_000_000_000;
  const hear = (message: Uint8Array): void => {
    const rows = decodePushPullColumns(message);
    if (rows.ok) observer.heardState(atMs, VANTAGE, rows.value, undefined);
  };
  hear(pushPull(new Set(), 1));
  const messages = Array.from({ length: 12 }, (_, round) => pushPull(some(round, 50), round + 2));
  const started = process.cpuUsage();
  for (let tick = 0; tick < 240; tick += 1) {
    atMs += 250;
    if (tick % 20 === 0) hear(messages[tick / 20] ?? EMPTY_BYTES);
    if (tick % 4 === 0) observer.heardPong(atMs, nameOf(tick), 1 + tick / 100, undefined);
    for (let i = 0; i < 2; i += 1)
      observer.heardGossip(atMs, VANTAGE, {
        ...{ kind: "suspect", incarnation: 100, node: nameOf(7 * tick + i), from: nameOf(tick + 1) },
      });
    observer.ledger.takeDelta(atMs);
    observer.ledger.takeEvents();
  }
  const { user, system } = process.cpuUsage(started);
  messages.length = 0;
  globalThis.gc?.();
  globalThis.gc?.();
  const heapMb = (process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - heapBefore) / 1e6;
  const percent = (user + system) / 1e6 / 60;
  report({
    ...{ id: "O2", what: "a minute of 10,000 members, 10 changes a second" },
    ...{ measured: `${(100 * percent).toFixed(2)} % of a core, ${heapMb.toFixed(1)} MB` },
    ...{ beside: "without sockets, in virtual time" },
    ...{ goal: "1 %, 12 MB", met: percent <= 0.01 && heapMb <= 12 },
  });
  if (observer.ledger.table.count !== MEMBERS) throw new Error("members are missing");
}

const EMPTY_BODY = Buffer.alloc(0);
const packr = new Packr({ useRecords: false });

function nameOf(i: number): string {
  return `node-${String(i % MEMBERS).padStart(5, "0")}`;
}

function some(seed: number, count: number): Set<number> {
  return new Set(Array.from({ length: count }, (_, i) => (seed * 997 + i * 97) % MEMBERS));
}

function tagsOf(i: number): Record<string, string> {
  const id = `a521319c-951e-e203-1657-${i.toString(16).padStart(12, "0")}`;
  // Go writes keys in their order.
  return { build: "1.8.7:", dc: "dc1", id, role: i < 5 ? "consul" : "node", segment: "", vsn: "2" };
}

/** All alive; those of `changed` with a new incarnation, every other one of them suspect. */
function pushPull(changed: ReadonlySet<number>, incarnation: number): Uint8Array {
  const nodes = Array.from({ length: MEMBERS }, (_, i) => {
    const state: NodeState = changed.has(i) && i % 2 === 0 ? "suspect" : "alive";
    return {
      ...{ name: nameOf(i), ip: `10.1.${(i >> 8) & 255}.${i & 255}`, port: 8301, state },
      ...{ incarnation: changed.has(i) ? incarnation : 1 },
      meta: concatBytes([Uint8Array.of(0xff), packr.pack(tagsOf(i))]),
      versions: [1, 5, 2, 2, 5, 4] as const,
    };
  });
  const message: PushPull = { kind: "pushPull", join: false, userState: EMPTY_BYTES, nodes };
  return encodePushPull(message);
}

/** As a Consul agent lists its members; status 4 is failed. */
function agentJson(changed: ReadonlySet<number>): string {
  return JSON.stringify(
    Array.from({ length: MEMBERS }, (_, i) => ({
      ...{ Name: nameOf(i), Addr: `10.1.${(i >> 8) & 255}.${i & 255}`, Port: 8301, Tags: tagsOf(i) },
      ...{ Status: changed.has(i) ? 4 : 1, ProtocolMin: 1, ProtocolMax: 5, ProtocolCur: 2 },
      ...{ DelegateMin: 2, DelegateMax: 5, DelegateCur: 4 },
    })),
  );
}

function rounds(act: () => unknown): number[] {
  return Array.from({ length: ROUNDS + 3 }, () => cpuMs(act)).slice(3);
}

function cpuMs(act: () => unknown): number {
  const started = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}
