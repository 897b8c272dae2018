/**
 * A thread that has looked at a pool as a guest and waits for the word to join it. Whoever does not give the word
 * drops it: nothing of ours was told to the pool then.
 */
import type { CancellationToken } from "vscode";
import type { AttachRequest, JoinPlan, PoolProblem, WorkerReply } from "../engine/index.ts";
import type { PoolSession } from "./poolSession.ts";
import { PoolWorker } from "./poolWorker.ts";

/** A leave is told twice and given time to spread: at most 20 s (`host/memberPool.ts`). */
const LEAVE_MS_MAX = 25_000;

/** What looking brought: a plan, or why nobody joins here. */
export type JoinAnswer =
  | { readonly ok: true; readonly planned: PlannedJoin }
  | { readonly ok: false; readonly problem: PoolProblem };

export class PlannedJoin {
  private session: PoolSession | undefined;

  private constructor(
    private readonly worker: PoolWorker,
    readonly plan: JoinPlan,
  ) {}

  /** Looks once. Rejects when `cancel` was asked for. */
  static ask(
    workerPath: string,
    request: AttachRequest,
    name: string,
    cancel: CancellationToken,
  ): Promise<JoinAnswer> {
    return new Promise((resolve, reject) => {
      let planned: PlannedJoin | undefined;
      const hear = (reply: WorkerReply): void => {
        if (planned !== undefined) return planned.session?.hear(reply);
        if (reply.kind === "joinPlan") {
          planned = new PlannedJoin(worker, reply.plan);
          resolve({ ok: true, planned });
        } else if (reply.kind === "problem") {
          resolve({ ok: false, problem: reply.problem });
          void worker.end();
        }
      };
      const end = (reason: string | undefined): void => {
        planned?.session?.ended(reason);
        reject(new Error(reason ?? "Looking at the pool was cancelled."));
      };
      const worker: PoolWorker = new PoolWorker(workerPath, hear, end, LEAVE_MS_MAX);
      cancel.onCancellationRequested(() => planned === undefined && void worker.kill());
      worker.send({ kind: "planJoin", request, name });
    });
  }

  /** The user's word: joins, and the session hears all that follows. */
  join(session: PoolSession): void {
    this.session = session;
    session.start(this.worker, { kind: "join" });
  }

  drop(): Promise<void> {
    return this.worker.end();
  }
}
