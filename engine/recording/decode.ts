/** Lines of a recording as entries of a tape. Each number that points somewhere is followed before it is believed. */
import { fail, ok, type Result } from "../base/result.ts";
import type { ViewDelta } from "../view/delta.ts";
import { EVENT_KINDS, type PoolEvent } from "../view/event.ts";
import { NO_TRAFFIC, type MemberColumns, type PoolInfo, type PoolView, type Vantage } from "../view/view.ts";
import type { DeltaLine, EventLine, LineColumns, LineVantage, ViewLine } from "./line.ts";

/** Holds how much there is so far: texts, tag sets and members that later lines may name. */
export class LineDecoder {
  private revision = 0;
  private count = 0;
  private texts = 0;
  private tagSets = 0;
  private answers = new Map<string, Pick<Vantage, "states" | "incarnations">>();

  /** A decoder that goes on from here by itself. */
  copy(): LineDecoder {
    const copy = new LineDecoder();
    [copy.revision, copy.count, copy.texts, copy.tagSets] = [
      this.revision,
      this.count,
      this.texts,
      this.tagSets,
    ];
    copy.answers = this.answers;
    return copy;
  }

  view(line: ViewLine): Result<PoolView, string> {
    const { columns, vantages, coordinates, info, raft, atMs, count, strings, tagSets } = line;
    this.answers = new Map();
    [this.count, this.texts, this.tagSets] = [line.count, line.strings.length, line.tagSets.length];
    const wrong =
      this.wrongTagSets(line.tagSets) ??
      this.wrongColumns(columns, line.count, line.count) ??
      this.wrongIds(line);
    if (wrong !== undefined) return fail(wrong);
    this.revision += 1;
    return ok({
      revision: this.revision,
      atMs,
      count,
      strings,
      tagSets,
      info: poolInfo(info),
      columns: memberColumns(columns, line.count, line.atMs),
      coordinates: new Map(coordinates),
      vantages: this.vantages(vantages ?? []),
      accusations: line.accusations ?? [],
      edges: line.edges ?? [],
      findings: line.findings ?? [],
      problems: line.problems ?? [],
      traffic: line.traffic ?? NO_TRAFFIC,
      ...(raft === undefined ? {} : { raft }),
    });
  }

  delta(line: DeltaLine): Result<ViewDelta, string> {
    if (this.revision === 0) return fail("a change before the first view");
    const { ids, columns, strings = [], tagSets = [], vantages, info, ...lists } = line;
    const added = line.count - this.count;
    if (added < 0 || added > ids.length) return fail(`${line.count} members after ${this.count}`);
    [this.count, this.texts] = [line.count, this.texts + strings.length];
    this.tagSets += tagSets.length;
    const wrong =
      this.wrongTagSets(tagSets) ??
      (ids.some((id) => id >= line.count) ? "a member that is not there" : undefined) ??
      this.wrongColumns(columns, ids.length, line.count) ??
      this.wrongIds(line);
    if (wrong !== undefined) return fail(wrong);
    this.revision += 1;
    return ok({
      ...defined({ ...lists, kind: undefined }),
      revision: this.revision,
      atMs: line.atMs,
      count: line.count,
      strings,
      tagSets,
      rows: { ids: Uint32Array.from(ids), columns: memberColumns(columns, ids.length, line.atMs) },
      ...(info === undefined ? {} : { info: poolInfo(info) }),
      ...(vantages === undefined ? {} : { vantages: this.vantages(vantages) }),
    });
  }

  event({ event, atMs, member, by, incarnation, detail }: EventLine): PoolEvent {
    const rest = { atMs, member, by, incarnation };
    const kind = EVENT_KINDS.find((each) => each === event);
    if (kind !== undefined) return { ...rest, kind, detail };
    return { ...rest, kind: "note", detail: `${event} ${detail}`.trim() };
  }

  private wrongTagSets(sets: readonly (readonly number[])[]): string | undefined {
    return sets.every((set) => set.every((id) => id < this.texts)) ? undefined : "a tag that is not there";
  }

  private wrongColumns(columns: LineColumns, rows: number, count: number): string | undefined {
    const { versions, ...others } = columns;
    if (Object.values(others).some((column) => column.length !== rows) || versions.length !== 6 * rows)
      return "columns of different lengths";
    const texts = [columns.name, columns.ip, columns.datacenter];
    if (texts.some((ids) => ids.some((id) => id >= this.texts))) return "a text that is not there";
    if (columns.tags.some((id) => id >= Math.max(1, this.tagSets))) return "tags that are not there";
    return count === 0 && rows > 0 ? "rows without members" : undefined;
  }

  private wrongIds({
    accusations = [],
    edges = [],
    findings = [],
    coordinates = [],
  }: Lists): string | undefined {
    const named = [
      ...accusations.flatMap(({ accused, accuser }) => [accused, accuser]),
      ...[...edges, ...findings].flatMap(({ members }) => members),
      ...coordinates.map(([id]) => id),
    ];
    return named.every((id) => id < this.count) ? undefined : "a member that is not there";
  }

  private vantages(lines: readonly LineVantage[]): Vantage[] {
    const vantages = lines.map(
      ({ member, address, answeredAtMs, problem, partial, states, incarnations }) => {
        const before = this.answers.get(address) ?? NOTHING_SAID;
        const id = member !== undefined && member < this.count ? member : undefined;
        return {
          member: id,
          address,
          answeredAtMs,
          problem,
          states: states === undefined ? before.states : Uint8Array.from(states, Number),
          incarnations: incarnations === undefined ? before.incarnations : Uint32Array.from(incarnations),
          ...(partial === undefined ? {} : { partial }),
        };
      },
    );
    this.answers = new Map(vantages.map((vantage) => [vantage.address, vantage]));
    return vantages;
  }
}

type Lists = Pick<ViewLine, "accusations" | "edges" | "findings" | "coordinates">;

const NOTHING_SAID = { states: new Uint8Array(0), incarnations: new Uint32Array(0) };

function poolInfo({ encrypted, ...rest }: ViewLine["info"]): PoolInfo {
  return { ...rest, encrypted };
}

function memberColumns(columns: LineColumns, rows: number, atMs: number): MemberColumns {
  const at = (before: readonly number[]): Float64Array => Float64Array.from(before, (ms) => atMs - ms);
  return {
    name: Uint32Array.from(columns.name),
    ip: Uint32Array.from(columns.ip),
    port: Uint16Array.from(columns.port),
    state: Uint8Array.from(columns.state, Number),
    incarnation: Uint32Array.from(columns.incarnation),
    tags: Uint32Array.from(columns.tags),
    datacenter: Uint32Array.from(columns.datacenter),
    versions: Uint8Array.from(columns.versions),
    rttMs: Float32Array.from({ length: rows }, (_, row) => columns.rttMs[row] ?? NaN),
    stateSinceMs: at(columns.stateSince),
    firstSeenMs: at(columns.firstSeen),
    lastSeenMs: at(columns.lastSeen),
  };
}

/** Without the fields that are absent, as a delta wants it. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
