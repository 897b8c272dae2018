/** VS Code's webview API, acquired once; and what the page keeps across reloads. */

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** Kept in the webview's state: where the reader was, never data of the pool. */
export interface PageState {
  readonly poolId?: string;
  readonly page?: string;
  readonly filter?: string;
  /** Id of the runbook that the Remediate page shows. */
  readonly runbook?: string;
  /** Pictures are shown as tables. */
  readonly isTable?: boolean;
}

const api = acquireVsCodeApi();

export function postMessage(message: unknown): void {
  api.postMessage(message);
}

export function readState(): PageState {
  const state = api.getState();
  return typeof state === "object" && state !== null ? state : {};
}

export function keepState(change: PageState): void {
  api.setState({ ...readState(), ...change });
}
