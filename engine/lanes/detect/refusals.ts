/** Joins that were tried and refused: a note, so that nobody takes an attempt for a mix. */
import type { LogFact, Refusal } from "../../evidence/logFact.ts";
import type { Pools } from "../pools.ts";

export interface Note {
  readonly sentence: string;
  readonly evidence: readonly string[];
}

const WORDS: Readonly<Record<Refusal, string>> = {
  wrongDatacenter: "the datacenters differ",
  notServer: "a WAN pool takes servers only",
  conflictingId: "a node id would have been there twice",
  encryption: "the gossip keys differ, or one side has none",
  addressNotAllowed: "the address is outside of the allowed ranges",
  notWanMember: "a client cannot join a WAN pool",
  unreachable: "nobody answered there",
  other: "another reason",
};

/** One note for each reason, with its first line and how often it came. */
export function refusals({ evidence }: Pools): Note[] {
  const notes: Note[] = [];
  for (const { from, facts } of evidence.logs) {
    const byReason = new Map<Refusal, LogFact[]>();
    for (const fact of facts) {
      if (fact.kind !== "joinFailed" && fact.kind !== "refusedHere") continue;
      byReason.set(fact.refusal, [...(byReason.get(fact.refusal) ?? []), fact]);
    }
    for (const [reason, [first, ...more]] of byReason) {
      if (first === undefined || reason === "unreachable" || reason === "other") continue;
      notes.push({
        sentence: `Refused ${more.length === 0 ? "once" : `${more.length + 1} times`}: ${WORDS[reason]}. What is refused mixes nothing by itself.`,
        evidence: [
          `${from}, line ${first.line}: ${first.kind === "joinFailed" || first.kind === "refusedHere" ? first.text : ""}`,
        ],
      });
    }
  }
  return notes;
}
