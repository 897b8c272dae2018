/** The door: all of the engine that the extension may use. What only commands need is behind `tools.ts`. */
export { parseCidr, parseHostPort } from "./base/address.ts";
export { unreachable } from "./base/assert.ts";
export { keyFingerprint } from "./base/keyFingerprint.ts";
export { fail, ok, type Result } from "./base/result.ts";
export { visible } from "./base/visible.ts";
export { parseDatacenters } from "./cluster/datacenters.ts";
export { SCENARIO_CHOICES } from "./cluster/scenarios/choices.ts";
export { parseApiUrl } from "./consul/apiUrl.ts";
export type { Dialect, RuleFile } from "./firewall/dialect.ts";
export { fleetOfView, type Fleet, type FleetMember } from "./firewall/fleet.ts";
export {
  assign,
  datacenterSides,
  membersAgainstRest,
  splitMembers,
  type SideKey,
  type SideRule,
  type SidesRule,
} from "./firewall/sides.ts";
export type { Policy } from "./firewall/statement.ts";
export { isMix, type MixKind } from "./lanes/finding.ts";
export type * from "./lint/editor/lintProtocol.ts";
export { livePool } from "./lint/live/livePool.ts";
export { PoolMeter } from "./metrics/poolMeter.ts";
export type { TapeEntry } from "./recording/tape.ts";
export type { RecordingCommand, RecordingReply, RecordingWish } from "./recording/threadProtocol.ts";
export { refusalOfPool } from "./observer/admission.ts";
export { openCase, type RunbookCase } from "./unmix/case.ts";
export { planIsolation, type IsolationPlan, type RoundResult } from "./unmix/isolation.ts";
export { JOURNAL_VERSION, openJournal, type Journal } from "./unmix/journal.ts";
export { observeView, type IsolationRow, type Observation } from "./unmix/observation.ts";
export { boardOf, isolated, observe, offer, resume, say, type Board } from "./unmix/runbook.ts";
export { runbookMarkdown } from "./unmix/runbookText.ts";
export { actionKey, type Action, type ActionCommands } from "./unmix/step.ts";
export { runIsolation } from "./unmix/runIsolation.ts";
export { applyDelta } from "./view/applyDelta.ts";
export type { Playback } from "./view/playback.ts";
export { parseFilter } from "./view/filter.ts";
export { isCutNext } from "./view/cut.ts";
export { follows, type ViewDelta } from "./view/delta.ts";
export type { AgentMetricsAnswer } from "./view/agentMetrics.ts";
export type { PoolEvent } from "./view/event.ts";
export { EventRing, type EventNews } from "./view/eventRing.ts";
export type { MemberProbe, ProbeAnswer } from "./view/probe.ts";
export { NO_REMEDIATION, type Remediation } from "./view/remediation.ts";
export type * from "./view/cluster.ts";
export type * from "./view/clusterProtocol.ts";
export { faultText } from "./view/faultText.ts";
export { roleOf } from "./view/role.ts";
export * from "./view/view.ts";
export { addVitals, type VitalsSample } from "./view/vitals.ts";
export type {
  AttachRequest,
  JoinPlan,
  PreflightReport,
  TlsIdentity,
  WorkerCommand,
  WorkerReply,
} from "./view/workerProtocol.ts";
