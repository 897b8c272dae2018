/** D2: a snapshot and a delta on their way from the extension to the page, as VS Code posts them. */
import { allocateColumns } from "../../../engine/view/columns.ts";
import { NO_EVENTS } from "../../../engine/view/eventRing.ts";
import { applyDelta } from "../../../engine/view/applyDelta.ts";
import { decodeView, encodePush, isFromExtension } from "../../../webview/channel.ts";
import type { PostedPush } from "../../../webview/protocol.ts";
import { samplePool } from "../../webview/samplePool.ts";
import { report } from "../rows.ts";
import { median } from "../statistics.ts";

const MEMBERS = 10_000;
const ROUNDS = 25;
const SETTINGS = { density: "comfortable", defaultPage: "overview" } as const;

export function transportRows(): void {
  const view = samplePool(MEMBERS);
  const plain = { ...view, coordinates: [], columns: asLists(view.columns) };
  const jsonMs = median(rounds(() => JSON.parse(JSON.stringify(plain))));
  let bytes = 0;
  const ours = rounds(() => {
    const posted = posts(
      encodePush({ kind: "snapshot", view, log: NO_EVENTS, vitals: [], settings: SETTINGS }),
    );
    bytes = posted.bytes;
    if (posted.push.kind === "snapshot") decodeView(posted.push.view);
  });
  const ms = median(ours);
  report({
    ...{ id: "D2", what: "snapshot of 10,000 to the page, both ends" },
    ...{
      measured: `${ms.toFixed(2)} ms, ${(bytes / 1e6).toFixed(2)} MB`,
      beside: `as JSON: ${jsonMs.toFixed(1)} ms`,
    },
    ...{ goal: "4 ms, 8 times, 2 MB", met: ms <= 4 && 8 * ms <= jsonMs && bytes <= 2e6 },
  });
  const delta = {
    ...{ revision: view.revision + 1, atMs: view.atMs, count: MEMBERS, strings: [], tagSets: [] },
    rows: { ids: Uint32Array.from({ length: 50 }, (_, i) => 199 * i), columns: allocateColumns(50) },
  };
  const deltaMs = median(
    rounds(() => {
      const { push } = posts({ kind: "delta", delta } as never);
      if (push.kind === "delta") applyDelta(view, push.delta);
    }),
  );
  report({
    ...{ id: "D2", what: "delta of 50 to a page of 10,000, and folded" },
    ...{ measured: `${deltaMs.toFixed(3)} ms`, beside: "", goal: "0.1 ms", met: deltaMs <= 0.1 },
  });
}

/** JSON with references to buffers, which are posted beside it. Source: vscode extHostWebviewMessaging.ts. */
function posts(push: PostedPush): { readonly push: PostedPush; readonly bytes: number } {
  const buffers: ArrayBuffer[] = [];
  const kinds: TypedArrayMaker[] = [];
  const json = JSON.stringify({ kind: "push", push }, (_key, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const { buffer, byteOffset, byteLength, constructor } = value as Uint8Array;
    buffers.push((buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength));
    kinds.push(constructor as unknown as TypedArrayMaker);
    return { $$buffer: buffers.length - 1 };
  });
  const message: unknown = JSON.parse(json, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || !("$$buffer" in value)) return value;
    const at = Number(value.$$buffer);
    const Kind = kinds[at];
    return Kind === undefined ? value : new Kind(buffers[at] ?? new ArrayBuffer(0));
  });
  if (!isFromExtension(message) || message.kind !== "push") throw new Error("the page would not take it");
  return {
    push: message.push,
    bytes: json.length + buffers.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}

type TypedArrayMaker = new (buffer: ArrayBuffer) => Uint8Array;

function asLists(columns: object): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, [...(column as Uint8Array)]]),
  );
}

function rounds(act: () => unknown): number[] {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { user: before, system } = process.cpuUsage();
    act();
    const after = process.cpuUsage();
    times.push((after.user - before + after.system - system) / 1_000);
  }
  return times.slice(5);
}
