/** The runbooks of this pool, and which of them the page shows. */
import { NO_REMEDIATION, type Remediation, type RunbookView } from "../../engine/view/remediation.ts";
import { keepState, readState } from "../vscodeApi.ts";

export class RemedyState {
  current = $state.raw<Remediation>(NO_REMEDIATION);
  private chosenId = $state(readState().runbook ?? "");

  /** The chosen one, else the newest; undefined where there is none. */
  get runbook(): RunbookView | undefined {
    const { runbooks } = this.current;
    return runbooks.find(({ id }) => id === this.chosenId) ?? runbooks[0];
  }

  hear(remediation: Remediation): void {
    this.current = remediation;
  }

  choose(id: string): void {
    this.chosenId = id;
    keepState({ runbook: id });
  }
}
