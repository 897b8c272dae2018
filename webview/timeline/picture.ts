/** Where each row of the swimlanes stands, and how it is painted. */
import type { MemberState } from "../../engine/view/view.ts";
import { clockText, stateColourName } from "../format.ts";
import { isWithin, type Lane, type Mark, type TimeWindow } from "./lanes.ts";
import { ticksOf } from "./window.ts";

/** Heights in px at a text of 13 px. */
const AXIS_PX = 22;
const ROW_PX = 22;
const GAP_PX = 8;
/** A state that lasted a moment is still seen. */
const SPAN_PX_MIN = 3;

export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Left of it stand the names. */
  readonly labelPx: number;
  readonly window: TimeWindow;
  readonly marks: readonly Mark[];
  readonly lanes: readonly Lane[];
}

/** Names take what they need, and at most a third of a narrow panel, px. */
export function labelWidth(widthPx: number): number {
  return Math.round(Math.min(180, 0.34 * widthPx));
}

export function layoutPicture(
  widthPx: number,
  window: TimeWindow,
  marks: readonly Mark[],
  lanes: readonly Lane[],
): Picture {
  const labelPx = labelWidth(widthPx);
  const rows = marks.length + lanes.length;
  const heightPx = AXIS_PX + rows * ROW_PX + (marks.length > 0 && lanes.length > 0 ? GAP_PX : 0) + 4;
  return { widthPx, heightPx, labelPx, window, marks, lanes };
}

/** Marks are the first rows, lanes follow. */
export function rowTop({ marks, lanes }: Picture, row: number): number {
  return AXIS_PX + row * ROW_PX + (row >= marks.length && marks.length > 0 && lanes.length > 0 ? GAP_PX : 0);
}

/** The row under a height, undefined outside of the rows. */
export function rowAt(picture: Picture, y: number): number | undefined {
  const rows = picture.marks.length + picture.lanes.length;
  for (let row = 0; row < rows; row += 1) {
    const top = rowTop(picture, row);
    if (top <= y && y < top + ROW_PX) return row;
  }
  return undefined;
}

export function xOf({ labelPx, widthPx, window }: Picture, atMs: number): number {
  return labelPx + ((atMs - window.fromMs) / (window.toMs - window.fromMs)) * (widthPx - labelPx);
}

export function timeAt({ labelPx, widthPx, window }: Picture, x: number): number {
  const part = Math.max(0, Math.min(1, (x - labelPx) / Math.max(1, widthPx - labelPx)));
  return window.fromMs + part * (window.toMs - window.fromMs);
}

export interface Cursor {
  readonly row: number | undefined;
  /** The moment that is looked at, undefined for none. */
  readonly atMs: number | undefined;
}

interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly picture: Picture;
  readonly colour: (name: string) => string;
  readonly foreground: string;
  readonly background: string;
  readonly quiet: string;
}

export function paintPicture(context: CanvasRenderingContext2D, picture: Picture, cursor: Cursor): void {
  const style = getComputedStyle(document.body);
  const foreground = style.getPropertyValue("--vscode-foreground").trim() || style.color;
  const colour = (name: string): string => style.getPropertyValue(name).trim() || foreground;
  const brush: Brush = {
    context,
    picture,
    colour,
    foreground,
    background: style.getPropertyValue("--vscode-editor-background").trim() || "Canvas",
    quiet: colour("--vscode-descriptionForeground"),
  };
  context.clearRect(0, 0, picture.widthPx, picture.heightPx);
  context.font = `12px ${style.fontFamily}`;
  context.textBaseline = "middle";
  paintAxis(brush);
  picture.marks.forEach((mark, row) => paintMark(brush, mark, row));
  picture.lanes.forEach((lane, index) => paintLane(brush, lane, picture.marks.length + index));
  paintCursor(brush, cursor);
}

function paintAxis({ context, picture, quiet }: Brush): void {
  const { window, widthPx, heightPx, labelPx } = picture;
  const most = Math.max(2, Math.floor((widthPx - labelPx) / 90));
  context.lineWidth = 1;
  for (const atMs of ticksOf(window, most)) {
    const x = Math.round(xOf(picture, atMs)) + 0.5;
    context.strokeStyle = quiet;
    context.globalAlpha = 0.25;
    line(context, x, AXIS_PX - 4, x, heightPx);
    context.globalAlpha = 1;
    context.fillStyle = quiet;
    const text = clockText(atMs);
    const width = context.measureText(text).width;
    if (x - width / 2 >= labelPx && x + width / 2 <= widthPx)
      context.fillText(text, x - width / 2, AXIS_PX / 2);
  }
}

function paintMark({ context, picture, colour, foreground }: Brush, mark: Mark, row: number): void {
  const { widthPx, labelPx, window, heightPx } = picture;
  const middle = rowTop(picture, row) + ROW_PX / 2;
  const tint = mark.kind === "note" ? foreground : colour("--vscode-lanekeeper-foreign");
  label(context, picture, `${mark.kind === "mix" ? "⚠" : "⚑"} ${mark.text}`, middle, foreground);
  const toMs = Math.min(mark.toMs ?? window.toMs, window.toMs);
  if (toMs < window.fromMs || mark.fromMs > window.toMs) return;
  const from = Math.max(labelPx, xOf(picture, mark.fromMs));
  const to = Math.min(widthPx, Math.max(from + SPAN_PX_MIN, xOf(picture, toMs)));
  context.fillStyle = tint;
  context.strokeStyle = tint;
  context.lineWidth = 1;
  context.fillRect(from, middle - 3, to - from, 6);
  if (!isWithin(mark.fromMs, window)) return;
  context.setLineDash([3, 3]);
  line(context, Math.round(from) + 0.5, middle + 3, Math.round(from) + 0.5, heightPx);
  context.setLineDash([]);
}

function paintLane(brush: Brush, lane: Lane, row: number): void {
  const { context, picture, foreground } = brush;
  const { widthPx, labelPx, window } = picture;
  const middle = rowTop(picture, row) + ROW_PX / 2;
  label(context, picture, lane.member, middle, foreground);
  for (const span of lane.spans) {
    if (span.toMs < window.fromMs || span.fromMs > window.toMs) continue;
    const from = Math.max(labelPx, xOf(picture, span.fromMs));
    const to = Math.min(widthPx, Math.max(from + SPAN_PX_MIN, xOf(picture, span.toMs)));
    paintSpan(brush, span.state, from, to, middle);
  }
  for (const event of lane.events) {
    if (event.kind !== "memberRefuted" || !isWithin(event.atMs, window)) continue;
    const x = xOf(picture, event.atMs);
    context.fillStyle = foreground;
    context.beginPath();
    context.moveTo(x - 4, middle - 9);
    context.lineTo(x + 4, middle - 9);
    context.lineTo(x, middle - 3);
    context.fill();
  }
}

/** Alive is a line, suspect a hatched box, failed a full one with a cross, gone an empty one, unknown dots. */
function paintSpan(brush: Brush, state: MemberState, from: number, to: number, middle: number): void {
  const { context, colour, background } = brush;
  const tint = colour(stateColourName(state));
  const width = to - from;
  context.fillStyle = tint;
  context.strokeStyle = tint;
  context.lineWidth = 1;
  switch (state) {
    case "alive":
      context.fillRect(from, middle - 1.5, width, 3);
      return;
    case "suspect":
      context.fillRect(from, middle - 6, width, 12);
      return hatch(context, from, middle - 6, width, background);
    case "failed":
      context.fillRect(from, middle - 6, width, 12);
      if (width >= 14) cross(context, from + 7, middle, background);
      return;
    case "leaving":
    case "left":
      context.strokeRect(from + 0.5, middle - 5.5, Math.max(1, width - 1), 11);
      return;
    case "unknown":
    case "reaped":
      context.setLineDash([1, 4]);
      line(context, from, middle, to, middle);
      context.setLineDash([]);
  }
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, width: number, colour: string): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, 12);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = x - 12; at < x + width; at += 6) {
    context.moveTo(at, y + 12);
    context.lineTo(at + 12, y);
  }
  context.stroke();
  context.restore();
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  line(context, x - 3, y - 3, x + 3, y + 3);
  line(context, x + 3, y - 3, x - 3, y + 3);
}

function paintCursor({ context, picture, colour, foreground }: Brush, { row, atMs }: Cursor): void {
  const focus = colour("--vscode-focusBorder");
  context.lineWidth = 1;
  context.strokeStyle = focus;
  if (row !== undefined) context.strokeRect(0.5, rowTop(picture, row) + 0.5, picture.widthPx - 1, ROW_PX - 1);
  if (atMs === undefined || !isWithin(atMs, picture.window)) return;
  context.strokeStyle = foreground;
  const x = Math.round(xOf(picture, atMs)) + 0.5;
  line(context, x, AXIS_PX - 4, x, picture.heightPx);
}

/** A name, shortened to what fits. */
function label(
  context: CanvasRenderingContext2D,
  { labelPx }: Picture,
  text: string,
  middle: number,
  colour: string,
): void {
  context.fillStyle = colour;
  const room = labelPx - 10;
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > room)
    shown = `${shown.slice(0, shown.endsWith("…") ? -2 : -1)}…`;
  context.fillText(shown, 2, middle);
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
