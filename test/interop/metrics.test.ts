/** Two real pools, one command, one page of metrics. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { observePools } from "../../engine/entry/commands/observePools.ts";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import { readOpenMetrics } from "../engine/metrics/readOpenMetrics.ts";

const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
const POOLS = ["127.113.1", "127.113.2"] as const;
const SILENT = "127.113.3.1:7946";
const METRICS = "127.113.9.1:9461";

describe.skipIf(isSkipped)("metrics of two pools of serf agents", () => {
  const agents: RunningAgent[] = [];

  beforeAll(async () => {
    for (const net of POOLS) {
      for (const index of [1, 2, 3]) {
        const join = index === 1 ? {} : { join: `${net}.1` };
        const tags = { dc: net === POOLS[0] ? "dc1" : "dc2" };
        agents.push(await startSerf({ name: `${net}-m${index}`, ip: `${net}.${index}`, tags, ...join }));
      }
      const first = agents.find(({ ip }) => ip === `${net}.1`);
      await eventually("all members", async () => (await first?.members())?.length === 3);
    }
  });

  afterAll(async () => {
    await Promise.all(agents.map((agent) => agent.stop()));
  });

  it("follow each pool on its own, a failure in it, and one that does not answer at all", async () => {
    const printed: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
    let stop = (): void => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const places = [...POOLS.map((net) => `${net}.1:7946`), SILENT];
    const cidr = POOLS.map((net) => `${net}.0/24`);
    const code = observePools(places, { plane: "lan", cidr, output: "json", metrics: METRICS }, stopped);
    try {
      await eventually("both pools up", async () => (await scrape("lanekeeper_up")) === 2);
      expect(await scrape("lanekeeper_members", { dc: "dc2", state: "alive" })).toBe(3);
      expect(await scrape("lanekeeper_up", { pool: SILENT })).toBe(0);
      agents.find(({ ip }) => ip === "127.113.2.3")?.signal("SIGKILL");
      await eventually(
        "one failed",
        async () => (await scrape("lanekeeper_members", { dc: "dc2", state: "failed" })) === 1,
        60_000,
      );
      expect(await scrape("lanekeeper_members", { dc: "dc1", state: "alive" })).toBe(3);
      expect(
        await scrape("lanekeeper_events_total", { pool: `${POOLS[1]}.1:7946`, kind: "memberFailed" }),
      ).toBe(1);
      expect(
        await scrape("lanekeeper_events_total", { pool: `${POOLS[0]}.1:7946`, kind: "memberFailed" }),
      ).toBe(0);
      expect(await scrape("lanekeeper_traffic_packets_total", { direction: "out" })).toBeGreaterThan(0);
      expect(await scrape("lanekeeper_rtt_seconds_count")).toBeGreaterThan(0);
    } finally {
      stop();
      expect(await code).toBe(1);
      vi.restoreAllMocks();
    }
    const failures = printed.filter((line) => line.includes('"memberFailed"'));
    expect(failures.map((line) => (JSON.parse(line) as { pool: string }).pool)).toEqual([
      `${POOLS[1]}.1:7946`,
    ]);
  }, 120_000);
});

/** The sum of all series of that name with those labels. */
async function scrape(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await fetch(`http://${METRICS}/metrics`).catch(() => undefined);
  if (response === undefined) return NaN;
  const samples = [...readOpenMetrics(await response.text()).values()].flatMap((family) => family.samples);
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
