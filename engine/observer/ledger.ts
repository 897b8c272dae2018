/**
 * The view under construction: rows, accusations, vantages, problems, and what of them a reader has not seen yet.
 * Every setter keeps track of change; nobody else does.
 */
import { formatAddress, type Address } from "../base/address.ts";
import type { PoolEvent } from "../view/event.ts";
import { allocateColumns, copyRows } from "../view/columns.ts";
import type { ViewDelta } from "../view/delta.ts";
import {
  stateCode,
  stateOf,
  type Coordinate,
  type MemberId,
  type MemberState,
  type PoolInfo,
  type PoolView,
  type Traffic,
} from "../view/view.ts";
import { RTT_BUCKETS, rttBucket, type Vitals } from "../view/vitals.ts";
import { EVENTS_KEPT_MAX } from "./source.ts";
import { MemberTable } from "./table.ts";

type Lists = Pick<
  PoolView,
  "accusations" | "vantages" | "edges" | "findings" | "problems" | "traffic" | "info"
> & { readonly raft?: NonNullable<PoolView["raft"]>; readonly vitals?: Vitals };

export class Ledger {
  readonly table = new MemberTable();
  /** Answered pings by their round trip. */
  readonly rtts: number[] = new Array<number>(RTT_BUCKETS).fill(0);
  private revision = 0;
  private atMs = 0;
  private stringsTaken = 0;
  private tagSetsTaken = 0;
  private readonly dirtyRows = new Set<MemberId>();
  private readonly dirtyCoordinates = new Set<MemberId>();
  private readonly dirtyLists = new Set<keyof Lists>();
  private readonly coordinates = new Map<MemberId, Coordinate>();
  private events: PoolEvent[] = [];
  private lists: Lists;

  constructor(info: PoolInfo, traffic: Traffic) {
    this.lists = { info, traffic, accusations: [], vantages: [], edges: [], findings: [], problems: [] };
  }

  state(id: MemberId): MemberState {
    return stateOf(this.table.columns.state[id]);
  }

  /** Whether that is held already. */
  isBelieved(id: MemberId, state: MemberState, incarnation: number): boolean {
    const { columns } = this.table;
    return columns.state[id] === stateCode(state) && columns.incarnation[id] === incarnation;
  }

  incarnation(id: MemberId): number {
    return this.table.columns.incarnation[id] ?? 0;
  }

  /** `ip:port` as the table has it, ":0" while unknown. */
  address(id: MemberId): string {
    const { columns, strings } = this.table;
    const ip = strings.strings[columns.ip[id] ?? 0] ?? "";
    return formatAddress({ ip, port: columns.port[id] ?? 0 });
  }

  isAt(id: MemberId, { ip, port }: Address): boolean {
    const { columns, strings } = this.table;
    return columns.port[id] === port && strings.strings[columns.ip[id] ?? 0] === ip;
  }

  /** Sets state and incarnation; `stateSinceMs` moves only with the state. */
  setBelief(id: MemberId, state: MemberState, incarnation: number, nowMs: number): void {
    const { columns } = this.table;
    if (this.state(id) !== state) columns.stateSinceMs[id] = nowMs;
    columns.state[id] = stateCode(state);
    columns.incarnation[id] = incarnation;
    this.touched(id, nowMs);
  }

  setIdentity(id: MemberId, ip: string, port: number, tagSet: number, datacenter: string): boolean {
    const { columns, strings } = this.table;
    const ipId = strings.id(ip);
    const datacenterId = strings.id(datacenter);
    const isSame = columns.ip[id] === ipId && columns.port[id] === port && columns.tags[id] === tagSet;
    if (isSame) return false;
    columns.ip[id] = ipId;
    columns.port[id] = port;
    columns.tags[id] = tagSet;
    columns.datacenter[id] = datacenterId;
    this.dirtyRows.add(id);
    return true;
  }

  setVersions(id: MemberId, versions: readonly number[]): void {
    const held = this.table.columns.versions.subarray(6 * id, 6 * id + 6);
    if (versions.every((value, i) => held[i] === value)) return;
    held.set(versions);
    this.dirtyRows.add(id);
  }

  setRtt(id: MemberId, rttMs: number, coordinate: Coordinate | undefined, nowMs: number): void {
    this.table.columns.rttMs[id] = rttMs;
    const bucket = rttBucket(rttMs);
    this.rtts[bucket] = (this.rtts[bucket] ?? 0) + 1;
    this.touched(id, nowMs);
    if (coordinate !== undefined) this.setCoordinate(id, coordinate);
  }

  setCoordinate(id: MemberId, coordinate: Coordinate): void {
    this.coordinates.set(id, coordinate);
    this.dirtyCoordinates.add(id);
  }

  set<K extends keyof Lists>(list: K, value: Lists[K]): void {
    this.lists = { ...this.lists, [list]: value };
    this.dirtyLists.add(list);
  }

  get<K extends keyof Lists>(list: K): Lists[K] {
    return this.lists[list];
  }

  note(event: PoolEvent): void {
    this.events.push(event);
    // Far more than a reader a few times a second leaves behind: the oldest half goes.
    if (this.events.length > EVENTS_KEPT_MAX) this.events = this.events.slice(EVENTS_KEPT_MAX / 2);
  }

  takeEvents(): PoolEvent[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }

  get hasEvents(): boolean {
    return this.events.length > 0;
  }

  get hasNews(): boolean {
    return this.dirtyRows.size + this.dirtyCoordinates.size + this.dirtyLists.size > 0;
  }

  /** A copy of everything, at a revision that the next delta continues. */
  snapshot(nowMs: number): PoolView {
    this.atMs = nowMs;
    this.revision += 1;
    this.forgetNews();
    const { count, strings, tagSets } = this.table;
    const columns = allocateColumns(Math.max(1, count));
    copyRows(
      this.table.columns,
      columns,
      Array.from({ length: count }, (_, row) => [row, row] as const),
    );
    return {
      revision: this.revision,
      atMs: this.atMs,
      count,
      strings: [...strings.strings],
      tagSets: [...tagSets],
      columns,
      coordinates: new Map(this.coordinates),
      ...this.lists,
    };
  }

  takeDelta(nowMs: number): ViewDelta | undefined {
    if (!this.hasNews) return undefined;
    this.atMs = nowMs;
    this.revision += 1;
    const ids = Uint32Array.from(this.dirtyRows);
    const columns = allocateColumns(ids.length);
    copyRows(
      this.table.columns,
      columns,
      Array.from(ids, (id, row) => [id, row] as const),
    );
    const coordinates = [...this.dirtyCoordinates].flatMap((id) => {
      const coordinate = this.coordinates.get(id);
      return coordinate === undefined ? [] : [[id, coordinate] as const];
    });
    const delta: ViewDelta = {
      revision: this.revision,
      atMs: nowMs,
      count: this.table.count,
      strings: this.table.strings.strings.slice(this.stringsTaken),
      tagSets: this.table.tagSets.slice(this.tagSetsTaken),
      rows: { ids, columns },
      ...(coordinates.length > 0 ? { coordinates } : {}),
      ...Object.fromEntries([...this.dirtyLists].map((list) => [list, this.lists[list]])),
    };
    this.forgetNews();
    return delta;
  }

  private touched(id: MemberId, nowMs: number): void {
    this.table.columns.lastSeenMs[id] = nowMs;
    this.dirtyRows.add(id);
  }

  private forgetNews(): void {
    this.stringsTaken = this.table.strings.strings.length;
    this.tagSetsTaken = this.table.tagSets.length;
    this.dirtyRows.clear();
    this.dirtyCoordinates.clear();
    this.dirtyLists.clear();
  }
}
