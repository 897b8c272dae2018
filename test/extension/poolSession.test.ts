import { expect, it } from "vitest";
import type { PoolEvent } from "../../engine/view/event.ts";
import type { WorkerCommand } from "../../engine/view/workerProtocol.ts";
import type { ViewDelta } from "../../engine/view/delta.ts";
import { stateCode, stateOf, type PoolView } from "../../engine/view/view.ts";
import { attachRequest, poolId, type KnownPool } from "../../extension/pool.ts";
import { PoolSession, type SessionNews } from "../../extension/poolSession.ts";
import { samplePool } from "../webview/samplePool.ts";

const pool: KnownPool = {
  id: "lan/10.1.0.1:8301",
  name: "dc1 LAN",
  kind: "consul",
  plane: "lan",
  host: "10.1.0.1",
  port: 8301,
  label: "",
  confirmedCidrs: ["10.1.0.0/16"],
};

function attached(): { session: PoolSession; sent: WorkerCommand[]; news: SessionNews[] } {
  const sent: WorkerCommand[] = [];
  const news: SessionNews[] = [];
  const session = new PoolSession(pool);
  session.onNews((each) => news.push(each));
  const worker = {
    send: (command: WorkerCommand) => void sent.push(command),
    end: () => Promise.resolve(),
    kill: () => Promise.resolve(),
  };
  session.start(worker, {
    kind: "attach",
    request: attachRequest(
      pool,
      { keys: [], token: undefined, tls: {} },
      { updatesPerSecondMax: 4, intervalMs: 5_000 },
    ),
  });
  return { session, sent, news };
}

/** Member 0 becomes suspect. */
function suspectDelta(view: PoolView, revision: number): ViewDelta {
  const { columns } = view;
  const row = {
    name: columns.name.slice(0, 1),
    ip: columns.ip.slice(0, 1),
    port: columns.port.slice(0, 1),
    state: Uint8Array.of(stateCode("suspect")),
    incarnation: columns.incarnation.slice(0, 1),
    tags: columns.tags.slice(0, 1),
    datacenter: columns.datacenter.slice(0, 1),
    versions: columns.versions.slice(0, 6),
    rttMs: columns.rttMs.slice(0, 1),
    stateSinceMs: Float64Array.of(view.atMs),
    firstSeenMs: columns.firstSeenMs.slice(0, 1),
    lastSeenMs: columns.lastSeenMs.slice(0, 1),
  };
  return {
    revision,
    atMs: view.atMs + 250,
    count: view.count,
    strings: [],
    tagSets: [],
    rows: { ids: Uint32Array.of(0), columns: row },
  };
}

it("attaches with the confirmed ranges, then folds deltas into the snapshot", () => {
  const { session, sent, news } = attached();
  const view = samplePool(5);
  session.hear({ kind: "snapshot", view });
  session.hear({ kind: "delta", delta: suspectDelta(view, 2) });
  expect(sent).toMatchObject([{ kind: "attach", request: { confirmedCidrs: ["10.1.0.0/16"] } }]);
  expect(stateOf(session.view?.columns.state[0])).toBe("suspect");
  expect(news.map(({ kind }) => kind)).toEqual(["snapshot", "delta"]);
});

it("keeps what happens after the first picture, for a page that comes later", () => {
  const { session, news } = attached();
  const view = samplePool(5);
  const event = (atMs: number, kind: PoolEvent["kind"]): PoolEvent => {
    return { atMs, kind, member: "web-1", by: "srv-1", incarnation: 1, detail: "" };
  };
  session.hear({ kind: "snapshot", view });
  session.hear({ kind: "events", events: [event(view.atMs - 5, "memberJoined")] });
  session.hear({ kind: "events", events: [event(view.atMs + 5, "memberSuspected")] });
  expect(news.map(({ kind }) => kind)).toEqual(["snapshot", "events"]);
  expect(session.events.log()).toMatchObject({
    fromMs: view.atMs,
    events: [{ kind: "memberSuspected" }],
    before: [["web-1", "alive"]],
  });
});

it("asks for one snapshot after a gap and drops deltas until it comes", () => {
  const { session, sent } = attached();
  const view = samplePool(5);
  session.hear({ kind: "snapshot", view });
  session.hear({ kind: "delta", delta: suspectDelta(view, 3) });
  session.hear({ kind: "delta", delta: suspectDelta(view, 4) });
  expect(sent.filter(({ kind }) => kind === "snapshot")).toHaveLength(1);
  expect(session.view?.revision).toBe(1);
  session.hear({ kind: "snapshot", view: { ...view, revision: 9 } });
  session.hear({ kind: "delta", delta: suspectDelta(view, 12) });
  expect(sent.filter(({ kind }) => kind === "snapshot")).toHaveLength(2);
});

it("keeps the last picture and says why when its thread dies", () => {
  const { session } = attached();
  session.hear({ kind: "snapshot", view: samplePool(5) });
  session.ended("out of memory");
  expect(session.view?.count).toBe(5);
  expect(session.problem?.message).toContain("out of memory");
});

it("gives the same id to the same address, plane and label only", () => {
  expect(poolId(pool)).toBe("lan/10.1.0.1:8301");
  expect(poolId({ ...pool, plane: "wan" })).not.toBe(poolId(pool));
  expect(poolId({ ...pool, host: "fd00::1", label: "x" })).toBe("lan/[fd00::1]:8301/x");
  const api = { kind: "consulHttp", url: "http://10.1.0.1:8500" } as const;
  expect(poolId({ ...pool, api })).toBe("api/lan/http://10.1.0.1:8500");
});

it("sends a token to the API it belongs to, and gossip keys nowhere near it", () => {
  const api = { kind: "consulHttp", url: "http://10.1.0.1:8500" } as const;
  const pace = { updatesPerSecondMax: 4, intervalMs: 5_000 };
  const secrets = { keys: [Uint8Array.of(1)], token: Uint8Array.of(2), tls: {} };
  expect(attachRequest({ ...pool, api }, secrets, pace)).toMatchObject({
    keys: [],
    api: { kind: "consulHttp", token: Uint8Array.of(2) },
  });
  expect(attachRequest(pool, secrets, pace)).toMatchObject({ keys: [Uint8Array.of(1)] });
  expect(attachRequest(pool, secrets, pace).api).toBeUndefined();
});
