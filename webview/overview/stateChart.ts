/** The stacked areas of members by state, drawn by Chart.js in the theme's own colours. */
import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from "chart.js";
import { stateColourName } from "../format.ts";
import { CHART_STATES, type CountSample } from "./counts.ts";
import { colourAxes } from "../chartColours.ts";

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

/** The shortest and the longest stretch of time that is shown, ms. */
const SPAN_MS_MIN = 60_000;
const SPAN_MS_MAX = 900_000;

export interface StateChart {
  show(samples: readonly CountSample[]): void;
  /** Reads the theme's colours again. */
  recolour(): void;
  destroy(): void;
}

export function createStateChart(canvas: HTMLCanvasElement): StateChart {
  const chart = new Chart(canvas, {
    type: "line",
    data: {
      datasets: CHART_STATES.map((state, index) => ({
        label: state,
        data: [],
        fill: index === 0 ? "origin" : "-1",
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      elements: { point: { radius: 0 }, line: { borderWidth: 1.5, stepped: "before" } },
      scales: {
        x: { type: "linear", ticks: { maxTicksLimit: 5, callback: (value) => ageText(Number(value)) } },
        y: { stacked: true, beginAtZero: true, ticks: { precision: 0, maxTicksLimit: 5 } },
      },
    },
  });
  const recolour = (): void => {
    colour(chart);
    chart.update();
  };
  colour(chart);
  return { show: (samples) => showSamples(chart, samples), recolour, destroy: () => chart.destroy() };
}

/** x is the age in seconds, at most 0. */
function showSamples(chart: Chart<"line">, samples: readonly CountSample[]): void {
  const last = samples.at(-1);
  if (last === undefined) return;
  const first = samples[0] ?? last;
  const spanMs = Math.min(SPAN_MS_MAX, Math.max(SPAN_MS_MIN, last.atMs - first.atMs));
  CHART_STATES.forEach((state, index) => {
    const dataset = chart.data.datasets[index];
    if (dataset === undefined) return;
    dataset.data = samples.map(({ atMs, counts }) => ({ x: (atMs - last.atMs) / 1_000, y: counts[state] }));
    // One point draws nothing: the state before the first sample is taken for the same.
    if (samples.length === 1) dataset.data.unshift({ x: -1, y: last.counts[state] });
  });
  Object.assign(chart.options.scales?.["x"] ?? {}, { min: -spanMs / 1_000, max: 0 });
  chart.update();
}

function ageText(seconds: number): string {
  if (seconds === 0) return "now";
  return seconds > -120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

function colour(chart: Chart<"line">): void {
  const { style, foreground } = colourAxes(chart);
  CHART_STATES.forEach((state, index) => {
    const stroke = style.getPropertyValue(stateColourName(state)).trim() || foreground;
    Object.assign(chart.data.datasets[index] ?? {}, {
      borderColor: stroke,
      backgroundColor: stroke.length === 7 ? `${stroke}55` : stroke,
    });
  });
}
