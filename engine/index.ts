/** The door: all of the engine that the extension may use. */
export { parseCidr, parseHostPort } from "./base/address.ts";
export { unreachable } from "./base/assert.ts";
export { fail, ok, type Result } from "./base/result.ts";
export { parseApiUrl } from "./consul/apiUrl.ts";
export { diagnose } from "./lanes/diagnosis.ts";
export { diagnosisMarkdown } from "./lanes/diagnosisText.ts";
export type * from "./lint/editor/lintProtocol.ts";
export { applyDelta } from "./view/applyDelta.ts";
export { follows, type ViewDelta } from "./view/delta.ts";
export type { PoolEvent } from "./view/event.ts";
export type { MemberProbe, ProbeAnswer } from "./view/probe.ts";
export { roleOf } from "./view/role.ts";
export * from "./view/view.ts";
export type {
  AttachRequest,
  PreflightReport,
  TlsIdentity,
  WorkerCommand,
  WorkerReply,
} from "./view/workerProtocol.ts";
