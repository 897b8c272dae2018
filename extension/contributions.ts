/** Every id that package.json and the code share, once. A test compares this page with the manifest. */

export const COMMANDS = {
  observePool: "lanekeeper.pool.observe",
  addPool: "lanekeeper.pool.add",
  editPool: "lanekeeper.pool.edit",
  removePool: "lanekeeper.pool.remove",
  checkPool: "lanekeeper.pool.preflight",
  joinPool: "lanekeeper.pool.join",
  detachPool: "lanekeeper.pool.detach",
  setKey: "lanekeeper.pool.setKey",
  forgetSecrets: "lanekeeper.pool.forgetSecrets",
  findMember: "lanekeeper.member.find",
  revealMember: "lanekeeper.member.reveal",
  copyMetrics: "lanekeeper.metrics.copy",
  copyDiagnostics: "lanekeeper.copyDiagnostics",
  openWalkthrough: "lanekeeper.openWalkthrough",
  showCompatibility: "lanekeeper.showCompatibility",
  copyCiSnippet: "lanekeeper.lint.copyCiSnippet",
  newGossipKey: "lanekeeper.newGossipKey",
  openDashboardToSide: "lanekeeper.dashboard.openToSide",
  openDashboard: "lanekeeper.dashboard.open",
  turnPage: "lanekeeper.dashboard.page",
  pingMember: "lanekeeper.member.ping",
  pingFrom: "lanekeeper.member.pingFrom",
  copyAddress: "lanekeeper.member.copyAddress",
  copyName: "lanekeeper.member.copyName",
  diagnose: "lanekeeper.diagnose",
  explainText: "lanekeeper.explain.text",
  explainTerminal: "lanekeeper.explain.terminal",
  lintWorkspace: "lanekeeper.lint.workspace",
  lintFile: "lanekeeper.lint.file",
  lintShowRule: "lanekeeper.lint.showRule",
  lintCreateConfig: "lanekeeper.lint.createConfig",
  lintAgainstPool: "lanekeeper.lint.againstPool",
  lintRehearse: "lanekeeper.lint.rehearse",
  lintCreateBaseline: "lanekeeper.lint.createBaseline",
  showLog: "lanekeeper.showLog",
} as const;

/** Commands that quick fixes, lenses and rows call with arguments; nobody finds them in the palette. */
export const LINT_ACTIONS = {
  suppress: "lanekeeper.lint.suppress",
  override: "lanekeeper.lint.override",
  addToBaseline: "lanekeeper.lint.addToBaseline",
  showConflict: "lanekeeper.lint.showConflict",
  showPlace: "lanekeeper.lint.showPlace",
  revealLane: "lanekeeper.lint.revealLane",
} as const;

/** Commands that `remedies.ts` registers; the dashboard's handlers call them by id. */
export const REMEDY_COMMANDS = {
  generateFirewall: "lanekeeper.firewall.generate",
  generateFirewallAs: "lanekeeper.firewall.generateAs",
  saveRuleSet: "lanekeeper.firewall.saveSet",
  generateForceLeave: "lanekeeper.forceLeave.generate",
  verifyIsolation: "lanekeeper.firewall.verify",
  copyUndo: "lanekeeper.firewall.copyUndo",
  openSetFile: "lanekeeper.firewall.openSetFile",
  removeSet: "lanekeeper.firewall.removeSet",
} as const;

/** Commands of the runbook. */
export const UNMIX_COMMANDS = {
  start: "lanekeeper.unmix.start",
  next: "lanekeeper.unmix.next",
  openRunbook: "lanekeeper.unmix.openRunbook",
  rehearse: "lanekeeper.unmix.rehearse",
  remove: "lanekeeper.unmix.remove",
} as const;

/** Commands of recordings, and the editor that opens them. */
export const RECORDING_COMMANDS = {
  start: "lanekeeper.recording.start",
  stop: "lanekeeper.recording.stop",
  open: "lanekeeper.recording.open",
  redact: "lanekeeper.recording.redact",
} as const;
export const RECORDING_EDITOR = "lanekeeper.recording";

/** What a click on the status bar runs. */
export const STATUS_MENU = "lanekeeper.statusMenu";
export const WALKTHROUGH = "lanekeeper.start";

/** Commands of test clusters. */
export const CLUSTER_COMMANDS = {
  start: "lanekeeper.cluster.start",
  scenario: "lanekeeper.cluster.scenario",
  dashboard: "lanekeeper.cluster.dashboard",
  stop: "lanekeeper.cluster.stop",
  delete: "lanekeeper.cluster.delete",
  pause: "lanekeeper.cluster.pause",
  step: "lanekeeper.cluster.step",
  speed: "lanekeeper.cluster.speed",
  runUntil: "lanekeeper.cluster.runUntil",
  fault: "lanekeeper.cluster.fault",
  clearFaults: "lanekeeper.cluster.clearFaults",
  attachAgent: "lanekeeper.cluster.attachAgent",
} as const;

export const VIEWS = {
  remediation: "lanekeeper.remediation",
  pools: "lanekeeper.pools",
  testClusters: "lanekeeper.testClusters",
  agentConfigs: "lanekeeper.agentConfigs",
} as const;
export const PANEL_TYPE = "lanekeeper.dashboard";

/** Context keys for `when` clauses. */
export const CONTEXTS = {
  isAttached: "lanekeeper.attached",
  hasCluster: "lanekeeper.hasCluster",
  isRecording: "lanekeeper.isRecording",
  lintState: "lanekeeper.lintState",
  hasSeeds: "lanekeeper.hasSeeds",
} as const;

export const COLOURS = {
  alive: "lanekeeper.alive",
  suspect: "lanekeeper.suspect",
  failed: "lanekeeper.failed",
  leaving: "lanekeeper.leaving",
  left: "lanekeeper.left",
  foreign: "lanekeeper.foreign",
  edge: "lanekeeper.edge",
  unknown: "lanekeeper.unknown",
} as const;

/** Setting keys below `lanekeeper.`, as `settings.ts` reads them. */
export const SETTINGS = {
  pools: "pools",
  observeInterval: "observe.interval",
  bindAddress: "observe.bindAddress",
  allowMember: "observe.allowMember",
  onStartup: "observe.onStartup",
  maxMembers: "observe.maxMembers",
  dashboardDensity: "dashboard.theme.density",
  dashboardUpdateRate: "dashboard.updateRate",
  dashboardDefaultPage: "dashboard.defaultPage",
  lintEnable: "lint.enable",
  lintRun: "lint.run",
  lintFiles: "lint.files",
  lintConfigFile: "lint.configFile",
  lintBaseline: "lint.baseline",
  lintLivePool: "lint.livePool",
  lintCodeLens: "lint.codeLens",
  lintHovers: "lint.hovers",
  statusBarShow: "statusBar.show",
  mixNotices: "notifications.mixing",
  trace: "trace",
  firewallDefaultDialect: "firewall.defaultDialect",
  firewallConfirmWithin: "firewall.confirmWithin",
  firewallIncludeServerRpc: "firewall.includeServerRpc",
  forceLeaveBatchSize: "forceLeave.batchSize",
  forceLeavePause: "forceLeave.pause",
  testClusterRange: "testCluster.addressRange",
  recordingDirectory: "recording.directory",
  recordingRedact: "recording.redactByDefault",
  recordingSize: "recording.maxSize",
  recordingTime: "recording.maxMinutes",
} as const;
