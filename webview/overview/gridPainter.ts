/** Keeps the canvas of the state grid: all of it when cells moved, else only the cells that changed. */
import type { MemberId, PoolView } from "../../engine/view/view.ts";
import { stateColourName } from "../format.ts";
import { cellKinds, drawKinds, inner, PLAIN_ALIVE } from "./gridCells.ts";
import { cellAt, isSameLayout, TITLE_PX, type GridLayout } from "./stateGrid.ts";

export interface GridPicture {
  readonly view: PoolView;
  readonly layout: GridLayout;
  readonly widthPx: number;
  /** Undefined lets everybody through. */
  readonly matches: ((id: MemberId) => boolean) | undefined;
  /** Place in reading order of the cell that has the ring. */
  readonly focusIndex: number | undefined;
}

export class GridPainter {
  private layout: GridLayout | undefined;
  private widthPx = 0;
  private ratio = 1;
  private kinds = new Uint8Array(0);
  private next = new Uint8Array(0);
  private stamps: HTMLCanvasElement | undefined;
  private aliveColour = "";
  private focusIndex: number | undefined;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** The theme has other colours now. */
  recolour(): void {
    this.layout = undefined;
  }

  /** Gives how many cells were painted. */
  paint(picture: GridPicture): number {
    const context = this.canvas.getContext("2d", { alpha: true });
    if (context === null) return 0;
    const { view, layout, widthPx, matches, focusIndex } = picture;
    const ratio = window.devicePixelRatio;
    const isKept =
      this.layout !== undefined &&
      this.widthPx === widthPx &&
      this.ratio === ratio &&
      isSameLayout(this.layout, layout);
    if (!isKept) this.clear(context, layout, widthPx, ratio);
    cellKinds(view, layout, matches, this.next);
    const painted = this.stampChanged(context, layout, isKept);
    [this.kinds, this.next] = [this.next, this.kinds];
    this.ring(context, layout, focusIndex);
    return painted;
  }

  private clear(context: CanvasRenderingContext2D, layout: GridLayout, widthPx: number, ratio: number): void {
    this.layout = layout;
    this.widthPx = widthPx;
    this.ratio = ratio;
    this.kinds = new Uint8Array(layout.order.length);
    this.next = new Uint8Array(layout.order.length);
    this.focusIndex = undefined;
    this.canvas.width = Math.round(widthPx * ratio);
    this.canvas.height = Math.round(layout.heightPx * ratio);
    const style = getComputedStyle(document.body);
    this.stamps = drawKinds(layout.cellPx, ratio, style);
    this.aliveColour = style.getPropertyValue(stateColourName("alive")).trim() || style.color;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = `12px ${style.fontFamily}`;
    context.textBaseline = "middle";
    const read = (name: string): string => style.getPropertyValue(name).trim();
    const foreground = read("--vscode-foreground") || style.color;
    for (const { block, top } of layout.blocks) {
      context.fillStyle = block.isForeign ? read("--vscode-lanekeeper-foreign") || foreground : foreground;
      const name = block.datacenter === "" ? "no datacenter" : block.datacenter;
      const count = block.ids.length.toLocaleString("en");
      context.fillText(`${block.isForeign ? "⚠ " : ""}${name} · ${count}`, 0, top + TITLE_PX / 2);
    }
  }

  /** `isKept`: what is on the canvas is of this layout. */
  private stampChanged(context: CanvasRenderingContext2D, layout: GridLayout, isKept: boolean): number {
    const ringed = this.focusIndex;
    let painted = 0;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.aliveColour;
    for (let index = 0; index < layout.order.length; index += 1) {
      if (isKept && this.kinds[index] === this.next[index] && index !== ringed) continue;
      this.stamp(context, layout, index, isKept);
      painted += 1;
    }
    return painted;
  }

  private stamp(
    context: CanvasRenderingContext2D,
    layout: GridLayout,
    index: number,
    isErased: boolean,
  ): void {
    if (this.stamps === undefined) return;
    const { ratio } = this;
    const { x, y } = cellAt(layout, index);
    const [left, top, size] = [Math.round(x * ratio), Math.round(y * ratio), this.stamps.height];
    if (isErased) context.clearRect(left, top, size, size);
    const kind = this.next[index] ?? 0;
    if (kind === PLAIN_ALIVE) {
      // Almost all are: a rectangle is cheaper than a copy.
      const innerPx = inner(layout.cellPx) * ratio;
      context.fillRect(left, top, innerPx, innerPx);
    } else context.drawImage(this.stamps, kind * size, 0, size, size, left, top, size, size);
  }

  private ring(context: CanvasRenderingContext2D, layout: GridLayout, focusIndex: number | undefined): void {
    this.focusIndex = focusIndex;
    if (focusIndex === undefined) return;
    const { x, y } = cellAt(layout, focusIndex);
    const style = getComputedStyle(document.body);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.strokeStyle = style.getPropertyValue("--vscode-focusBorder").trim() || style.color;
    context.lineWidth = 2;
    // Inside of its cell, so that painting the cell anew takes it away.
    context.strokeRect(x + 1, y + 1, layout.cellPx - 2, layout.cellPx - 2);
  }
}
