import { expect, it } from "vitest";
import type { PoolView } from "../../../engine/view/view.ts";
import type { Vitals, VitalsSample } from "../../../engine/view/vitals.ts";
import { chartSentence, healthCharts, numberText, type HealthChart } from "../../../webview/health/series.ts";
import { samplePool, SAMPLE_MS } from "../samplePool.ts";
import { happened, logOf } from "../timeline/sampleLog.ts";

const counts: Vitals = {
  received: [0, 0, 10, 0, 5, 0, 0, 0, 1],
  sent: [10, 0, 0, 0, 0, 0, 0, 0, 1],
  rtts: [0, 10],
};

function pool(attach: PoolView["info"]["attach"], vitals?: Vitals): PoolView {
  const view = samplePool(5);
  return { ...view, info: { ...view.info, attach }, ...(vitals === undefined ? {} : { vitals }) };
}

function samplesOf(health?: Vitals["health"]): VitalsSample[] {
  const more = health === undefined ? {} : { health };
  return [1, 2].map((n) => ({
    atMs: SAMPLE_MS + 5_000 * n,
    received: counts.received.map((count) => count * n),
    sent: counts.sent.map((count) => count * n),
    rtts: counts.rtts.map((count) => count * n),
    ...more,
  }));
}

function chart(charts: readonly HealthChart[], id: string): HealthChart {
  const found = charts.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no chart ${id}`);
  return found;
}

it("draws messages by kind as a rate", () => {
  const charts = healthCharts(pool("shadow", counts), samplesOf(), logOf([]));
  const byLabel = Object.fromEntries(
    chart(charts, "messages").series.map(({ label, values }) => [label, values]),
  );
  expect(byLabel).toMatchObject({ suspect: [1], alive: [0], "push/pull": [0.2] });
  expect(chart(charts, "probes").series[0]).toEqual({ label: "pings sent", values: [2] });
});

it("says that a guest cannot know a member's health, and draws no 0 for it", () => {
  const health = chart(healthCharts(pool("shadow", counts), samplesOf(), logOf([])), "health");
  expect(health.unknown).toContain("tells nobody");
  const known = { members: 4, worst: 3, sum: 4 };
  const cluster = pool("cluster", { ...counts, health: known });
  expect(chart(healthCharts(cluster, samplesOf(known), logOf([])), "health")).toMatchObject({
    unknown: "",
    series: [{ values: [3] }, { values: [1] }],
  });
});

it("says of an agent's API that nobody counted, and leaves its suspicions out", () => {
  const charts = healthCharts(pool("api"), [], logOf([]));
  for (const id of ["messages", "probes", "rtt", "health", "bytes"])
    expect(chart(charts, id).unknown).not.toBe("");
  expect(chart(charts, "events").series.map(({ label }) => label)).toEqual([
    "failed",
    "joined",
    "left",
    "flapped",
  ]);
});

it("counts what happened by the quarter of a minute, and a confirmed suspicion once", () => {
  const at = (seconds: number): number => SAMPLE_MS - 60_000 + seconds * 1_000;
  const log = logOf(
    [
      happened(at(1), "memberSuspected"),
      happened(at(2), "memberSuspected", "web-1", "confirms"),
      happened(at(14), "memberFailed"),
      happened(at(31), "memberJoined"),
    ],
    [["web-1", "alive"]],
    at(0),
  );
  const events = chart(healthCharts(pool("shadow"), [], log), "events");
  const byLabel = Object.fromEntries(events.series.map(({ label, values }) => [label, values]));
  expect(byLabel).toMatchObject({
    suspected: [1, 0, 0, 0],
    failed: [1, 0, 0, 0],
    joined: [0, 0, 1, 0],
    flapped: [0, 0, 1, 0],
  });
});

it("reads a chart in one sentence", () => {
  const charts = healthCharts(pool("shadow", counts), samplesOf(), logOf([]));
  expect(chartSentence(chart(charts, "probes"))).toMatch(
    /^Probes and answers, messages a second: pings sent 2, at most 2;/,
  );
  expect(chartSentence(chart(charts, "health"))).toMatch(/^Lifeguard health score: not known\./);
  expect([numberText(undefined), numberText(0), numberText(0.0123), numberText(12_345)]).toEqual([
    "–",
    "0",
    "0.01",
    "12,345",
  ]);
});
