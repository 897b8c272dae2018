/**
 * What each cell looks like, as one number: alive is full, suspect half, failed crossed, the others outlines; foreign
 * members are hatched. A picture of a kind of cell is drawn once and copied, which is what makes ten thousand cheap.
 */
import { MEMBER_STATES, stateOf, type PoolView } from "../../engine/view/view.ts";
import { stateColourName } from "../format.ts";
import type { GridLayout } from "./stateGrid.ts";

/** Below this size a cell is a plain square without its shape. */
const SHAPE_CELL_PX_MIN = 9;
const DIM = 8;
const FOREIGN = 16;
/** Kinds of cells: a state, whether it is dimmed, whether it is foreign. */
const KINDS = 32;
/** Alive, shown and at home: a full square. */
export const PLAIN_ALIVE = 1;
/** Of a member that the filter leaves out. */
const DIM_ALPHA = 0.15;

/** The kind of each cell in reading order, into `kinds`. */
export function cellKinds(
  { columns }: PoolView,
  layout: GridLayout,
  matches: ((id: number) => boolean) | undefined,
  kinds: Uint8Array,
): void {
  const { order, blocks } = layout;
  for (const { block, firstIndex } of blocks) {
    const foreign = block.isForeign ? FOREIGN : 0;
    for (let index = firstIndex; index < firstIndex + block.ids.length; index += 1) {
      const id = order[index] ?? 0;
      const dim = matches === undefined || matches(id) ? 0 : DIM;
      kinds[index] = ((columns.state[id] ?? 0) % MEMBER_STATES.length) | dim | foreign;
    }
  }
}

/** All kinds side by side, each `cellPx` wide, in device pixels. */
export function drawKinds(cellPx: number, ratio: number, style: CSSStyleDeclaration): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const sizePx = Math.round(cellPx * ratio);
  canvas.width = sizePx * KINDS;
  canvas.height = sizePx;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const foreground = read("--vscode-foreground") || style.color;
  const background = read("--vscode-editor-background") || "Canvas";
  for (let kind = 0; kind < KINDS; kind += 1) {
    const state = stateOf(kind % DIM);
    context.setTransform(ratio, 0, 0, ratio, kind * sizePx, 0);
    context.globalAlpha = (kind & DIM) === 0 ? 1 : DIM_ALPHA;
    drawShape(context, cellPx, kind % DIM, read(stateColourName(state)) || foreground, background);
    if ((kind & FOREIGN) !== 0) hatch(context, cellPx, background);
  }
  return canvas;
}

function drawShape(
  context: CanvasRenderingContext2D,
  cellPx: number,
  code: number,
  colour: string,
  background: string,
): void {
  const state = stateOf(code);
  const size = inner(cellPx);
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  if (state === "alive" || state === "failed") context.fillRect(0, 0, size, size);
  else if (state === "suspect") context.fillRect(0, 0, size / 2, size);
  if (state !== "alive") context.strokeRect(0.5, 0.5, size - 1, size - 1);
  if (state !== "failed" || cellPx < SHAPE_CELL_PX_MIN) return;
  context.strokeStyle = background;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(3, 3);
  context.lineTo(size - 3, size - 3);
  context.moveTo(size - 3, 3);
  context.lineTo(3, size - 3);
  context.stroke();
}

function hatch(context: CanvasRenderingContext2D, cellPx: number, colour: string): void {
  const size = inner(cellPx);
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1, size / 7);
  context.beginPath();
  for (const offset of [size / 2, size, 1.5 * size]) {
    const over = Math.max(0, offset - size);
    context.moveTo(over, offset - over);
    context.lineTo(offset - over, over);
  }
  context.stroke();
}

/** Without the gap to the next cell. */
export function inner(cellPx: number): number {
  return cellPx - (cellPx > 8 ? 3 : 1);
}
