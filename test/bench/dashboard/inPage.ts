/** What runs inside of the browser for rows D1 and D3: the page's own functions on a made-up pool of 10,000. */
import { parseFilter } from "../../../engine/view/filter.ts";
import { stateOf, type PoolView } from "../../../engine/view/view.ts";
import { shownIds, sortIds } from "../../../webview/members/order.ts";
import { gridBlocks } from "../../../webview/overview/counts.ts";
import { GridPainter } from "../../../webview/overview/gridPainter.ts";
import { cellAt, layoutGrid } from "../../../webview/overview/stateGrid.ts";
import { samplePool } from "../../webview/samplePool.ts";

const MEMBERS = 10_000;
const WIDTH_PX = 800;
const ROUNDS = 30;

/** ms, one a round, the first few left out. */
export interface PageTimes {
  readonly full: number[];
  readonly plain: number[];
  readonly update: number[];
  readonly sort: number[];
  readonly firstSort: number[];
  readonly filter: number[];
}

function timed(act: (round: number) => void): number[] {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    act(round);
    times.push(performance.now() - started);
  }
  return times.slice(5);
}

/** Fifty members become suspect, or alive again, as a delta would leave them. */
function changed(view: PoolView, round: number): PoolView {
  const state = view.columns.state.slice();
  for (let i = 0; i < 50; i += 1) state[(round * 997 + i * 199) % MEMBERS] = round % 2 === 0 ? 2 : 1;
  return { ...view, columns: { ...view.columns, state } };
}

function measure(): PageTimes {
  const view = samplePool(MEMBERS);
  const canvas = document.createElement("canvas");
  document.body.append(canvas);
  const painter = new GridPainter(canvas);
  const picture = (shown: PoolView) => ({
    ...{ view: shown, layout: layoutGrid(gridBlocks(shown), WIDTH_PX), widthPx: WIDTH_PX },
    ...{ matches: undefined, focusIndex: undefined },
  });
  // Reading one pixel back makes the browser draw what it has only noted.
  const drawn = (of: HTMLCanvasElement): void => void of.getContext("2d")?.getImageData(0, 0, 1, 1);
  const full = timed(() => {
    painter.recolour();
    painter.paint(picture(view));
    drawn(canvas);
  });
  const update = timed((round) => {
    painter.paint(picture(changed(view, round)));
    drawn(canvas);
  });
  const beside = document.createElement("canvas");
  beside.width = WIDTH_PX;
  beside.height = canvas.height;
  const plain = timed(() => plainFrame(beside, view));
  const by = (key: "rtt" | "state" | "name") => ({ key, isDescending: false }) as const;
  const all = shownIds(view, parseFilter(""), false);
  const firstSort = timed((round) =>
    sortIds({ ...view, strings: [...view.strings] }, all, by(round % 2 === 0 ? "name" : "rtt")),
  );
  const sort = timed((round) => sortIds(view, all, by(round % 2 === 0 ? "state" : "rtt")));
  const filter = timed(() => shownIds(view, parseFilter("state:alive name:web-1 rtt>1ms"), false));
  return { full, plain, update, sort, firstSort, filter };
}

/** The yardstick: a square a member in its state's colour, one call each. */
function plainFrame(canvas: HTMLCanvasElement, view: PoolView): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const layout = layoutGrid(gridBlocks(view), WIDTH_PX);
  context.clearRect(0, 0, canvas.width, canvas.height);
  layout.order.forEach((id, index) => {
    const { x, y } = cellAt(layout, index);
    context.fillStyle = stateOf(view.columns.state[id]) === "alive" ? "#2e7d32" : "#c62828";
    context.fillRect(x, y, layout.cellPx - 1, layout.cellPx - 1);
  });
  context.getImageData(0, 0, 1, 1);
}

(globalThis as unknown as { measure: () => PageTimes }).measure = measure;
