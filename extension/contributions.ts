/** Every id that package.json and the code share, once. A test compares this page with the manifest. */

export const COMMANDS = {
  observePool: "lanekeeper.pool.observe",
  detachPool: "lanekeeper.pool.detach",
  setKey: "lanekeeper.pool.setKey",
  forgetSecrets: "lanekeeper.pool.forgetSecrets",
  openDashboard: "lanekeeper.dashboard.open",
  pingMember: "lanekeeper.member.ping",
  pingFrom: "lanekeeper.member.pingFrom",
  copyAddress: "lanekeeper.member.copyAddress",
  copyName: "lanekeeper.member.copyName",
  showLog: "lanekeeper.showLog",
} as const;

/** Commands that `remedies.ts` registers; the dashboard's handlers call them by id. */
export const REMEDY_COMMANDS = {
  generateFirewall: "lanekeeper.firewall.generate",
  generateForceLeave: "lanekeeper.forceLeave.generate",
} as const;

export const VIEWS = { pools: "lanekeeper.pools" } as const;
export const PANEL_TYPE = "lanekeeper.dashboard";

/** Context keys for `when` clauses. */
export const CONTEXTS = { isAttached: "lanekeeper.attached" } as const;

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
  observeInterval: "observe.interval",
  dashboardDensity: "dashboard.theme.density",
  dashboardUpdateRate: "dashboard.updateRate",
  dashboardDefaultPage: "dashboard.defaultPage",
  statusBarShow: "statusBar.show",
} as const;
