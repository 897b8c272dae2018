/** The growing columns behind a view: strings and tag sets interned once, rows that are never reused. */
import { allocateColumns, copyRows } from "../view/columns.ts";
import type { Tags } from "../serf/tags.ts";
import type { MemberColumns, MemberId, StringId, TagSet } from "../view/view.ts";

const CAPACITY_FIRST = 64;

/** Texts, each once; "" is number 0. */
export class StringTable {
  readonly strings: string[] = [""];
  private readonly ids = new Map<string, StringId>([["", 0]]);

  id(text: string): StringId {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.strings.length;
    this.strings.push(text);
    this.ids.set(text, id);
    return id;
  }
}

/** Members of one pool, by name. */
export class MemberTable {
  readonly strings = new StringTable();
  readonly tagSets: TagSet[] = [[]];
  columns: MemberColumns = allocateColumns(CAPACITY_FIRST);
  count = 0;
  private readonly ids = new Map<string, MemberId>();
  private readonly tagSetIds = new Map<string, number>([["", 0]]);

  find(name: string): MemberId | undefined {
    return this.ids.get(name);
  }

  /** The row of a name, made when it is new. */
  idOf(name: string, nowMs: number): MemberId {
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    const id = this.count;
    if (id === this.columns.name.length) this.grow();
    this.count += 1;
    this.ids.set(name, id);
    this.columns.name[id] = this.strings.id(name);
    this.columns.firstSeenMs[id] = nowMs;
    this.columns.lastSeenMs[id] = nowMs;
    this.columns.stateSinceMs[id] = nowMs;
    return id;
  }

  name(id: MemberId): string {
    return this.strings.strings[this.columns.name[id] ?? 0] ?? "";
  }

  /** Interns tags; the order of the sender is random, so keys are sorted first. */
  tagSetId(tags: Tags): number {
    const sorted = [...tags].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const ids = sorted.flatMap(([key, value]) => [this.strings.id(key), this.strings.id(value)]);
    const text = ids.join();
    const known = this.tagSetIds.get(text);
    if (known !== undefined) return known;
    this.tagSets.push(ids);
    this.tagSetIds.set(text, this.tagSets.length - 1);
    return this.tagSets.length - 1;
  }

  /** Whether the member has just these tags; a sender that does not sort them may be told no for yes. */
  hasTags(id: MemberId, tags: Tags): boolean {
    const set = this.tagSets[this.columns.tags[id] ?? 0] ?? [];
    if (set.length !== 2 * tags.length) return false;
    const { strings } = this.strings;
    return tags.every(
      ([key, value], i) => strings[set[2 * i] ?? 0] === key && strings[set[2 * i + 1] ?? 0] === value,
    );
  }

  private grow(): void {
    const larger = allocateColumns(2 * this.columns.name.length);
    const rows = Array.from({ length: this.count }, (_, row) => [row, row] as const);
    copyRows(this.columns, larger, rows);
    this.columns = larger;
  }
}
