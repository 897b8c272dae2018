/**
 * The second door: what only commands need, and activation doesn't. The extension loads it when one of them runs
 * (`extension/tools.ts`); the bundle is one with the threads', so that what they have in common is packed once.
 */
export { explain } from "./explain/explain.ts";
export { explainMarkdown } from "./explain/explainText.ts";
export { dialectOf, DIALECTS } from "./firewall/dialects/index.ts";
export { buildPolicy, CAREFUL } from "./firewall/policy.ts";
export { setReadme } from "./firewall/setReadme.ts";
export { diagnose } from "./lanes/diagnosis.ts";
export { diagnosisMarkdown } from "./lanes/diagnosisText.ts";
export { expositionText } from "./metrics/exposition.ts";
export { poolFamilies } from "./metrics/poolFamilies.ts";
export { agentLists } from "./unmix/agentLists.ts";
export { commandsOf } from "./unmix/commands.ts";
export { LEAVE_DEFAULTS, planForceLeave } from "./unmix/forceLeave.ts";
export { forceLeaveScript } from "./unmix/forceLeaveScript.ts";
export { isolationMarkdown } from "./unmix/isolationReport.ts";
export { hasRollbackTimer, rowsOf, rowsSoFar } from "./unmix/isolationRows.ts";
export { casePlan, runbookView } from "./unmix/runbookView.ts";
export { defaultStyle } from "./unmix/leaveStyles.ts";
