/** One cell a member, datacenter after datacenter: where each cell stands. */
import type { MemberId } from "../../engine/view/view.ts";
import type { GridBlock } from "./counts.ts";

/** Height of a block's title, px. */
export const TITLE_PX = 20;

export interface GridLayout {
  readonly cellPx: number;
  readonly columns: number;
  readonly heightPx: number;
  readonly blocks: readonly {
    readonly block: GridBlock;
    readonly top: number;
    readonly firstIndex: number;
  }[];
  /** Members in reading order. */
  readonly order: readonly MemberId[];
}

/** Cells of 6 to 18 px, the largest with which `count` members stay within about 500 px. */
export function layoutGrid(blocks: readonly GridBlock[], widthPx: number): GridLayout {
  const order = blocks.flatMap(({ ids }) => ids);
  const fitting = Math.floor(Math.sqrt((widthPx * 420) / Math.max(1, order.length)));
  const cellPx = Math.max(6, Math.min(18, fitting));
  const columns = Math.max(1, Math.floor(widthPx / cellPx));
  let top = 0;
  let firstIndex = 0;
  const placed = blocks.map((block) => {
    const place = { block, top, firstIndex };
    top += TITLE_PX + Math.ceil(block.ids.length / columns) * cellPx + 6;
    firstIndex += block.ids.length;
    return place;
  });
  return { cellPx, columns, heightPx: top, blocks: placed, order };
}

/** Position of the cell with this index in reading order. */
export function cellAt(layout: GridLayout, index: number): { x: number; y: number } {
  const place = lastWhere(layout.blocks, ({ firstIndex }) => firstIndex <= index);
  const inside = index - (place?.firstIndex ?? 0);
  const row = Math.floor(inside / layout.columns);
  return {
    x: (inside % layout.columns) * layout.cellPx,
    y: (place?.top ?? 0) + TITLE_PX + row * layout.cellPx,
  };
}

/** The index of the cell under a point, undefined between cells. */
export function indexAt(layout: GridLayout, x: number, y: number): number | undefined {
  const place = lastWhere(layout.blocks, ({ top }) => top + TITLE_PX <= y);
  if (place === undefined) return undefined;
  const column = Math.floor(x / layout.cellPx);
  const row = Math.floor((y - place.top - TITLE_PX) / layout.cellPx);
  const inside = row * layout.columns + column;
  const isInside = column < layout.columns && inside < place.block.ids.length;
  return isInside ? place.firstIndex + inside : undefined;
}

function lastWhere<T>(items: readonly T[], holds: (item: T) => boolean): T | undefined {
  let last: T | undefined;
  for (const item of items) if (holds(item)) last = item;
  return last;
}

/** Whether nobody moves from one to the other: only states are painted anew then. */
export function isSameLayout(a: GridLayout, b: GridLayout): boolean {
  return (
    a.columns === b.columns &&
    a.cellPx === b.cellPx &&
    a.order.length === b.order.length &&
    a.order.every((id, index) => id === b.order[index]) &&
    a.blocks.length === b.blocks.length &&
    a.blocks.every(({ block }, index) => {
      const other = b.blocks[index]?.block;
      const isSameBlock = block.datacenter === other?.datacenter && block.isForeign === other.isForeign;
      return isSameBlock && block.ids.length === other.ids.length;
    })
  );
}
