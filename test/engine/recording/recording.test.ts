import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineDecoder } from "../../../engine/recording/decode.ts";
import { LineEncoder } from "../../../engine/recording/encode.ts";
import { RecordingReader } from "../../../engine/recording/reader.ts";
import { Redactor } from "../../../engine/recording/redact.ts";
import type { TapeEntry } from "../../../engine/recording/tape.ts";
import { RecordingWriter } from "../../../engine/recording/writer.ts";
import { ViewFold } from "../../../engine/view/fold.ts";
import { memberRow, type PoolView } from "../../../engine/view/view.ts";
import { samplePool } from "../../webview/samplePool.ts";
import { sampleTape, SECRETS, START_MS } from "./sampleTape.ts";

function written(entries: readonly TapeEntry[], salt?: Uint8Array, lengthMax = 1e9): string[] {
  const lines: string[] = [];
  const redactor = salt === undefined ? undefined : new Redactor(salt);
  const writer = new RecordingWriter((line) => lines.push(line), {
    tool: "test",
    startedAtMs: START_MS,
    redactor,
    lengthMax,
  });
  for (const entry of entries) writer.hear(entry);
  writer.end("stopped");
  return lines;
}

function read(lines: readonly string[]): { reader: RecordingReader; entries: TapeEntry[] } {
  const reader = new RecordingReader();
  return { reader, entries: lines.flatMap((line) => reader.push(line) ?? []) };
}

function lastView(entries: readonly TapeEntry[]): PoolView | undefined {
  let fold: ViewFold | undefined;
  for (const entry of entries) {
    if (entry.kind === "view") fold = new ViewFold(entry.view);
    else if (entry.kind === "delta") fold?.apply(entry.delta);
  }
  return fold?.view();
}

const rows = (view: PoolView | undefined): unknown[] =>
  view === undefined ? [] : Array.from({ length: view.count }, (_, id) => memberRow(view, id));

describe("a recording", () => {
  it("gives back every view, change and event that was written", () => {
    const { entries: tape } = sampleTape();
    const { reader, entries } = read(written(tape));
    expect(reader.report).toBeUndefined();
    expect(rows(lastView(entries))).toEqual(rows(lastView(tape)));
    const events = (from: readonly TapeEntry[]): unknown =>
      from.flatMap((entry) => (entry.kind === "events" ? entry.events : []));
    expect(events(entries)).toEqual(events(tape));
    expect(lastView(entries)?.vantages).toEqual(lastView(tape)?.vantages);
    expect(lastView(entries)?.findings).toEqual(lastView(tape)?.findings);
  });

  it("keeps a large view bit for bit but for rounded round trips", () => {
    const view = {
      ...samplePool(500),
      coordinates: new Map([[3, { vec: [1], error: 1, adjustment: 0, height: 0 }]]),
    };
    const line = new LineEncoder().view(view);
    const back = new LineDecoder().view(JSON.parse(JSON.stringify(line)) as typeof line);
    expect(
      back.ok && { ...back.value, columns: { ...back.value.columns, rttMs: view.columns.rttMs } },
    ).toEqual(view);
  });

  it("shows what came before a line that is cut off, and says so", () => {
    const lines = written(sampleTape().entries);
    const cut = [...lines.slice(0, -2), lines.at(-2)?.slice(0, 40) ?? ""];
    const { reader, entries } = read(cut);
    expect(reader.report).toContain(`Line ${cut.length} cannot be read`);
    expect(reader.report).toContain("What comes before is shown");
    expect(entries.length).toBeGreaterThan(2);
  });

  it("says that it was not ended when the end is missing", () => {
    const { reader } = read(written(sampleTape().entries).slice(0, -1));
    expect(reader.report).toBe("It was not ended in good order; what was written is shown.");
  });

  it("ends in good order at its largest size", () => {
    const lines = written(sampleTape().entries, undefined, 2_000);
    const { reader } = read(lines);
    expect(reader.endReason).toBe("the largest size was reached");
    expect(lines.length).toBeLessThan(written(sampleTape().entries).length);
  });

  it.each([
    ["", "It is empty."],
    ["{}", "does not begin like a recording"],
    [
      '{"lanekeeper":"recording","version":99,"tool":"x","startedAtMs":1,"redacted":true}',
      "it has version 99",
    ],
  ])("refuses %j", (line, why) => {
    expect(read([line]).reader.report).toContain(why);
  });

  it("is refused where it names members, texts or tags that are not there", () => {
    const lines = written(sampleTape().entries);
    const spoilt = lines.map((line) => line.replace('"name":[1', '"name":[1000000'));
    expect(read(spoilt).reader.problem).toContain("a text that is not there");
  });
});

describe("a redacted recording", () => {
  const salt = Uint8Array.from({ length: 32 }, (_, i) => i);

  it("holds none of the names, addresses and tags that tell who runs the pool", () => {
    const text = written(sampleTape().entries, salt).join("\n");
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(text).toContain("1.8.7");
    expect(text).toContain('"redacted":true');
  });

  it("hides words that no sentence of ours has, however harmless they look", () => {
    const sample = samplePool(1);
    const problem = {
      kind: "refused",
      message: "The agent refused it: Permission denied for accounting in Wuppertal.",
      advice: "Ask another member, or set the token of Herbert_Schmidt with enough rights.",
    } as const;
    const event = {
      atMs: START_MS,
      kind: "userEvent",
      member: "",
      by: "",
      incarnation: 0,
      detail: "deploy moonbase",
    } as const;
    const text = written(
      [
        { kind: "view", view: { ...sample, problems: [problem] } },
        { kind: "events", events: [event] },
      ],
      salt,
    ).join("\n");
    for (const secret of ["accounting", "Wuppertal", "Herbert", "moonbase"])
      expect(text).not.toContain(secret);
    expect(text).toContain("The agent refused it: Permission denied for x");
  });

  it("leaves every sentence of ours as it was but for the names", () => {
    const { entries } = read(written(sampleTape().entries, salt));
    const sentences = lastView(entries)?.findings.map(({ sentence }) => sentence) ?? [];
    const original = lastView(sampleTape().entries)?.findings.map(({ sentence }) => sentence) ?? [];
    const words = (text: string): number => text.split(/\s+/).length;
    const hidden = (text: string): number => text.match(/x[0-9a-f]{8}/g)?.length ?? 0;
    expect(sentences.map(words)).toEqual(original.map(words));
    expect(sentences.length).toBeGreaterThan(0);
    const names = (text: string): number => SECRETS.filter((secret) => text.includes(secret)).length;
    expect(sentences.map(hidden)).toEqual(original.map(names));
  });

  it("calls the same member the same throughout, and keeps its states", () => {
    const { entries: tape } = sampleTape();
    const { entries } = read(written(tape, salt));
    const [original, redacted] = [lastView(tape), lastView(entries)];
    expect(redacted?.columns.state).toEqual(original?.columns.state);
    const failed = entries.flatMap((entry) => (entry.kind === "events" ? entry.events : []));
    expect(failed[0]?.member).toBe(redacted === undefined ? "" : memberRow(redacted, 1).name);
    expect(redacted === undefined ? [] : memberRow(redacted, 3).datacenter).not.toBe(
      redacted === undefined ? "" : memberRow(redacted, 0).datacenter,
    );
  });

  it("calls an endpoint the same in an event as among the members, also the one that names the pool", () => {
    const sample = samplePool(1);
    const ip = sample.strings[sample.columns.ip[0] ?? 0] ?? "";
    const seed = `${ip}:8301`;
    const view: PoolView = { ...sample, info: { ...sample.info, id: seed, name: seed } };
    const event = {
      atMs: START_MS,
      kind: "memberFailed",
      member: "",
      by: seed,
      incarnation: 1,
      detail: "",
    } as const;
    const tape: TapeEntry[] = [
      { kind: "view", view },
      { kind: "events", events: [event] },
    ];
    const { entries } = read(written(tape, salt));
    const member = lastView(entries);
    const by = entries.flatMap((entry) => (entry.kind === "events" ? entry.events : []))[0]?.by;
    expect(by).toBe(member === undefined ? "" : memberRow(member, 0).address);
    expect(written(tape, salt).join("\n")).not.toContain(ip);
  });

  it("names nobody whatever members, datacenters and tags are called", () => {
    const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9 ._-]{3,12}[a-z0-9]$/);
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 3, maxLength: 3 }), fc.ipV4(), ([name, dc, tag], ip) => {
        const [a = "", b = "", c = ""] = [name, dc, tag].map((text) => `Q${text ?? ""}`);
        const sample = samplePool(1);
        const strings = [...sample.strings, a, b, c, ip];
        const at = sample.strings.length;
        const columns = {
          ...sample.columns,
          name: Uint32Array.of(at),
          datacenter: Uint32Array.of(at + 1),
          ip: Uint32Array.of(at + 3),
        };
        const view: PoolView = {
          ...sample,
          strings,
          columns,
          tagSets: [[3, at + 2]],
          problems: [
            { kind: "timeout", message: `${a} at ${ip}:8301 (${b}) is silent.`, advice: `Ask ${c}.` },
          ],
        };
        const text = written([{ kind: "view", view }], salt).join("\n");
        for (const secret of [a, b, c]) expect(text).not.toContain(secret);
        expect(text).not.toContain(`"${ip}`);
        expect(text).not.toContain(`${ip}:8301`);
      }),
    );
  });
});

describe("the reader", () => {
  const lines = written(sampleTape().entries);

  it("survives any bytes in any place", () => {
    const runs = Number(process.env["FUZZ_CASES"] ?? 3_000);
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(), fc.string({ maxLength: 6 }), (at, place, junk) => {
        const spoilt = lines.map((line, index) => {
          if (index !== at) return line;
          const cut = place % (line.length + 1);
          return line.slice(0, cut) + junk + line.slice(cut + junk.length);
        });
        const { entries } = read(spoilt);
        lastView(entries);
      }),
      { numRuns: Math.min(runs, 200_000) },
    );
  });

  it("survives any JSON as a line", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        lastView(read([lines[0] ?? "", JSON.stringify(value)]).entries);
      }),
    );
  });

  it("survives any number in place of another", () => {
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.nat(200),
        fc.oneof(fc.integer(), fc.double(), fc.constant(2 ** 32)),
        (at, nth, number) => {
          let seen = 0;
          const spoilt = lines.map((line, index) =>
            index === at
              ? line.replace(/\d+/g, (digits) => (seen++ === nth ? String(number) : digits))
              : line,
          );
          lastView(read(spoilt).entries);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
