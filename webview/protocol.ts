/**
 * The one contract between dashboard and extension, types first, both directions.
 * What arrives is validated on both sides (`channel.ts`): a webview's message is foreign data.
 */
import type { AgentMetricsAnswer } from "../engine/view/agentMetrics.ts";
import type { EventLog, EventNews } from "../engine/view/eventRing.ts";
import type { Playback } from "../engine/view/playback.ts";
import type { Remediation } from "../engine/view/remediation.ts";
import type { PoolView } from "../engine/view/view.ts";
import type { ViewDelta } from "../engine/view/delta.ts";
import type { VitalsSample } from "../engine/view/vitals.ts";
import type { PackedCoordinates, PackedLists, PackedTexts } from "./packing.ts";

export const PAGES = [
  "overview",
  "members",
  "suspicion",
  "timeline",
  "topology",
  "health",
  "remediate",
] as const;
export type Page = (typeof PAGES)[number];
/** Those that have a tab, in the order of the tabs and of Alt+1, Alt+2, … */
export const SHOWN_PAGES = [
  "overview",
  "members",
  "suspicion",
  "timeline",
  "topology",
  "health",
  "remediate",
] as const satisfies readonly Page[];

/** What the extension tells the page, unasked. */
export type Push =
  | ({ readonly kind: "snapshot"; readonly view: PoolView } & WithSnapshot)
  | { readonly kind: "delta"; readonly delta: ViewDelta }
  /** What happened; the delta that shows it comes apart. */
  | ({ readonly kind: "events" } & EventNews)
  /** A recording, and the moment of it that the picture shows. */
  | { readonly kind: "playback"; readonly playback: Playback }
  | { readonly kind: "detached"; readonly reason: string }
  | { readonly kind: "page"; readonly page: Page }
  | { readonly kind: "remediation"; readonly remediation: Remediation }
  | { readonly kind: "select"; readonly members: readonly number[] }
  | { readonly kind: "settings"; readonly settings: DashboardSettings };

/** What a page that is shown gets besides the picture. */
interface WithSnapshot {
  /** What happened since the pool was attached. */
  readonly log: EventLog;
  /** How gossip did, every few seconds. */
  readonly vitals: readonly VitalsSample[];
  readonly settings: DashboardSettings;
}

/** A push as it crosses: VS Code posts JSON plus typed arrays, so that long lists are packed into these. */
export type PostedPush =
  | Exclude<Push, { kind: "snapshot" }>
  | ({ readonly kind: "snapshot"; readonly view: PostedView } & WithSnapshot);
export type PostedView = Omit<PoolView, "coordinates" | "strings" | "tagSets"> & {
  readonly strings: PackedTexts;
  readonly tagSets: PackedLists;
  readonly coordinates: PackedCoordinates;
};

export interface DashboardSettings {
  readonly density: "comfortable" | "compact";
  readonly defaultPage: Page;
}

/** Two sides of a cut, as member ids; who is in neither was not assigned. */
export interface SidesRequest {
  /** Datacenter names or member ids; empty means: decide by the findings. */
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** What the page may ask for; each name ties its parameters to its answer. */
export interface Requests {
  snapshot: { params: Record<string, never>; result: { sent: boolean } };
  openFirewallRules: { params: { edge?: string; sides?: SidesRequest }; result: { opened: boolean } };
  forceLeaveCommands: { params: { members: readonly number[] }; result: { opened: boolean } };
  copy: { params: { text: string }; result: { copied: boolean } };
  showLog: { params: Record<string, never>; result: { shown: boolean } };
  openCompatibility: { params: Record<string, never>; result: { opened: boolean } };
  /** Reads an agent's own metrics: asked only while the page that shows them is open. */
  agentMetrics: { params: Record<string, never>; result: AgentMetricsAnswer };
  startRunbook: { params: Record<string, never>; result: { asked: boolean } };
  /** Without a runbook: of the sides that a person chooses. Asks before anything is sent. */
  verifyIsolation: { params: { runbook?: string }; result: { asked: boolean } };
  /** Shows the commands of an action that the board allows; the record says that they may have been run. */
  runbookCommands: { params: { runbook: string; action: string }; result: { shown: boolean } };
  openRunbookFile: { params: { runbook: string; title: string; file: string }; result: { opened: boolean } };
  /** A person's word of the step that is open. */
  sayOfStep: { params: { runbook: string; step: string; what: "done" | "kept" }; result: { said: boolean } };
  sayStopped: { params: { runbook: string }; result: { asked: boolean } };
  openRunbook: { params: { runbook: string }; result: { opened: boolean } };
  openPage: { params: { page: Page }; result: { opened: boolean } };
  /** Of a recording: to another moment, to the next event or the one before, on by itself (0 pauses). */
  moveTo: { params: { atMs: number }; result: { moved: boolean } };
  step: { params: { by: 1 | -1 }; result: { moved: boolean } };
  play: { params: { speed: number }; result: { moved: boolean } };
}
export type RequestName = keyof Requests;

/** One function a request; the compiler refuses a missing one. */
export type Handlers = {
  readonly [K in RequestName]: (params: Requests[K]["params"]) => Promise<Requests[K]["result"]>;
};

/** From the page: a numbered question. */
export interface RequestMessage {
  readonly id: number;
  readonly request: RequestName;
  readonly params: unknown;
}

/** To the page: a push, or the answer to a numbered question. */
export type FromExtension =
  | { readonly kind: "push"; readonly push: PostedPush }
  | { readonly kind: "reply"; readonly id: number; readonly result: unknown }
  | { readonly kind: "error"; readonly id: number; readonly message: string };
