/** Asks the rounds of a verification one after the other; whoever calls it has the user's word for it. */
import type { MemberProbe, ProbeAnswer } from "../view/probe.ts";
import { judgeRound, probesOf, type IsolationPlan, type RoundResult } from "./isolation.ts";

export interface IsolationAsker {
  ask(probe: MemberProbe): Promise<ProbeAnswer>;
  isCancelled(): boolean;
  /** After each round. */
  told(done: number, result: RoundResult): void;
}

/** All results, or those so far when it was cancelled. */
export async function runIsolation({ rounds }: IsolationPlan, asker: IsolationAsker): Promise<RoundResult[]> {
  const results: RoundResult[] = [];
  for (const round of rounds) {
    const answers: ProbeAnswer[] = [];
    for (const probe of probesOf(round)) {
      if (asker.isCancelled()) return results;
      answers.push(await asker.ask(probe));
    }
    const result = { round, verdict: judgeRound(round, answers) };
    results.push(result);
    asker.told(results.length, result);
  }
  return results;
}
