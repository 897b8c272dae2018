/**
 * The long lists of a view as typed arrays and one text: VS Code posts typed arrays as they are and everything else as
 * JSON, value by value, which for ten thousand members is most of the cost of a snapshot.
 */
import type { Coordinate, MemberId, TagSet } from "../engine/view/view.ts";

/** Texts back to back; `ends` is where each ends, in UTF-16 units. */
export interface PackedTexts {
  readonly text: string;
  readonly ends: Uint32Array;
}

/** Lists of numbers back to back; `ends` is where each ends. */
export interface PackedLists {
  readonly numbers: Uint32Array;
  readonly ends: Uint32Array;
}

/** `width` numbers a coordinate: error, adjustment, height, then the vector. All vectors are of one length. */
export interface PackedCoordinates {
  readonly ids: Uint32Array;
  readonly width: number;
  readonly numbers: Float64Array;
}

/** Numbers of a coordinate that stand before its vector. */
const HEAD = 3;

export function packTexts(texts: readonly string[]): PackedTexts {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (let i = 0; i < texts.length; i += 1) ends[i] = end += texts[i]?.length ?? 0;
  return { text: texts.join(""), ends };
}

export function unpackTexts({ text, ends }: PackedTexts): string[] {
  const texts = new Array<string>(ends.length);
  let start = 0;
  for (let i = 0; i < ends.length; i += 1) {
    const end = ends[i] ?? start;
    texts[i] = text.slice(start, end);
    start = end;
  }
  return texts;
}

export function packLists(lists: readonly TagSet[]): PackedLists {
  const ends = new Uint32Array(lists.length);
  let end = 0;
  for (let i = 0; i < lists.length; i += 1) ends[i] = end += lists[i]?.length ?? 0;
  const numbers = new Uint32Array(end);
  let at = 0;
  for (const list of lists) for (const number of list) numbers[at++] = number;
  return { numbers, ends };
}

export function unpackLists({ numbers, ends }: PackedLists): TagSet[] {
  const lists = new Array<TagSet>(ends.length);
  let at = 0;
  for (let i = 0; i < ends.length; i += 1) {
    const list: number[] = [];
    for (const end = Math.min(ends[i] ?? at, numbers.length); at < end; at += 1) list.push(numbers[at] ?? 0);
    lists[i] = list;
  }
  return lists;
}

export function packCoordinates(coordinates: ReadonlyMap<MemberId, Coordinate>): PackedCoordinates {
  const [first] = coordinates.values();
  const width = HEAD + (first?.vec.length ?? 0);
  const numbers = new Float64Array(width * coordinates.size);
  let row = 0;
  for (const { vec, error, adjustment, height } of coordinates.values()) {
    numbers.set([error, adjustment, height], width * row);
    numbers.set(vec.slice(0, width - HEAD), width * row + HEAD);
    row += 1;
  }
  return { ids: Uint32Array.from(coordinates.keys()), width, numbers };
}

export function unpackCoordinates({ ids, width, numbers }: PackedCoordinates): Map<MemberId, Coordinate> {
  const coordinates = new Map<MemberId, Coordinate>();
  for (let row = 0; row < ids.length; row += 1) {
    const [error = 0, adjustment = 0, height = 0, ...vec] = numbers.subarray(width * row, width * (row + 1));
    coordinates.set(ids[row] ?? 0, { vec, error, adjustment, height });
  }
  return coordinates;
}
