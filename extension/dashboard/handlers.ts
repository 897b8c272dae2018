/** What the page may ask for, one function a request. The compiler refuses a missing one. */
import * as vscode from "vscode";
import type { AgentMetricsAnswer } from "../../engine/index.ts";
import type { Handlers, Page, SidesRequest } from "../../webview/protocol.ts";
import { COMMANDS, REMEDY_COMMANDS } from "../contributions.ts";
import type { Log } from "../log.ts";

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
}

export function dashboardHandlers(panel: PanelPort, log: Log): Handlers {
  const { poolId } = panel;
  return {
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
  };
}
