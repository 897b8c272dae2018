/** What the dashboard's Remediate page shows of one pool, and what it may ask for. */
import { NO_REMEDIATION, type Remediation } from "../../engine/index.ts";
import { tools } from "../tools.ts";
import type { RunbookActions } from "./runbookActions.ts";
import { isCutStep, wordsThatCount } from "./words.ts";

export class Remediations {
  constructor(private readonly actions: RunbookActions) {}

  readonly onChange = (listener: () => void) => this.actions.runbooks.onChange(listener);

  async of(poolId: string): Promise<Remediation> {
    if (!this.actions.runbooks.list().some((runbook) => runbook.poolId === poolId)) return NO_REMEDIATION;
    const { runbookView } = await tools();
    const nowMs = Date.now();
    const runbooks = this.actions.runbooks.list().filter((runbook) => runbook.poolId === poolId);
    return {
      runbooks: runbooks.map((runbook) => {
        const { journal, seen, board, isAttached } = runbook;
        const words = wordsThatCount(journal, seen, nowMs);
        return runbookView({ ...runbook, words, canVerify: isAttached && isCutStep(board) }, nowMs);
      }),
    };
  }

  /** The page of one pool may act on that pool's runbooks only. */
  actionsOn(poolId: string, runbook: string): RunbookActions {
    if (this.actions.runbooks.get(runbook)?.poolId !== poolId)
      throw new Error("This runbook is not one of this pool.");
    return this.actions;
  }
}
