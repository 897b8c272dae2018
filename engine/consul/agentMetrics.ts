/**
 * `/v1/agent/metrics`: what memberlist and Serf count inside an agent of Consul, LAN and WAN together, in the last whole
 * interval of ten seconds. Of its other metrics nothing is taken.
 * Source: consul agent/agent_endpoint.go, AgentMetrics; go-metrics inmem_endpoint.go, DisplayMetrics.
 */
import { fail, ok, type Result } from "../base/result.ts";
import { asList, asRecord, asText, field, parseJson, type JsonRecord } from "./json.ts";

/** One row; times in ms. Of a gauge the value, of the others the mean, how often in the interval, and the largest. */
export interface ConsulMetric {
  readonly name: string;
  readonly kind: "gauge" | "counter" | "sample";
  readonly value: number;
  readonly count?: number;
  readonly max?: number;
}

export interface ConsulMetrics {
  /** Beginning of the interval, as the agent writes it. */
  readonly since: string;
  readonly rows: readonly ConsulMetric[];
}

/** Rows at most, and characters of a name. */
const ROWS_MAX = 200;
const TEXT_MAX = 100;

/** `consul.memberlist.gossip`, or with the host's name in it: `consul.web-1.memberlist.gossip`. */
const GOSSIP = /(?:^|\.)((?:memberlist|serf)\.[\w.:-]+)$/;

const LISTS = [
  ["Gauges", "gauge"],
  ["Counters", "counter"],
  ["Samples", "sample"],
] as const;

export function readAgentMetrics(text: string): Result<ConsulMetrics, string> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const body = asRecord(json.value);
  const since = asText(field(body, "Timestamp"));
  if (since === undefined) return fail("the body does not hold an agent's metrics");
  const rows = LISTS.flatMap(([list, kind]) =>
    (asList(field(body, list)) ?? []).flatMap((entry) => readMetric(asRecord(entry), kind)),
  );
  rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return ok({ since: since.slice(0, TEXT_MAX), rows: rows.slice(0, ROWS_MAX) });
}

function readMetric(record: JsonRecord | undefined, kind: ConsulMetric["kind"]): ConsulMetric[] {
  const name = GOSSIP.exec(asText(field(record, "Name")) ?? "")?.[1]?.slice(0, TEXT_MAX);
  const value = asNumber(field(record, kind === "gauge" ? "Value" : "Mean"));
  if (name === undefined || value === undefined) return [];
  if (kind === "gauge") return [{ name, kind, value }];
  const count = asNumber(field(record, "Count"));
  const max = asNumber(field(record, "Max"));
  return count === undefined || max === undefined ? [] : [{ name, kind, value, count, max }];
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
