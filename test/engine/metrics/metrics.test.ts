import { describe, expect, it } from "vitest";
import { MetricsBoard, parseMetricsPlace } from "../../../engine/entry/metricsBoard.ts";
import { CONTENT_TYPE, expositionText } from "../../../engine/metrics/exposition.ts";
import { DATACENTERS_MAX, poolFamilies, type PoolReading } from "../../../engine/metrics/poolFamilies.ts";
import { PoolMeter } from "../../../engine/metrics/poolMeter.ts";
import type { PoolEvent } from "../../../engine/view/event.ts";
import type { PoolView } from "../../../engine/view/view.ts";
import { serveMetrics } from "../../../engine/host/metricsServer.ts";
import { SAMPLE_MS, samplePool } from "../../webview/samplePool.ts";
import { readOpenMetrics, type ReadSample } from "./readOpenMetrics.ts";

function reading(view: PoolView, name = "dc1 LAN", id = name): PoolReading & { counters: PoolMeter } {
  const counters = new PoolMeter();
  counters.hear({ kind: "view", view });
  return { name, id, view, counters };
}

function event(kind: PoolEvent["kind"], member: string, atMs = SAMPLE_MS): PoolEvent {
  return { atMs, kind, member, by: "srv-1", incarnation: 1, detail: "" };
}

function read(readings: readonly PoolReading[], withMembers = false) {
  return readOpenMetrics(expositionText(poolFamilies(readings, withMembers)));
}

function value(samples: readonly ReadSample[] = [], labels: Readonly<Record<string, string>> = {}): number {
  const found = samples.filter((sample) =>
    Object.entries(labels).every(([name, text]) => sample.labels[name] === text),
  );
  return found.reduce((sum, sample) => sum + sample.value, 0);
}

/** `count` members, each of a datacenter of its own. */
function scattered(count: number): PoolView {
  const pool = samplePool(count);
  const strings = [...pool.strings];
  const datacenter = Uint32Array.from({ length: count }, (_, id) => strings.push(`dc-${id}`) - 1);
  return { ...pool, strings, columns: { ...pool.columns, datacenter } };
}

describe("OpenMetrics of a pool", () => {
  it("counts members by datacenter and state, with zeros for states that nobody is in", () => {
    const pool = samplePool(500);
    const members = read([reading(pool)]).get("lanekeeper_members");
    expect(value(members?.samples)).toBe(500);
    expect(value(members?.samples, { dc: "dc2", state: "alive" })).toBe(4);
    expect(
      members?.samples.find(({ labels }) => labels["dc"] === "dc2" && labels["state"] === "failed"),
    ).toEqual({
      name: "lanekeeper_members",
      labels: { pool: "dc1 LAN", dc: "dc2", state: "failed" },
      value: 0,
    });
  });

  it("says that the pool is mixed, how sure that is and how many cross", () => {
    const families = read([reading(samplePool(500))]);
    expect(value(families.get("lanekeeper_mixed")?.samples)).toBe(1);
    expect(value(families.get("lanekeeper_cross_dc_members")?.samples)).toBe(4);
    expect(value(families.get("lanekeeper_findings")?.samples)).toBe(1);
    expect(value(read([reading(samplePool(3))]).get("lanekeeper_mixed")?.samples)).toBe(0);
  });

  it("is down, and nothing else, before the first answer", () => {
    const families = read([{ name: "new", id: "new", view: undefined, counters: new PoolMeter() }]);
    expect(families.get("lanekeeper_up")?.samples).toEqual([
      { name: "lanekeeper_up", labels: { pool: "new" }, value: 0 },
    ]);
    expect(families.has("lanekeeper_members")).toBe(false);
  });

  it("tells two pools of one name apart, and every pool in every family once", () => {
    const families = read([reading(samplePool(5), "lan", "a:1"), reading(samplePool(3), "lan", "b:1")]);
    const pools = families.get("lanekeeper_up")?.samples.map(({ labels }) => labels["pool"]);
    expect(pools).toEqual(["lan (a:1)", "lan (b:1)"]);
    expect(value(families.get("lanekeeper_members")?.samples, { pool: "lan (b:1)" })).toBe(3);
  });

  it("keeps the number of series small whatever the members say", () => {
    const families = read([reading(scattered(2_000))]);
    const members = families.get("lanekeeper_members")?.samples ?? [];
    expect(new Set(members.map(({ labels }) => labels["dc"])).size).toBe(DATACENTERS_MAX + 1);
    expect(value(members)).toBe(2_000);
    const series = [...families.values()].reduce((sum, { samples }) => sum + samples.length, 0);
    expect(series).toBeLessThan(450);
  });

  it("escapes names that would end a label, and shortens long ones", () => {
    const name = `a "quoted"\\name\n${"x".repeat(500)}`;
    const [sample] = read([reading(samplePool(3), name)]).get("lanekeeper_up")?.samples ?? [];
    expect(sample?.labels["pool"]).toMatch(/^a "quoted"\\name\ufffdx+$/);
    expect(sample?.labels["pool"]).toHaveLength(128);
  });

  it("has series of members only when asked", () => {
    const pool = reading(samplePool(500));
    expect(read([pool]).has("lanekeeper_member_alive")).toBe(false);
    const members = read([pool], true).get("lanekeeper_member_alive")?.samples;
    expect(members).toHaveLength(500);
    expect(value(members, { member: "srv-1" })).toBe(1);
  });
});

describe("a pool's meter", () => {
  it("counts events by kind, and a member that is back within a minute as a flap", () => {
    const pool = reading(samplePool(5));
    const events = [
      event("memberSuspected", "web-1"),
      event("memberFailed", "web-1"),
      event("memberJoined", "web-1", SAMPLE_MS + 59_000),
      event("memberFailed", "web-2", SAMPLE_MS + 60_000),
      event("memberJoined", "web-2", SAMPLE_MS + 120_000),
      event("memberJoined", "web-9", SAMPLE_MS + 120_000),
    ];
    pool.counters.hear({ kind: "events", events });
    const families = read([pool]);
    expect(value(families.get("lanekeeper_events")?.samples, { kind: "memberFailed" })).toBe(2);
    expect(value(families.get("lanekeeper_suspicions")?.samples)).toBe(1);
    expect(value(families.get("lanekeeper_flaps")?.samples)).toBe(1);
    expect(value(families.get("lanekeeper_refutes")?.samples)).toBe(0);
  });

  it("counts each round trip once, however often the row is told", () => {
    const view = samplePool(6);
    const pool = reading({
      ...view,
      columns: { ...view.columns, rttMs: Float32Array.from([0.25, 2, NaN, 300, NaN, NaN]) },
    });
    const told = (rttMs: number, revision: number) =>
      pool.counters.hear({
        kind: "delta",
        delta: {
          ...{ revision, atMs: SAMPLE_MS, count: 6, strings: [], tagSets: [] },
          rows: {
            ids: Uint32Array.of(1),
            columns: { ...samplePool(1).columns, rttMs: Float32Array.of(rttMs) },
          },
        },
      });
    told(2, view.revision + 1);
    told(2_000, view.revision + 2);
    const rtt = read([pool]).get("lanekeeper_rtt_seconds")?.samples ?? [];
    const bucket = (le: string): number => value(rtt, { le });
    expect([bucket("0.0005"), bucket("0.0025"), bucket("0.5"), bucket("1.0"), bucket("+Inf")]).toEqual([
      1, 2, 3, 3, 4,
    ]);
    const [sum] = rtt.filter(({ name }) => name.endsWith("_sum"));
    expect(sum?.value).toBeCloseTo(2.302_25);
  });
});

describe("where metrics are served", () => {
  it.each([
    ["9461", "127.0.0.1", 9461, false],
    [":9500", "127.0.0.1", 9500, false],
    ["localhost:9461", "127.0.0.1", 9461, false],
    ["127.113.1.1", "127.113.1.1", 9461, false],
    ["[::1]:9461", "::1", 9461, false],
    ["0.0.0.0:9461", "0.0.0.0", 9461, true],
    ["10.1.0.4:9461", "10.1.0.4", 9461, true],
  ])("reads %s", (text, host, port, isOpen) => {
    expect(parseMetricsPlace(text)).toEqual({ ok: true, value: { host, port, isOpen } });
  });

  it.each(["monitoring:9461", "127.0.0.1:0", "127.0.0.1:99999", "", "http://127.0.0.1:9461"])(
    "refuses %j",
    (text) => {
      expect(parseMetricsPlace(text).ok).toBe(false);
    },
  );

  it("answers /metrics in OpenMetrics, and nothing else", async () => {
    const board = new MetricsBoard(false);
    board.add("dc1 LAN").hear({ kind: "view", view: samplePool(5) });
    const served = await board.serve({ host: "127.113.0.1", port: 0, isOpen: false });
    if (!served.ok) throw new Error(served.error);
    try {
      const response = await fetch(served.value);
      expect(response.headers.get("content-type")).toBe(CONTENT_TYPE);
      const families = readOpenMetrics(await response.text());
      expect(value(families.get("lanekeeper_members")?.samples)).toBe(5);
      expect(value(families.get("process_resident_memory_bytes")?.samples)).toBeGreaterThan(1e6);
      expect((await fetch(served.value, { method: "HEAD" })).status).toBe(200);
      expect((await fetch(served.value, { method: "POST", body: "x" })).status).toBe(405);
      expect((await fetch(new URL("/", served.value))).status).toBe(404);
    } finally {
      await board.end();
    }
    await expect(fetch(served.value)).rejects.toThrow();
  });

  it("says why it cannot listen", async () => {
    const page = { contentType: CONTENT_TYPE, text: () => "" };
    const first = await serveMetrics({ host: "127.113.0.2", port: 0 }, page);
    if (!first.ok) throw new Error(first.error);
    const port = Number(new URL(first.value.url).port);
    const second = await serveMetrics({ host: "127.113.0.2", port }, page);
    expect(second).toEqual({ ok: false, error: expect.stringMatching(/EADDRINUSE/) as string });
    await first.value.end();
  });
});
