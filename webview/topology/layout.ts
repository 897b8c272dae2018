/** Where datacenters and the edges between them stand in the drawing; the same input, the same picture. */
import type { EdgeRow, PoolView } from "../../engine/view/view.ts";
import { gridBlocks } from "../overview/counts.ts";

/** One datacenter's hull, drawing units. */
export interface Hull {
  readonly datacenter: string;
  readonly members: number;
  readonly isForeign: boolean;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** An edge as a line between two hulls' borders, and where its label stands. */
export interface EdgeLine {
  readonly edge: EdgeRow;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly labelX: number;
  readonly labelY: number;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly hulls: readonly Hull[];
  readonly lines: readonly EdgeLine[];
}

const WIDTH = 900;

/** Two hulls side by side, more of them on an ellipse, by name clockwise from the left. */
export function drawTopology(view: PoolView): Drawing {
  const blocks = gridBlocks(view);
  const height = blocks.length <= 2 ? 300 : 520;
  const hulls = blocks.map((block, index): Hull => {
    const place = hullPlace(index, blocks.length, height);
    const radiusMax = blocks.length <= 2 ? 110 : Math.min(90, 600 / blocks.length);
    const radius = Math.max(38, Math.min(radiusMax, 30 + 9 * Math.log2(block.ids.length + 1)));
    return {
      ...place,
      datacenter: block.datacenter,
      members: block.ids.length,
      isForeign: block.isForeign,
      radius,
    };
  });
  const byName = new Map(hulls.map((hull) => [hull.datacenter, hull]));
  const lines = view.edges.flatMap((edge) => {
    const from = byName.get(edge.from);
    const to = byName.get(edge.to);
    return from === undefined || to === undefined || from === to ? [] : [edgeLine(edge, from, to)];
  });
  return { width: WIDTH, height, hulls, lines };
}

function hullPlace(index: number, count: number, height: number): { x: number; y: number } {
  if (count === 1) return { x: WIDTH / 2, y: height / 2 };
  if (count === 2) return { x: index === 0 ? 170 : WIDTH - 170, y: height / 2 };
  const angle = Math.PI + (2 * Math.PI * index) / count;
  return { x: WIDTH / 2 + 330 * Math.cos(angle), y: height / 2 + (height / 2 - 105) * Math.sin(angle) };
}

function edgeLine(edge: EdgeRow, from: Hull, to: Hull): EdgeLine {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const dx = (to.x - from.x) / length;
  const dy = (to.y - from.y) / length;
  const x1 = from.x + dx * from.radius;
  const y1 = from.y + dy * from.radius;
  const x2 = to.x - dx * to.radius;
  const y2 = to.y - dy * to.radius;
  return { edge, x1, y1, x2, y2, labelX: (x1 + x2) / 2, labelY: (y1 + y2) / 2 - 10 };
}
