/**
 * What is known of watched pools, as metric families. Names in labels come from the network, so that their number and
 * length are bounded: datacenters beyond the largest are one, and members have series of their own only when asked for.
 */
import { visible } from "../base/visible.ts";
import { isMix } from "../lanes/finding.ts";
import { EVENT_KINDS } from "../view/event.ts";
import { MEMBER_STATES, memberRow, stateOf, type PoolView } from "../view/view.ts";
import type { Labels, MetricFamily, Sample } from "./exposition.ts";
import type { PoolCounters } from "./poolMeter.ts";

/** One pool at one moment. */
export interface PoolReading {
  /** The `pool` label. */
  readonly name: string;
  /** Tells pools of the same name apart. */
  readonly id: string;
  /** Undefined while nothing was ever heard of it. */
  readonly view: PoolView | undefined;
  readonly counters: PoolCounters;
}

/** Datacenters with series of their own, the largest ones; the members of all others count as `(other)`. */
export const DATACENTERS_MAX = 50;
/** Findings with series of their own. */
const FINDINGS_MAX = 100;
const LABEL_LENGTH_MAX = 128;
/** Rows of those that are gone for good are no members. */
const SHOWN_STATES = MEMBER_STATES.filter((state) => state !== "reaped");

/** A pool with its label; `view` is there. */
interface Seen {
  readonly labels: Labels;
  readonly view: PoolView;
}

/** Families of all pools together, in a fixed order. */
export function poolFamilies(readings: readonly PoolReading[], withMembers = false): MetricFamily[] {
  const labelled = readings.map((reading) => ({ reading, labels: { pool: poolLabel(reading, readings) } }));
  const seen = labelled.flatMap(({ reading: { view }, labels }) =>
    view === undefined ? [] : [{ labels, view }],
  );
  const up = labelled.map(({ reading: { view }, labels }) =>
    gauge(labels, view !== undefined && isAnswering(view) ? 1 : 0),
  );
  return [
    family("lanekeeper_up", "gauge", "1 while at least one asked member answers.", up),
    ...stateFamilies(seen),
    ...answerFamilies(seen),
    ...trafficFamilies(seen),
    ...eventFamilies(labelled.map(({ reading: { counters }, labels }) => ({ counters, labels }))),
    ...(withMembers ? memberFamilies(seen) : []),
  ];
}

function stateFamilies(seen: readonly Seen[]): MetricFamily[] {
  return [
    family(
      "lanekeeper_pool",
      "info",
      "What the pool is and how it is watched.",
      seen.map(({ labels, view: { info } }) => ({
        suffix: "_info",
        labels: infoLabels(labels, info),
        value: 1,
      })),
    ),
    family(
      "lanekeeper_members",
      "gauge",
      "Members by datacenter and state, as the asked members see them.",
      seen.flatMap(memberCounts),
    ),
    family(
      "lanekeeper_cross_dc_members",
      "gauge",
      "Members of another datacenter inside of the pool, where none should be.",
      seen.map(({ labels, view }) => gauge(labels, crossing(view))),
    ),
    family(
      "lanekeeper_mixed",
      "gauge",
      "1 while a finding says that the pool is mixed with another one, however sure it is.",
      seen.map(({ labels, view }) => gauge(labels, view.findings.some(isMix) ? 1 : 0)),
    ),
    family(
      "lanekeeper_findings",
      "gauge",
      "Findings by kind and certainty; kinds P R W M H B are mixes.",
      seen.flatMap(findingCounts),
    ),
    family(
      "lanekeeper_accusations",
      "gauge",
      "Open accusations: one member says that another one does not answer.",
      seen.map(({ labels, view }) => gauge(labels, view.accusations.length)),
    ),
  ];
}

/** Who was asked, and what only some of them tell. */
function answerFamilies(seen: readonly Seen[]): MetricFamily[] {
  return [
    family(
      "lanekeeper_vantages",
      "gauge",
      "Members that were asked, by whether their last question was answered.",
      seen.flatMap(({ labels, view: { vantages } }) => {
        const answering = vantages.filter(({ problem }) => problem === undefined).length;
        return [
          gauge({ ...labels, answers: "yes" }, answering),
          gauge({ ...labels, answers: "no" }, vantages.length - answering),
        ];
      }),
    ),
    family(
      "lanekeeper_last_answer_timestamp_seconds",
      "gauge",
      "When a member last answered with its list; time() minus this is how far the picture lags.",
      seen.map(({ labels, view }) => gauge(labels, answeredAtMs(view) / 1_000)),
      "seconds",
    ),
    family(
      "lanekeeper_raft_peers",
      "gauge",
      "Peers of Raft as an asked server has them; none where Raft is not read.",
      seen.flatMap(({ labels, view: { raft = [] } }) =>
        raft.length === 0 ? [] : [gauge(labels, Math.max(...raft.map(({ peers }) => peers.length)))],
      ),
    ),
  ];
}

function trafficFamilies(seen: readonly Seen[]): MetricFamily[] {
  const directed = (of: (view: PoolView) => readonly [out: number, into: number]): Sample[] =>
    seen.flatMap(({ labels, view }) => {
      const [out, into] = of(view);
      return [total({ ...labels, direction: "out" }, out), total({ ...labels, direction: "in" }, into)];
    });
  return [
    family(
      "lanekeeper_traffic_packets",
      "counter",
      "Datagrams that the observer sent and received; of an API its requests and answers.",
      directed(({ traffic }) => [traffic.packetsOut, traffic.packetsIn]),
    ),
    family(
      "lanekeeper_traffic_bytes",
      "counter",
      "Bytes that the observer sent and received.",
      directed(({ traffic }) => [traffic.bytesOut, traffic.bytesIn]),
      "bytes",
    ),
    family(
      "lanekeeper_traffic_streams",
      "counter",
      "TCP connections that the observer opened to members.",
      seen.map(({ labels, view }) => total(labels, view.traffic.streamsOut)),
    ),
    family(
      "lanekeeper_unasked_packets",
      "counter",
      "Datagrams that answered nothing: a member takes the observer for another one.",
      seen.map(({ labels, view }) => total(labels, view.traffic.packetsUnasked)),
    ),
  ];
}

function eventFamilies(pools: readonly { labels: Labels; counters: PoolCounters }[]): MetricFamily[] {
  const counted = (of: (counters: PoolCounters) => number): Sample[] =>
    pools.map(({ labels, counters }) => total(labels, of(counters)));
  return [
    family(
      "lanekeeper_events",
      "counter",
      "What happened in the pool since it is watched, by kind.",
      pools.flatMap(({ labels, counters }) =>
        EVENT_KINDS.map((kind) => total({ ...labels, kind }, counters.events.get(kind) ?? 0)),
      ),
    ),
    family(
      "lanekeeper_suspicions",
      "counter",
      "Members that became suspect.",
      counted(({ events }) => events.get("memberSuspected") ?? 0),
    ),
    family(
      "lanekeeper_refutes",
      "counter",
      "Suspicions that the suspect refuted.",
      counted(({ events }) => events.get("memberRefuted") ?? 0),
    ),
    family(
      "lanekeeper_flaps",
      "counter",
      "Members that were back within a minute after they had failed.",
      counted(({ flaps }) => flaps),
    ),
    family(
      "lanekeeper_rtt_seconds",
      "histogram",
      "Round trips of the observer's pings.",
      pools.flatMap(({ labels, counters }) => counters.rtt.samples(labels)),
      "seconds",
    ),
  ];
}

function memberFamilies(seen: readonly Seen[]): MetricFamily[] {
  const rows = seen.flatMap(({ labels, view }) =>
    Array.from({ length: view.count }, (_, id) => memberRow(view, id))
      .filter(({ state }) => state !== "reaped")
      .map((row) => ({ row, labels: { ...labels, member: labelText(row.name) } })),
  );
  return [
    family(
      "lanekeeper_member_alive",
      "gauge",
      "1 while the member is seen alive, 0 in any other state.",
      distinct(rows.map(({ row, labels }) => gauge(labels, row.state === "alive" ? 1 : 0))),
    ),
    family(
      "lanekeeper_member_rtt_seconds",
      "gauge",
      "Last round trip to the member.",
      distinct(
        rows.flatMap(({ row: { rttMs }, labels }) =>
          rttMs === undefined ? [] : [gauge(labels, rttMs / 1_000)],
        ),
      ),
      "seconds",
    ),
  ];
}

/** Names that differ only in what cannot be shown, or only far behind, would be one series twice. */
function distinct(samples: readonly Sample[]): Sample[] {
  return [...new Map(samples.map((sample) => [Object.values(sample.labels).join("\n"), sample])).values()];
}

/** By state, for each of the largest datacenters and all others together; a state without members has its zero. */
function memberCounts({ labels, view }: Seen): Sample[] {
  const byDatacenter = new Map<string, number[]>();
  for (let id = 0; id < view.count; id += 1) {
    const code = view.columns.state[id] ?? 0;
    if (stateOf(code) === "reaped") continue;
    const datacenter = labelText(view.strings[view.columns.datacenter[id] ?? 0] ?? "");
    const counts = byDatacenter.get(datacenter) ?? new Array<number>(MEMBER_STATES.length).fill(0);
    counts[code] = (counts[code] ?? 0) + 1;
    byDatacenter.set(datacenter, counts);
  }
  const largest = [...byDatacenter].sort(([, a], [, b]) => sum(b) - sum(a));
  const shown = largest.slice(0, DATACENTERS_MAX);
  const others = largest.slice(DATACENTERS_MAX).map(([, counts]) => counts);
  if (others.length > 0)
    shown.push(["(other)", MEMBER_STATES.map((_, code) => sum(others.map((each) => each[code] ?? 0)))]);
  return shown.flatMap(([dc, counts]) =>
    SHOWN_STATES.map((state) => gauge({ ...labels, dc, state }, counts[MEMBER_STATES.indexOf(state)] ?? 0)),
  );
}

function findingCounts({ labels, view }: Seen): Sample[] {
  const counts = new Map<string, Sample>();
  for (const { kind, certainty } of view.findings) {
    const key = `${kind} ${certainty}`;
    if (counts.size >= FINDINGS_MAX && !counts.has(key)) continue;
    counts.set(key, gauge({ ...labels, kind, certainty }, (counts.get(key)?.value ?? 0) + 1));
  }
  return [...counts.values()];
}

function crossing({ edges }: PoolView): number {
  return new Set(edges.filter(({ expected }) => !expected).flatMap(({ members }) => members)).size;
}

function infoLabels(labels: Labels, { kind, plane, attach, environment }: PoolView["info"]): Labels {
  return { ...labels, kind, plane, attach, environment };
}

/** A source that asks nobody, such as a test cluster's own, always knows. */
function isAnswering({ vantages }: PoolView): boolean {
  return vantages.length === 0 || vantages.some(({ problem }) => problem === undefined);
}

function answeredAtMs({ vantages, atMs }: PoolView): number {
  return vantages.length === 0 ? atMs : Math.max(...vantages.map((vantage) => vantage.answeredAtMs));
}

function poolLabel({ name, id }: PoolReading, all: readonly PoolReading[]): string {
  const isShared = all.some((other) => other.id !== id && labelText(other.name) === labelText(name));
  return isShared ? `${labelText(name)} (${labelText(id)})` : labelText(name);
}

function labelText(text: string): string {
  return visible(text).slice(0, LABEL_LENGTH_MAX);
}

function family(
  name: string,
  type: MetricFamily["type"],
  help: string,
  samples: readonly Sample[],
  unit?: MetricFamily["unit"],
): MetricFamily {
  return unit === undefined ? { name, type, help, samples } : { name, type, help, samples, unit };
}

function gauge(labels: Labels, value: number): Sample {
  return { suffix: "", labels, value };
}

function total(labels: Labels, value: number): Sample {
  return { suffix: "_total", labels, value };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
