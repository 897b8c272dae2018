/** What the page may ask for, one function a request. The compiler refuses a missing one. */
import * as vscode from "vscode";
import type { AgentMetricsAnswer, RecordingCommand } from "../../engine/index.ts";
import type { Handlers, Page, RequestName, SidesRequest } from "../../webview/protocol.ts";
import { COMMANDS, REMEDY_COMMANDS, UNMIX_COMMANDS } from "../contributions.ts";
import type { Log } from "../log.ts";
import type { Remediations } from "../unmix/remediations.ts";

/** What `firewall.generate` and `forceLeave.generate` get from the dashboard. */
export interface RemedyRequest {
  readonly poolId: string;
  readonly edge?: string;
  readonly sides?: SidesRequest;
  readonly members?: readonly number[];
}

/** The panel that the handlers answer for. */
export interface PanelPort {
  readonly poolId: string;
  sendFirstSnapshot(): boolean;
  showPage(page: Page): void;
  agentMetrics(): Promise<AgentMetricsAnswer>;
  /** Does nothing where no recording is shown. */
  tellRecording(command: RecordingCommand): void;
}

export function dashboardHandlers(panel: PanelPort, remediations: Remediations, log: Log): Handlers {
  const { poolId } = panel;
  return {
    ...runbookHandlers(poolId, remediations),
    snapshot: () => Promise.resolve({ sent: panel.sendFirstSnapshot() }),
    openFirewallRules: async ({ edge, sides }) => {
      const request: RemedyRequest = {
        poolId,
        ...(edge === undefined ? {} : { edge }),
        ...(sides === undefined ? {} : { sides }),
      };
      await vscode.commands.executeCommand(REMEDY_COMMANDS.generateFirewall, request);
      return { opened: true };
    },
    forceLeaveCommands: async ({ members }) => {
      const request: RemedyRequest = { poolId, members };
      await vscode.commands.executeCommand(REMEDY_COMMANDS.generateForceLeave, request);
      return { opened: true };
    },
    copy: async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return { copied: true };
    },
    showLog: () => {
      log.show();
      return Promise.resolve({ shown: true });
    },
    openCompatibility: async () => {
      await vscode.commands.executeCommand(COMMANDS.showCompatibility);
      return { opened: true };
    },
    agentMetrics: () => panel.agentMetrics(),
    openPage: ({ page }) => {
      panel.showPage(page);
      return Promise.resolve({ opened: true });
    },
    moveTo: ({ atMs }) => {
      panel.tellRecording({ kind: "moveTo", atMs });
      return Promise.resolve({ moved: true });
    },
    step: ({ by }) => {
      panel.tellRecording({ kind: "step", by });
      return Promise.resolve({ moved: true });
    },
    play: ({ speed }) => {
      panel.tellRecording({ kind: "play", speed });
      return Promise.resolve({ moved: true });
    },
  };
}

/** What can be asked of a recording: to be looked at. */
const LOOKING: ReadonlySet<string> = new Set<RequestName>([
  ...([
    "snapshot",
    "copy",
    "showLog",
    "openCompatibility",
    "openPage",
    "agentMetrics",
    "moveTo",
    "step",
    "play",
  ] as const),
]);

/** The same handlers, but those refuse that would act on a pool: what a recording shows is over, and may be redacted. */
export function onlyLooking(handlers: Handlers): Handlers {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new Error(
        vscode.l10n.t(
          "This is a recording: its moment is over, and its names and addresses may be pseudonyms. Observe the pool to do this.",
        ),
      ),
    );
  const entries = Object.entries(handlers).map(([name, handler]) => [
    name,
    LOOKING.has(name) ? handler : refuse,
  ]);
  return Object.fromEntries(entries) as Handlers;
}

type RunbookRequest =
  | "startRunbook"
  | "verifyIsolation"
  | "runbookCommands"
  | "openRunbookFile"
  | "sayOfStep"
  | "sayStopped"
  | "openRunbook";

/** What the Remediate page asks for; a page acts on runbooks of its own pool only. */
function runbookHandlers(poolId: string, remediations: Remediations): Pick<Handlers, RunbookRequest> {
  return {
    startRunbook: async () => {
      await vscode.commands.executeCommand(UNMIX_COMMANDS.start, { poolId });
      return { asked: true };
    },
    verifyIsolation: async ({ runbook }) => {
      if (runbook === undefined)
        await vscode.commands.executeCommand(REMEDY_COMMANDS.verifyIsolation, { poolId });
      else await remediations.actionsOn(poolId, runbook).verify(runbook);
      return { asked: true };
    },
    runbookCommands: async ({ runbook, action }) => {
      await remediations.actionsOn(poolId, runbook).showCommands(runbook, action);
      return { shown: true };
    },
    openRunbookFile: async ({ runbook, title, file }) => {
      await remediations.actionsOn(poolId, runbook).openFile(runbook, title, file);
      return { opened: true };
    },
    sayOfStep: async ({ runbook, step, what }) => {
      await remediations.actionsOn(poolId, runbook).say(runbook, step, what);
      return { said: true };
    },
    sayStopped: async ({ runbook }) => {
      await remediations.actionsOn(poolId, runbook).sayStopped(runbook);
      return { asked: true };
    },
    openRunbook: async ({ runbook }) => {
      remediations.actionsOn(poolId, runbook);
      await vscode.commands.executeCommand(UNMIX_COMMANDS.openRunbook, { runbookId: runbook });
      return { opened: true };
    },
  };
}
