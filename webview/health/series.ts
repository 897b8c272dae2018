/** What the Health page draws: counts of whoever watches and events, as series over time. What is not known is said. */
import type { PoolEvent } from "../../engine/view/event.ts";
import type { EventLog } from "../../engine/view/eventRing.ts";
import type { PoolView } from "../../engine/view/view.ts";
import {
  MESSAGE_KINDS,
  stepBetween,
  type MessageKind,
  type VitalsSample,
  type VitalsStep,
} from "../../engine/view/vitals.ts";
import { lanesOf } from "../timeline/lanes.ts";

export interface Series {
  readonly label: string;
  /** One a moment; undefined where nothing is known. */
  readonly values: readonly (number | undefined)[];
}

export interface HealthChart {
  readonly id: string;
  readonly title: string;
  /** What one is, such as "a second". */
  readonly unit: string;
  /** The names under which agents tell the same. */
  readonly metrics: string;
  /** Whose word it is; "" for nobody's. */
  readonly source: string;
  /** ms since 1970, oldest first. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly isLog?: boolean;
  /** Why there is nothing to draw; "" when there is. */
  readonly unknown: string;
}

/** Longest time that is drawn, and the stretch in which events are counted, ms. */
const SPAN_MS = 900_000;
const STRETCH_MS = 15_000;

export function healthCharts(
  view: PoolView,
  samples: readonly VitalsSample[],
  log: EventLog,
): readonly HealthChart[] {
  const steps = samples.slice(1).flatMap((after, i): VitalsStep[] => {
    const before = samples[i];
    const step = before === undefined ? undefined : stepBetween(before, after);
    return step === undefined ? [] : [step];
  });
  const whose = sourceOf(view);
  const missing =
    view.vitals === undefined
      ? notCounted(view)
      : steps.length === 0
        ? "Counting; ten seconds are needed."
        : "";
  const times = steps.map(({ atMs }) => atMs);
  const rates = (way: "received" | "sent", kind: MessageKind): readonly number[] => {
    const index = MESSAGE_KINDS.indexOf(kind);
    return steps.map((step) => (step[way][index] ?? 0) / step.seconds);
  };
  const common = { times, source: whose, unknown: missing };
  return [
    { ...messagesChart(rates), ...common },
    { ...probesChart(rates), ...common },
    { ...rttChart(steps), ...common, source: rttSourceOf(view) },
    healthChart(view, steps, common),
    bytesChart(view, steps, common),
    eventsChart(view, log),
  ];
}

type Common = Pick<HealthChart, "times" | "source" | "unknown">;
type Drawn = Omit<HealthChart, keyof Common>;
type Rates = (way: "received" | "sent", kind: MessageKind) => readonly number[];

function messagesChart(rates: Rates): Drawn {
  const kinds = ["suspect", "alive", "dead", "user", "pushPull"] as const;
  const labels = { suspect: "suspect", alive: "alive", dead: "dead", user: "Serf's", pushPull: "push/pull" };
  return {
    id: "messages",
    title: "Gossip heard, by kind",
    unit: "messages a second",
    metrics: "memberlist.msg.suspect, .alive, .dead; memberlist.pushPullNode",
    series: kinds.map((kind) => ({ label: labels[kind], values: rates("received", kind) })),
  };
}

function probesChart(rates: Rates): Drawn {
  return {
    id: "probes",
    title: "Probes and answers",
    unit: "messages a second",
    metrics: "memberlist.probeNode, memberlist.degraded.probe",
    series: [
      { label: "pings sent", values: rates("sent", "ping") },
      { label: "answers heard", values: rates("received", "ack") },
      { label: "indirect pings sent", values: rates("sent", "indirectPing") },
      { label: "refusals heard (nack)", values: rates("received", "nack") },
    ],
  };
}

function rttChart(steps: readonly VitalsStep[]): Drawn {
  return {
    id: "rtt",
    title: "Round trips of answered pings",
    unit: "ms, to a quarter",
    metrics: "memberlist.probeNode",
    isLog: true,
    series: [
      { label: "p50", values: steps.map(({ rtt }) => rtt?.p50) },
      { label: "p99", values: steps.map(({ rtt }) => rtt?.p99) },
    ],
  };
}

function healthChart(view: PoolView, steps: readonly VitalsStep[], common: Common): HealthChart {
  const isKnown = view.vitals?.health !== undefined;
  const unknown = isKnown
    ? common.unknown
    : "A member tells nobody how healthy it feels: only those that we run or are can be read, and an agent's own metrics.";
  return {
    id: "health",
    title: "Lifeguard health score",
    unit: "0 is healthy, 7 the worst",
    metrics: "memberlist.health.score",
    ...common,
    unknown,
    series: [
      { label: "worst", values: steps.map(({ health }) => health?.worst) },
      {
        label: "mean",
        values: steps.map(({ health }) =>
          health === undefined || health.members === 0 ? undefined : health.sum / health.members,
        ),
      },
    ],
  };
}

function bytesChart(view: PoolView, steps: readonly VitalsStep[], common: Common): HealthChart {
  const unknown =
    view.vitals !== undefined && view.vitals.bytes === undefined
      ? "Bytes of a test cluster are not counted by the second."
      : common.unknown;
  return {
    id: "bytes",
    title: "Bytes over UDP and TCP",
    unit: "bytes a second",
    metrics: "memberlist.udp.sent, .received; memberlist.tcp.sent, .received",
    ...common,
    unknown,
    series: [
      { label: "in", values: steps.map(({ bytes, seconds }) => perSecond(bytes?.in, seconds)) },
      { label: "out", values: steps.map(({ bytes, seconds }) => perSecond(bytes?.out, seconds)) },
    ],
  };
}

function perSecond(count: number | undefined, seconds: number): number | undefined {
  return count === undefined ? undefined : count / seconds;
}

function eventsChart(view: PoolView, log: EventLog): HealthChart {
  const toMs = Math.max(view.atMs, log.events.at(-1)?.atMs ?? 0);
  const fromMs = Math.max(log.fromMs, toMs - SPAN_MS);
  const stretches = Math.max(1, Math.ceil((toMs - fromMs) / STRETCH_MS));
  const count = (events: readonly PoolEvent[]): readonly number[] => {
    const counts = new Array<number>(stretches).fill(0);
    for (const { atMs } of events) {
      if (atMs < fromMs || atMs > toMs) continue;
      const at = Math.min(stretches - 1, Math.floor((atMs - fromMs) / STRETCH_MS));
      counts[at] = (counts[at] ?? 0) + 1;
    }
    return counts;
  };
  const kind = (wanted: PoolEvent["kind"]): readonly number[] =>
    count(log.events.filter((event) => event.kind === wanted && event.detail !== "confirms"));
  const suspicions: readonly Series[] =
    view.info.attach === "api"
      ? []
      : [
          { label: "suspected", values: kind("memberSuspected") },
          { label: "refuted", values: kind("memberRefuted") },
        ];
  return {
    id: "events",
    title: "Suspicions, failures, joins, flaps",
    unit: `in ${STRETCH_MS / 1_000} seconds`,
    metrics: "serf.member.failed, .join, .left, .flap",
    source:
      view.info.attach === "api"
        ? "what the agent lists; it tells no suspicions"
        : "what happened in our view",
    times: Array.from({ length: stretches }, (_, i) => Math.min(toMs, fromMs + (i + 1) * STRETCH_MS)),
    unknown: "",
    series: [
      ...suspicions,
      { label: "failed", values: kind("memberFailed") },
      { label: "joined", values: kind("memberJoined") },
      { label: "left", values: kind("memberLeft") },
      { label: "flapped", values: count(lanesOf(log, toMs).flatMap(({ flaps }) => flaps)) },
    ],
  };
}

function sourceOf({ info }: PoolView): string {
  switch (info.attach) {
    case "shadow":
      return "our guest: what it asked, and what came with the answers";
    case "member":
      return "our member of the pool";
    case "cluster":
    case "simulation":
      return "all members of the test cluster together";
    case "api":
    case "recording":
    case "evidence":
      return "";
  }
}

/** Of a test cluster one member's coordinates are read. */
function rttSourceOf(view: PoolView): string {
  const isCluster = view.info.attach === "cluster" || view.info.attach === "simulation";
  return isCluster ? "the first member of the test cluster" : sourceOf(view);
}

function notCounted({ info }: PoolView): string {
  switch (info.attach) {
    case "api":
      return "An agent's API does not tell this by the second: see what the agent counts itself, above.";
    case "recording":
      return "A recording does not hold counts of messages.";
    case "shadow":
    case "member":
    case "cluster":
    case "simulation":
    case "evidence":
      return "Nobody has counted yet.";
  }
}

/** The picture in one sentence: the last value of each series and the largest. */
export function chartSentence({ title, unit, series, unknown }: HealthChart): string {
  if (unknown !== "") return `${title}: not known. ${unknown}`;
  const parts = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== undefined);
    const last = known.at(-1);
    if (last === undefined) return `${label} not known`;
    return `${label} ${numberText(last)}, at most ${numberText(known.reduce((a, b) => Math.max(a, b), 0))}`;
  });
  return `${title}, ${unit}: ${parts.join("; ")}.`;
}

/** Three digits are enough. */
export function numberText(value: number | undefined): string {
  if (value === undefined) return "–";
  if (value === 0 || value >= 1_000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(value < 0.1 ? 1 : 3)));
}
