/**
 * A strict reader of OpenMetrics text for tests: what the standard forbids throws, with the line.
 * Source: OpenMetrics 1.0.0, "Text format" and "MetricSet, MetricFamily, Metric".
 */

export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadFamily {
  readonly type: string;
  readonly unit: string | undefined;
  readonly help: string | undefined;
  readonly samples: ReadSample[];
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  gauge: [""],
  counter: ["_total", "_created"],
  info: ["_info"],
  histogram: ["_bucket", "_count", "_sum", "_created"],
};

/** Families by name. */
export function readOpenMetrics(text: string): ReadonlyMap<string, ReadFamily> {
  if (!text.endsWith("\n")) throw new Error("the last line is not ended");
  const lines = text.slice(0, -1).split("\n");
  if (lines.pop() !== "# EOF") throw new Error("the text does not end in # EOF");
  const families = new Map<string, ReadFamily & { unit: string | undefined; help: string | undefined }>();
  let open = "";
  for (const [at, line] of lines.entries()) {
    const wrong = (why: string): Error => new Error(`line ${at + 1}: ${why}: ${line}`);
    const meta = /^# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (meta !== null) {
      const [, what = "", name = "", rest = ""] = meta;
      if (what === "TYPE") {
        if (families.has(name)) throw wrong("a family is told twice, or in parts");
        if (SUFFIXES[rest] === undefined) throw wrong("not a type that we write");
        families.set(name, { type: rest, unit: undefined, help: undefined, samples: [] });
        open = name;
        continue;
      }
      const family = families.get(name);
      if (family === undefined || name !== open || family.samples.length > 0)
        throw wrong("words about a family stand before its samples");
      if (what === "UNIT") {
        if (!name.endsWith(`_${rest}`)) throw wrong("a family's name ends in its unit");
        if (family.unit !== undefined) throw wrong("two units");
        family.unit = rest;
      } else {
        if (family.help !== undefined) throw wrong("two helps");
        family.help = unescaped(rest, wrong);
      }
      continue;
    }
    if (line.startsWith("#")) throw wrong("not a comment that OpenMetrics knows");
    const sample = readSample(line, wrong);
    const family = families.get(open);
    if (family === undefined) throw wrong("a sample without its family");
    const suffix = sample.name.startsWith(open) ? sample.name.slice(open.length) : undefined;
    if (suffix === undefined || SUFFIXES[family.type]?.includes(suffix) !== true)
      throw wrong(`not a sample of the ${family.type} ${open}`);
    family.samples.push(sample);
  }
  for (const [name, family] of families) checkFamily(name, family);
  return families;
}

function readSample(line: string, wrong: (why: string) => Error): ReadSample {
  const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([^ ]+)$/.exec(line);
  if (match === null) throw wrong("not a sample");
  const [, name = "", inside, number = ""] = match;
  if (!/^(?:NaN|[+-]Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.test(number)) throw wrong("not a number");
  const value = Number(number.replace("Inf", "Infinity"));
  return { name, labels: inside === undefined ? {} : readLabels(inside, wrong), value };
}

function readLabels(text: string, wrong: (why: string) => Error): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  for (;;) {
    const match = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\.)*)"(,|$)/.exec(rest);
    if (match === null) throw wrong("not labels");
    const [whole, name = "", value = "", end] = match;
    if (name in labels) throw wrong("a label twice");
    labels[name] = unescaped(value, wrong);
    rest = rest.slice(whole.length);
    if (end === "") return labels;
  }
}

function unescaped(text: string, wrong: (why: string) => Error): string {
  return text.replace(/\\(.?)/g, (_, next: string) => {
    if (next === "n") return "\n";
    if (next !== "\\" && next !== '"') throw wrong("not an escape");
    return next;
  });
}

function checkFamily(name: string, { type, samples }: ReadFamily): void {
  const seen = new Set<string>();
  for (const sample of samples) {
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (seen.has(key)) throw new Error(`${name}: a series twice: ${key}`);
    seen.add(key);
    if (type !== "gauge" && !(sample.value >= 0)) throw new Error(`${name}: less than nothing`);
    if (type === "info" && sample.value !== 1) throw new Error(`${name}: an info that is not 1`);
  }
  if (type === "histogram") checkHistogram(name, samples);
}

function checkHistogram(name: string, samples: readonly ReadSample[]): void {
  const series = new Map<string, ReadSample[]>();
  for (const sample of samples) {
    const key = JSON.stringify({ ...sample.labels, le: "" });
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const members of series.values()) {
    const buckets = members.filter((sample) => sample.name.endsWith("_bucket"));
    const bounds = buckets.map(({ labels }) => Number(labels["le"]?.replace("Inf", "Infinity")));
    if (bounds.at(-1) !== Infinity) throw new Error(`${name}: no +Inf bucket`);
    for (let at = 1; at < buckets.length; at += 1) {
      if (!((bounds[at] ?? 0) > (bounds[at - 1] ?? 0))) throw new Error(`${name}: bounds do not rise`);
      if ((buckets[at]?.value ?? 0) < (buckets[at - 1]?.value ?? 0))
        throw new Error(`${name}: buckets are not cumulative`);
    }
    const count = members.find((sample) => sample.name.endsWith("_count"));
    if (count?.value !== buckets.at(-1)?.value) throw new Error(`${name}: _count is not the +Inf bucket`);
  }
}
