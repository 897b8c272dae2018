/** Kind H, from one log: somebody who is refused here goes on gossiping with this agent, so over there it is a member. */
import type { AgentLog, LogFact } from "../../evidence/logFact.ts";
import type { Finding } from "../finding.ts";
import type { Pools } from "../pools.ts";
import { FIRST } from "../steps.ts";
import { listed } from "../words.ts";

/** Gossip comes again and again; a stray packet or a single try does not. */
const TIMES_MIN = 3;

export function* halfMixedInLogs({ evidence }: Pools): Generator<Finding> {
  for (const log of evidence.logs) yield* [...gossipOfRefused(log), ...foreignGossip(log)];
}

/** Gossip that cannot be read or may not come in, by the address it comes from. */
function* gossipOfRefused(log: AgentLog): Generator<Finding> {
  const heard = new Map<string, LogFact[]>();
  for (const fact of log.facts) {
    const isGossip =
      fact.kind === "strangerHeard" ||
      (fact.kind === "refusedHere" && fact.text.includes("is not allowed") && /:\d+$/.test(fact.from));
    if (!isGossip) continue;
    const ip = fact.from.replace(/:\d+$/, "");
    heard.set(ip, [...(heard.get(ip) ?? []), fact]);
  }
  for (const [ip, facts] of heard) {
    const [first] = facts;
    if (facts.length < TIMES_MIN || first === undefined) continue;
    const name = memberAt(log, ip);
    yield halfFinding(log, ip, first, {
      sentence: `Half-mixed: ${name} at ${ip} gossips with this agent as with a member, and is refused here.`,
      evidence: [
        `${log.from}, line ${first.line}: gossip from ${ip} refused, ${facts.length} times in all`,
        ...(first.kind === "refusedHere"
          ? [first.text]
          : ["it cannot be read: one side is encrypted, the other not, or the keys differ"]),
      ],
      toBeCertain: `run \`consul members\` (or \`serf members\`) on ${ip}: certain if it lists this agent`,
    });
  }
}

/** Members of another datacenter that are heard of again and again: somebody in this pool is in theirs too. */
function* foreignGossip(log: AgentLog): Generator<Finding> {
  const ignored = log.facts.filter(
    (fact): fact is Extract<LogFact, { readonly kind: "refusedHere" }> =>
      fact.kind === "refusedHere" && fact.refusal === "wrongDatacenter" && fact.from === "",
  );
  const [first] = ignored;
  if (first === undefined || ignored.length < TIMES_MIN) return;
  const names = [...new Set(ignored.map(({ member }) => member))];
  yield halfFinding(log, names.sort()[0] ?? "", first, {
    sentence: `${listed(names)} of another datacenter ${names.length === 1 ? "is" : "are"} gossiped into this pool and refused: half-mixed, or a bridge.`,
    evidence: [`${log.from}, line ${first.line}: ${first.text}, ${ignored.length} times in all`],
    toBeCertain:
      "run `consul members` here and look for Type unknown (kind B, a bridge); and `consul members -wan` in the other datacenter (kind H if it lists this one)",
  });
}

function halfFinding(
  log: AgentLog,
  whom: string,
  { atMs }: LogFact,
  rest: Pick<Finding, "sentence" | "evidence" | "toBeCertain">,
): Finding {
  return {
    id: `mix/H/${log.teller === "" ? log.from : log.teller}/${whom}`,
    kind: "H",
    certainty: rest.evidence.length > 1 ? "likely" : "possible",
    ...rest,
    firstStep: FIRST.half,
    members: [],
    sinceMs: atMs,
  };
}

function memberAt({ facts }: AgentLog, ip: string): string {
  for (const fact of facts) {
    if (fact.kind === "refusedHere" && fact.from === ip && fact.member !== "") return fact.member;
  }
  return "an agent";
}
