/**
 * Typed request and reply over a channel that posts plain messages. Both ends validate what they get:
 * the extension a page's requests, the page the extension's pushes. No message can throw.
 */
import * as v from "valibot";
import {
  packCoordinates,
  packLists,
  packTexts,
  unpackCoordinates,
  unpackLists,
  unpackTexts,
} from "./packing.ts";
import { PAGES, type FromExtension, type Handlers, type PostedPush, type PostedView } from "./protocol.ts";
import { isEventLog, isEventNews, isPlayback } from "./eventMessages.ts";
import { isVitalsSamples } from "./vitalsMessages.ts";
import { remediation } from "./remediation/schema.ts";
import type { Push, RequestMessage, RequestName, Requests } from "./protocol.ts";
import type { EventLog } from "../engine/view/eventRing.ts";
import type { Playback } from "../engine/view/playback.ts";
import type { VitalsSample } from "../engine/view/vitals.ts";
import type { MemberColumns, PoolView } from "../engine/view/view.ts";

/** Longest text that a page may ask to copy, characters. */
const COPY_LENGTH_MAX = 4_000_000;
/** Most members that one request names. */
const MEMBERS_MAX = 100_000;

const memberIds = v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.maxLength(MEMBERS_MAX));
const nothing = v.strictObject({});
/** Ids and titles that the extension made itself. */
const shortText = v.pipe(v.string(), v.maxLength(400));

const REQUEST_PARAMS = {
  snapshot: nothing,
  openFirewallRules: v.strictObject({
    edge: v.exactOptional(v.string()),
    sides: v.exactOptional(v.strictObject({ a: memberIds, b: memberIds })),
  }),
  forceLeaveCommands: v.strictObject({ members: memberIds }),
  copy: v.strictObject({ text: v.pipe(v.string(), v.maxLength(COPY_LENGTH_MAX)) }),
  showLog: nothing,
  openCompatibility: nothing,
  agentMetrics: nothing,
  startRunbook: nothing,
  verifyIsolation: v.strictObject({ runbook: v.exactOptional(shortText) }),
  runbookCommands: v.strictObject({ runbook: shortText, action: shortText }),
  openRunbookFile: v.strictObject({ runbook: shortText, title: shortText, file: shortText }),
  sayOfStep: v.strictObject({ runbook: shortText, step: shortText, what: v.picklist(["done", "kept"]) }),
  sayStopped: v.strictObject({ runbook: shortText }),
  openRunbook: v.strictObject({ runbook: shortText }),
  openPage: v.strictObject({ page: v.picklist(PAGES) }),
  moveTo: v.strictObject({ atMs: v.pipe(v.number(), v.finite()) }),
  step: v.strictObject({ by: v.picklist([1, -1]) }),
  play: v.strictObject({ speed: v.pipe(v.number(), v.minValue(0), v.maxValue(1_000)) }),
} satisfies { readonly [K in RequestName]: v.GenericSchema<unknown, Requests[K]["params"]> };

const requestNames = Object.keys(REQUEST_PARAMS) as RequestName[];
const requestMessage = v.object({
  id: v.pipe(v.number(), v.integer()),
  request: v.picklist(requestNames),
  params: v.unknown(),
});

/** Extension side: validates a page's message, calls its handler, and turns a failure into a reply. */
export async function answerRequest(handlers: Handlers, message: unknown): Promise<FromExtension> {
  const parsed = v.safeParse(requestMessage, message);
  if (!parsed.success) return { kind: "error", id: -1, message: "Not a request that the dashboard knows." };
  const { id, request, params } = parsed.output;
  try {
    return { kind: "reply", id, result: await callHandler(handlers, request, params) };
  } catch (cause) {
    return { kind: "error", id, message: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function callHandler<K extends RequestName>(
  handlers: Handlers,
  name: K,
  params: unknown,
): Promise<Requests[K]["result"]> {
  const schema: v.GenericSchema<unknown, Requests[K]["params"]> = REQUEST_PARAMS[name];
  const parsed = v.safeParse(schema, params);
  if (!parsed.success) throw new Error(`"${name}" came with parameters that it does not take.`);
  return handlers[name](parsed.output);
}

/** Extension side: makes a push fit for posting; columns are cut to the rows that are in use. */
export function encodePush(push: Push): PostedPush {
  if (push.kind !== "snapshot") return push;
  const { coordinates, columns, strings, tagSets, ...rest } = push.view;
  const view: PostedView = {
    ...rest,
    columns: cutColumns(columns, rest.count),
    strings: packTexts(strings),
    tagSets: packLists(tagSets),
    coordinates: packCoordinates(coordinates),
  };
  return { ...push, view };
}

/** Page side: the view as the engine's functions take it. */
export function decodeView(posted: PostedView): PoolView {
  return {
    ...posted,
    strings: unpackTexts(posted.strings),
    tagSets: unpackLists(posted.tagSets),
    coordinates: unpackCoordinates(posted.coordinates),
  };
}

function cutColumns(columns: MemberColumns, count: number): MemberColumns {
  return {
    name: columns.name.slice(0, count),
    ip: columns.ip.slice(0, count),
    port: columns.port.slice(0, count),
    state: columns.state.slice(0, count),
    incarnation: columns.incarnation.slice(0, count),
    tags: columns.tags.slice(0, count),
    datacenter: columns.datacenter.slice(0, count),
    versions: columns.versions.slice(0, 6 * count),
    rttMs: columns.rttMs.slice(0, count),
    stateSinceMs: columns.stateSinceMs.slice(0, count),
    firstSeenMs: columns.firstSeenMs.slice(0, count),
    lastSeenMs: columns.lastSeenMs.slice(0, count),
  };
}

const columns = v.looseObject({
  name: v.instance(Uint32Array),
  ip: v.instance(Uint32Array),
  port: v.instance(Uint16Array),
  state: v.instance(Uint8Array),
  incarnation: v.instance(Uint32Array),
  tags: v.instance(Uint32Array),
  datacenter: v.instance(Uint32Array),
  versions: v.instance(Uint8Array),
  rttMs: v.instance(Float32Array),
  stateSinceMs: v.instance(Float64Array),
  firstSeenMs: v.instance(Float64Array),
  lastSeenMs: v.instance(Float64Array),
});
const view = v.looseObject({
  revision: v.number(),
  count: v.number(),
  strings: v.looseObject({ text: v.string(), ends: v.instance(Uint32Array) }),
  tagSets: v.looseObject({ numbers: v.instance(Uint32Array), ends: v.instance(Uint32Array) }),
  columns,
  coordinates: v.looseObject({
    ids: v.instance(Uint32Array),
    width: v.number(),
    numbers: v.instance(Float64Array),
  }),
  accusations: v.array(v.any()),
  vantages: v.array(v.any()),
  edges: v.array(v.any()),
  findings: v.array(v.any()),
  problems: v.array(v.any()),
  info: v.looseObject({ id: v.string(), name: v.string() }),
});
const settings = v.looseObject({
  density: v.picklist(["comfortable", "compact"]),
  defaultPage: v.picklist(PAGES),
});
const push = v.variant("kind", [
  v.looseObject({
    kind: v.literal("snapshot"),
    view,
    settings,
    log: v.custom<EventLog>(isEventLog),
    vitals: v.custom<readonly VitalsSample[]>(isVitalsSamples),
  }),
  v.looseObject({
    kind: v.literal("delta"),
    delta: v.looseObject({
      revision: v.number(),
      count: v.number(),
      rows: v.looseObject({ ids: v.instance(Uint32Array), columns }),
    }),
  }),
  v.pipe(
    v.looseObject({ kind: v.literal("events") }),
    v.check((push) => isEventNews(push)),
  ),
  v.looseObject({ kind: v.literal("playback"), playback: v.custom<Playback>(isPlayback) }),
  v.looseObject({ kind: v.literal("detached"), reason: v.string() }),
  v.looseObject({ kind: v.literal("page"), page: v.picklist(PAGES) }),
  v.looseObject({ kind: v.literal("remediation"), remediation }),
  v.looseObject({ kind: v.literal("select"), members: v.array(v.number()) }),
  v.looseObject({ kind: v.literal("settings"), settings }),
]);
const fromExtension = v.variant("kind", [
  v.looseObject({ kind: v.literal("push"), push }),
  v.looseObject({ kind: v.literal("reply"), id: v.number() }),
  v.looseObject({ kind: v.literal("error"), id: v.number(), message: v.string() }),
]);

/** Whether a message is one of the extension's; shapes are checked, not every number in them. */
export function isFromExtension(message: unknown): message is FromExtension {
  return v.safeParse(fromExtension, message).success;
}

/** Page side: asks and waits for the answer with the same number. */
export class PageChannel {
  private nextId = 1;
  private readonly waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >();

  constructor(
    private readonly post: (message: RequestMessage) => void,
    private readonly onPush: (push: PostedPush) => void,
  ) {}

  /** The answer's type is the request's; the extension's handlers are compiled against the same table. */
  ask<K extends RequestName>(request: K, params: Requests[K]["params"]): Promise<Requests[K]["result"]> {
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as Requests[K]["result"]), reject });
      this.post({ id, request, params });
    });
  }

  receive(message: unknown): void {
    if (!isFromExtension(message)) return;
    if (message.kind === "push") return this.onPush(message.push);
    const asked = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.kind === "reply") asked?.resolve(message.result);
    else asked?.reject(new Error(message.message));
  }
}
