/**
 * A name that was gone and is brought back: one member that missed the leave hands it on with its next push/pull.
 * Source: hashicorp/consul issues 9962 and 21633.
 */
import type { Finding } from "../finding.ts";
import type { Pools } from "../pools.ts";
import { FIRST } from "../steps.ts";
import { listed } from "../words.ts";

/** A name that comes back once may be a machine that comes back. */
const TIMES_MIN = 2;

export function* deadNameReturns({ evidence, pools }: Pools): Generator<Finding> {
  for (const { name, id, atMs, by, keptBy, times } of evidence.returns) {
    if (times < TIMES_MIN) continue;
    yield {
      id: `returns/${name}`,
      kind: "deadNameReturns",
      certainty: "likely",
      sentence: `${name} was gone and came back ${times} times without being alive; ${by} re-added it last.`,
      evidence: [
        `told by ${by} after others had dropped the name`,
        ...(keptBy.length === 0 ? [] : [`never dropped by ${listed(keptBy)}`]),
      ],
      toBeCertain: `look for EventMember lines of ${name} in the log of ${by}, and ask it for its list`,
      firstStep: FIRST.returning,
      members: pools.flatMap(({ members }) => members.filter((member) => member.id === id)),
      sinceMs: atMs,
    };
  }
}
