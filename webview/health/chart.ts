/** Lines over time, drawn by Chart.js; each has a dash of its own, so that no line is known by its colour alone. */
import { Chart, LinearScale, LineController, LineElement, LogarithmicScale, PointElement } from "chart.js";
import { durationText } from "../format.ts";
import { numberText, type HealthChart } from "./series.ts";
import { colourAxes } from "../chartColours.ts";

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/** Dashes and theme colours of the lines, in their order; `theme.css` has the same for the legend. */
export const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [1, 4]];
const COLOURS = ["blue", "orange", "red", "purple", "green", "yellow"];

export interface DrawnChart {
  show(chart: HealthChart): void;
  /** Reads the theme's colours again. */
  recolour(): void;
  destroy(): void;
}

export function drawChart(canvas: HTMLCanvasElement, first: HealthChart): DrawnChart {
  const chart = new Chart(canvas, {
    type: "line",
    data: {
      datasets: first.series.map(({ label }, index) => ({
        label,
        data: [],
        borderDash: [...(DASHES[index] ?? [])],
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      events: [],
      elements: { point: { radius: 0 }, line: { borderWidth: 2 } },
      scales: {
        x: {
          type: "linear",
          max: 0,
          ticks: { maxTicksLimit: 5, callback: (value) => ageText(Number(value)) },
        },
        y: first.isLog === true ? logScale() : linearScale(),
      },
    },
  });
  const recolour = (): void => {
    colour(chart);
    chart.update();
  };
  colour(chart);
  return { show: (next) => show(chart, next), recolour, destroy: () => chart.destroy() };
}

const ticks = { maxTicksLimit: 5, callback: (value: number | string) => numberText(Number(value)) };

function linearScale(): { type: "linear" } & Record<string, unknown> {
  return { type: "linear", beginAtZero: true, suggestedMax: 1, ticks };
}

function logScale(): { type: "logarithmic" } & Record<string, unknown> {
  return { type: "logarithmic", ticks };
}

/** x is the age in seconds, at most 0. */
function show(chart: Chart<"line">, { times, series }: HealthChart): void {
  const lastMs = times.at(-1) ?? 0;
  const firstMs = Math.min(times[0] ?? lastMs, lastMs - 60_000);
  series.forEach(({ values }, index) => {
    const dataset = chart.data.datasets[index];
    if (dataset === undefined) return;
    dataset.data = times.map((atMs, i) => ({ x: (atMs - lastMs) / 1_000, y: values[i] ?? NaN }));
    // A line needs two ends: a single point is drawn as one.
    Object.assign(dataset, { pointRadius: times.length === 1 ? 3 : 0 });
  });
  Object.assign(chart.options.scales?.["x"] ?? {}, { min: (firstMs - lastMs) / 1_000 });
  chart.update();
}

function ageText(seconds: number): string {
  return seconds === 0 ? "now" : `−${durationText(-1_000 * seconds)}`;
}

function colour(chart: Chart<"line">): void {
  const { style, foreground } = colourAxes(chart);
  chart.data.datasets.forEach((dataset, index) => {
    const token = `--vscode-charts-${COLOURS[index] ?? "foreground"}`;
    dataset.borderColor = style.getPropertyValue(token).trim() || foreground;
  });
}
