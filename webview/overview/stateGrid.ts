/** One cell a member, datacenter after datacenter: where each cell stands, and how it is painted. */
import { stateOf, type MemberId, type MemberState, type PoolView } from "../../engine/view/view.ts";
import { stateColourName } from "../format.ts";
import type { GridBlock } from "./counts.ts";

/** Height of a block's title, px. */
const TITLE_PX = 20;
/** Below this size a cell is a plain square without its shape. */
const SHAPE_CELL_PX_MIN = 9;

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

export interface GridPaint {
  readonly view: PoolView;
  readonly layout: GridLayout;
  readonly matches: (id: MemberId) => boolean;
  readonly focusIndex: number | undefined;
}

export function paintGrid(
  context: CanvasRenderingContext2D,
  { view, layout, matches, focusIndex }: GridPaint,
): void {
  const style = getComputedStyle(document.body);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const foreground = read("--vscode-foreground") || style.color;
  const background = read("--vscode-editor-background") || "Canvas";
  const colours = new Map<MemberState, string>();
  const colourOf = (state: MemberState): string => {
    const known = colours.get(state) ?? (read(stateColourName(state)) || foreground);
    colours.set(state, known);
    return known;
  };
  context.font = `12px ${style.fontFamily}`;
  context.textBaseline = "middle";
  for (const { block, top } of layout.blocks) {
    context.fillStyle = block.isForeign ? read("--vscode-lanekeeper-foreign") || foreground : foreground;
    const name = block.datacenter === "" ? "no datacenter" : block.datacenter;
    context.fillText(`${block.isForeign ? "⚠ " : ""}${name} · ${block.ids.length}`, 0, top + TITLE_PX / 2);
  }
  const foreign = new Set(
    layout.blocks.filter(({ block }) => block.isForeign).flatMap(({ block }) => block.ids),
  );
  layout.order.forEach((id, index) => {
    const { x, y } = cellAt(layout, index);
    const state = stateOf(view.columns.state[id]);
    context.globalAlpha = matches(id) ? 1 : 0.15;
    paintCell(context, x, y, layout.cellPx, state, colourOf(state), background);
    if (foreign.has(id)) hatch(context, x, y, layout.cellPx, background);
  });
  context.globalAlpha = 1;
  if (focusIndex === undefined) return;
  const { x, y } = cellAt(layout, focusIndex);
  context.strokeStyle = read("--vscode-focusBorder") || foreground;
  context.lineWidth = 2;
  context.strokeRect(x, y, layout.cellPx - 1, layout.cellPx - 1);
}

/** Foreign members are hatched, whatever their state. */
function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  cellPx: number,
  colour: string,
): void {
  const size = cellPx - (cellPx > 8 ? 3 : 1);
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1, size / 7);
  context.beginPath();
  for (const offset of [size / 2, size, 1.5 * size]) {
    const over = Math.max(0, offset - size);
    context.moveTo(x + over, y + offset - over);
    context.lineTo(x + offset - over, y + over);
  }
  context.stroke();
}

/** Alive is full, suspect half, failed crossed, the others outlines: the shape says it without the colour. */
function paintCell(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  cellPx: number,
  state: MemberState,
  colour: string,
  background: string,
): void {
  const size = cellPx - (cellPx > 8 ? 3 : 1);
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  if (state === "alive" || state === "failed") context.fillRect(x, y, size, size);
  else if (state === "suspect") context.fillRect(x, y, size / 2, size);
  if (state !== "alive") context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
  if (state !== "failed" || cellPx < SHAPE_CELL_PX_MIN) return;
  context.strokeStyle = background;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x + 3, y + 3);
  context.lineTo(x + size - 3, y + size - 3);
  context.moveTo(x + size - 3, y + 3);
  context.lineTo(x + 3, y + size - 3);
  context.stroke();
}
