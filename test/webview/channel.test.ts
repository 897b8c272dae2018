import { expect, it, vi } from "vitest";
import { NO_EVENTS } from "../../engine/view/eventRing.ts";
import {
  answerRequest,
  decodeView,
  encodePush,
  isFromExtension,
  PageChannel,
} from "../../webview/channel.ts";
import type { Handlers, PostedPush, RequestMessage } from "../../webview/protocol.ts";
import { samplePool } from "./samplePool.ts";

const settings = { density: "comfortable", defaultPage: "overview" } as const;

function handlers(changed: Partial<Handlers> = {}): Handlers {
  return {
    snapshot: () => Promise.resolve({ sent: true }),
    openFirewallRules: () => Promise.resolve({ opened: true }),
    forceLeaveCommands: () => Promise.resolve({ opened: true }),
    copy: () => Promise.resolve({ copied: true }),
    openCompatibility: () => Promise.resolve({ opened: true }),
    showLog: () => Promise.resolve({ shown: true }),
    agentMetrics: () => Promise.resolve({ kind: "unknown", reason: "" }),
    openPage: () => Promise.resolve({ opened: true }),
    moveTo: () => Promise.resolve({ moved: true }),
    step: () => Promise.resolve({ moved: true }),
    play: () => Promise.resolve({ moved: true }),
    startRunbook: () => Promise.resolve({ asked: true }),
    verifyIsolation: () => Promise.resolve({ asked: true }),
    runbookCommands: () => Promise.resolve({ shown: true }),
    openRunbookFile: () => Promise.resolve({ opened: true }),
    sayOfStep: () => Promise.resolve({ said: true }),
    sayStopped: () => Promise.resolve({ asked: true }),
    openRunbook: () => Promise.resolve({ opened: true }),
    ...changed,
  };
}

it("answers a good request with its number", async () => {
  const reply = await answerRequest(handlers(), { id: 7, request: "copy", params: { text: "a" } });
  expect(reply).toEqual({ kind: "reply", id: 7, result: { copied: true } });
});

it.each([
  undefined,
  "snapshot",
  { id: 1, request: "deleteEverything", params: {} },
  { id: 1, request: "copy", params: { text: 5 } },
  { id: 1, request: "forceLeaveCommands", params: { members: [-1] } },
  { id: 1, request: "moveTo", params: { atMs: Infinity } },
  { id: 1, request: "step", params: { by: 5 } },
  { id: 1, request: "play", params: { speed: -1 } },
  { id: 1, request: "openFirewallRules", params: { edge: "e", command: "rm" } },
  { id: 1, request: "toString", params: {} },
  { id: 1, request: "sayOfStep", params: { runbook: "r", step: "lift", what: "down" } },
  { id: 1, request: "runbookCommands", params: { runbook: "r", action: "cut".repeat(200) } },
])("calls no handler for %j", async (message) => {
  const copy = vi.fn<Handlers["copy"]>();
  const openFirewallRules = vi.fn<Handlers["openFirewallRules"]>();
  const reply = await answerRequest(handlers({ copy, openFirewallRules }), message);
  expect(reply.kind).toBe("error");
  expect(copy).not.toHaveBeenCalled();
  expect(openFirewallRules).not.toHaveBeenCalled();
});

it("sends a handler's failure back as a sentence", async () => {
  const showLog = (): Promise<never> => Promise.reject(new Error("no log yet"));
  const reply = await answerRequest(handlers({ showLog }), { id: 3, request: "showLog", params: {} });
  expect(reply).toEqual({ kind: "error", id: 3, message: "no log yet" });
});

it("ties each answer on the page to its question", async () => {
  const posted: RequestMessage[] = [];
  const channel = new PageChannel(
    (message) => posted.push(message),
    () => undefined,
  );
  const first = channel.ask("copy", { text: "a" });
  const second = channel.ask("showLog", {});
  channel.receive({ kind: "error", id: posted[1]?.id, message: "no" });
  channel.receive({ kind: "reply", id: posted[0]?.id, result: { copied: true } });
  await expect(first).resolves.toEqual({ copied: true });
  await expect(second).rejects.toThrow("no");
});

it("carries a view with its coordinates over a channel that knows no maps", () => {
  const coordinate = { vec: [0.1], error: 1, adjustment: 0, height: 0 };
  const view = { ...samplePool(5), coordinates: new Map([[2, coordinate]]) };
  const pushes: PostedPush[] = [];
  const channel = new PageChannel(
    () => undefined,
    (push) => pushes.push(push),
  );
  channel.receive({
    kind: "push",
    push: encodePush({ kind: "snapshot", view, log: NO_EVENTS, vitals: [], settings }),
  });
  const [push] = pushes;
  expect(push?.kind === "snapshot" && decodeView(push.view)).toEqual(view);
});

it("cuts columns with spare capacity to the rows in use", () => {
  const view = { ...samplePool(10), count: 4 };
  const push = encodePush({ kind: "snapshot", view, log: NO_EVENTS, vitals: [], settings });
  expect(
    push.kind === "snapshot" && [push.view.columns.name.length, push.view.columns.versions.length],
  ).toEqual([4, 24]);
});

it.each([{ kind: "push", push: { kind: "snapshot", view: {} } }, { kind: "reply" }, null, 5])(
  "takes no notice of %j on the page",
  (message) => {
    expect(isFromExtension(message)).toBe(false);
  },
);
