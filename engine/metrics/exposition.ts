/**
 * Metric families as OpenMetrics text. Written by hand: the client libraries keep registries of mutable objects, write
 * no UNIT, no info and bring more code than the command line's own, while the format is a page.
 * Source: OpenMetrics 1.0.0, "Text format".
 */

/** What a scraper is told that it gets. */
export const CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  /** What follows the family's name, such as `_total` or `_bucket`; "" for a gauge. */
  readonly suffix: string;
  readonly labels: Labels;
  readonly value: number;
}

export interface MetricFamily {
  /** Without the suffix of its samples; ends in the unit, when there is one. */
  readonly name: string;
  readonly type: "gauge" | "counter" | "histogram" | "info";
  readonly unit?: "seconds" | "bytes";
  /** One sentence. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The whole text, ending in `# EOF`. A family without samples is left out. */
export function expositionText(families: readonly MetricFamily[]): string {
  const lines: string[] = [];
  for (const { name, type, unit, help, samples } of families) {
    if (samples.length === 0) continue;
    lines.push(`# TYPE ${name} ${type}`);
    if (unit !== undefined) lines.push(`# UNIT ${name} ${unit}`);
    lines.push(`# HELP ${name} ${escaped(help)}`);
    for (const { suffix, labels, value } of samples)
      lines.push(`${name}${suffix}${labelsText(labels)} ${numberText(value)}`);
  }
  return `${lines.join("\n")}${lines.length === 0 ? "" : "\n"}# EOF\n`;
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** The bound of a bucket, or a value. */
export function numberText(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
