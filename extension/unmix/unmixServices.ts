/** What keeps runbooks and rule sets, made before any surface that shows them. */
import type * as vscode from "vscode";
import type { Sessions } from "../sessions.ts";
import { Remediations } from "./remediations.ts";
import { RuleSets } from "./ruleSets.ts";
import { RunbookActions } from "./runbookActions.ts";
import { Runbooks } from "./runbooks.ts";

export interface UnmixServices {
  readonly actions: RunbookActions;
  readonly remediations: Remediations;
  readonly ruleSets: RuleSets;
  dispose(): void;
}

export function unmixServices(sessions: Sessions, memento: vscode.Memento): UnmixServices {
  const runbooks = new Runbooks(memento, sessions);
  const ruleSets = new RuleSets(memento);
  const actions = new RunbookActions(runbooks, sessions);
  const dispose = (): void => {
    runbooks.dispose();
    ruleSets.dispose();
  };
  return { actions, remediations: new Remediations(actions), ruleSets, dispose };
}
