import { describe, expect, it } from "vitest";
import type { RecordingCommand, RecordingReply } from "../../../engine/recording/threadProtocol.ts";
import type { Playback } from "../../../engine/view/playback.ts";
import { PoolSession } from "../../../extension/poolSession.ts";
import { OpenRecording, type RecordingNews } from "../../../extension/recording/openRecording.ts";
import { RunningRecording } from "../../../extension/recording/runningRecording.ts";
import { samplePool, SAMPLE_MS } from "../../webview/samplePool.ts";

const WISH = { path: "/tmp/a.lkrec", isRedacted: true, startedAtMs: 1, lengthMax: 1e6, durationMsMax: 1e6 };
const EVENT = {
  atMs: SAMPLE_MS + 1_000,
  member: "web-1",
  by: "10.1.0.1:8301",
  incarnation: 2,
  detail: "",
  kind: "memberFailed",
} as const;

function watched(): PoolSession {
  const session = new PoolSession({
    id: "lan/a",
    name: "dc1 LAN",
    kind: "consul",
    plane: "lan",
    host: "10.1.0.1",
    port: 8301,
    label: "",
    confirmedCidrs: [],
  });
  session.hear({ kind: "snapshot", view: samplePool(5) });
  return session;
}

/** A thread that only keeps what it is told. */
function thread(): {
  sent: RecordingCommand[];
  reply: (reply: RecordingReply) => void;
  ended: () => boolean;
  start: (onReply: (reply: RecordingReply) => void) => { send(command: RecordingCommand): void; end(): void };
} {
  const sent: RecordingCommand[] = [];
  let hear: (reply: RecordingReply) => void = () => undefined;
  let isEnded = false;
  return {
    sent,
    reply: (reply) => hear(reply),
    ended: () => isEnded,
    start: (onReply) => {
      hear = onReply;
      return { send: (command) => void sent.push(command), end: () => (isEnded = true) };
    },
  };
}

describe("a recording that runs", () => {
  it("begins with the picture and hands on what the pool tells", () => {
    const session = watched();
    const { sent, start, reply } = thread();
    const recording = new RunningRecording(session, WISH, start, () => undefined);
    session.hear({ kind: "events", events: [EVENT] });
    reply({ kind: "recording", length: 77 });
    expect(sent.map((each) => (each.kind === "hear" ? each.entry.kind : each.kind))).toEqual([
      "record",
      "view",
      "events",
    ]);
    expect(recording.length).toBe(77);
  });

  it("ends in good order when its pool is detached", async () => {
    const session = watched();
    const { sent, start, reply, ended } = thread();
    const recording = new RunningRecording(session, WISH, start, () => undefined);
    session.ended(undefined);
    expect(sent.at(-1)).toEqual({ kind: "stop", reason: "the pool was detached" });
    reply({ kind: "ended", length: 90, problem: undefined });
    expect(await recording.ended).toEqual({ length: 90, problem: undefined });
    expect(ended()).toBe(true);
  });

  it("tells once why it ended by itself, and hears nothing more", async () => {
    const session = watched();
    const { sent, start, reply } = thread();
    const recording = new RunningRecording(session, WISH, start, () => undefined);
    reply({ kind: "ended", length: 5, problem: "the disk is full" });
    reply({ kind: "failed", message: "again" });
    session.hear({ kind: "events", events: [EVENT] });
    expect(await recording.ended).toEqual({ length: 5, problem: "the disk is full" });
    expect(sent.filter(({ kind }) => kind === "hear")).toHaveLength(1);
  });
});

const PLAYBACK: Playback = {
  fromMs: 0,
  toMs: 9,
  atMs: 3,
  speed: 0,
  isRedacted: true,
  report: "",
  events: [],
  density: [],
  trouble: [],
  hasEarlier: false,
  hasLater: true,
};

describe("a recording that is looked at", () => {
  function opened(): {
    recording: OpenRecording;
    news: RecordingNews[];
    reply: (reply: RecordingReply) => void;
    sent: RecordingCommand[];
  } {
    const news: RecordingNews[] = [];
    const { sent, start, reply } = thread();
    const recording = new OpenRecording("recording/a", "/tmp/a.lkrec", (each) => news.push(each), start);
    return { recording, news, reply, sent };
  }

  it("shows another moment with what happened until then, and goes on from there", () => {
    const { recording, news, reply } = opened();
    const view = samplePool(5);
    reply({
      kind: "jump",
      view,
      past: { fromMs: SAMPLE_MS - 5_000, events: [{ ...EVENT, atMs: SAMPLE_MS - 1 }] },
    });
    reply({ kind: "playback", playback: PLAYBACK });
    expect(news.map(({ kind }) => kind)).toEqual(["snapshot", "playback"]);
    expect(recording.session.events.log()).toMatchObject({
      fromMs: SAMPLE_MS - 5_000,
      events: [{ member: "web-1" }],
    });
    reply({ kind: "pool", reply: { kind: "events", events: [EVENT] } });
    expect(recording.session.events.log().events).toHaveLength(2);
    reply({ kind: "jump", view, past: { fromMs: SAMPLE_MS - 5_000, events: [] } });
    expect(recording.session.events.log().events).toEqual([]);
    expect(recording.playback).toEqual(PLAYBACK);
  });

  it("asks its own thread for the picture after a gap, and nobody for a ping", async () => {
    const { recording, reply, sent } = opened();
    const view = samplePool(5);
    reply({ kind: "jump", view, past: { fromMs: 1, events: [] } });
    const rows = { ids: Uint32Array.of(), columns: view.columns };
    const gap = { revision: 9, atMs: view.atMs, count: view.count, strings: [], tagSets: [], rows };
    reply({ kind: "pool", reply: { kind: "delta", delta: gap } });
    expect(sent).toEqual([{ kind: "snapshot" }]);
    await recording.session.detach();
    expect(sent).toHaveLength(1);
  });

  it("says what is wrong with its file", () => {
    const { recording, reply, news } = opened();
    reply({ kind: "failed", message: "a.lkrec: Line 1 cannot be read." });
    expect(recording.session.problem?.message).toBe("a.lkrec: Line 1 cannot be read.");
    expect(news.map(({ kind }) => kind)).toEqual(["problem"]);
  });
});
