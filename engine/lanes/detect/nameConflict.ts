/** One name, two living addresses: two agents claim it, often one on each side of a mix. */
import type { LogFact } from "../../evidence/logFact.ts";
import type { Finding } from "../finding.ts";
import type { Pool, Pools } from "../pools.ts";
import { FIRST } from "../steps.ts";
import { listed } from "../words.ts";
import { formatAddress } from "../../base/address.ts";

/** A restarted agent is known under its new address after at most this long, ms. */
const LASTING_MS = 120_000;

export function* nameConflict(pools: Pools): Generator<Finding> {
  yield* inLogs(pools);
  yield* inClaims(pools);
  yield* betweenLists(pools);
}

/** A machine that came back with another address conflicts for seconds; two agents go on. */
function* inLogs({ evidence }: Pools): Generator<Finding> {
  for (const log of evidence.logs) {
    for (const [name, own] of conflictsByName(log.facts)) {
      const [first] = own;
      if (first === undefined) continue;
      const lastMs = own.at(-1)?.atMs ?? 0;
      const isLasting = first.atMs !== undefined && lastMs - first.atMs >= LASTING_MS;
      yield conflict(name, [first.mine, first.theirs], {
        certainty: isLasting ? "certain" : "likely",
        evidence: [`${log.from}, line ${first.line}: the agent itself reports the conflict`],
        sinceMs: first.atMs,
      });
    }
  }
}

type AddressConflict = LogFact & { readonly kind: "addressConflict" };

function conflictsByName(facts: readonly LogFact[]): ReadonlyMap<string, AddressConflict[]> {
  const byName = new Map<string, AddressConflict[]>();
  for (const fact of facts) {
    if (fact.kind !== "addressConflict") continue;
    const known = byName.get(fact.name);
    if (known === undefined) byName.set(fact.name, [fact]);
    else known.push(fact);
  }
  return byName;
}

function* inClaims({ evidence, pools }: Pools): Generator<Finding> {
  for (const claim of evidence.claims) {
    const members = pools.flatMap(({ members }) =>
      members.filter(({ id }) => id === claim.id && id !== undefined),
    );
    yield {
      ...conflict(claim.name, claim.addresses, {
        certainty: "likely",
        evidence: claim.evidence,
        sinceMs: claim.sinceMs,
      }),
      members,
    };
  }
}

/** Two lists that share members otherwise are of one pool; there a name has one address. */
function* betweenLists({ pools }: Pools): Generator<Finding> {
  for (const [index, one] of pools.slice(0, -1).entries()) {
    const addresses = new Map(one.present.map((member) => [member.name, member]));
    for (const other of pools.slice(index + 1)) {
      if (!sharesMember(one, other)) continue;
      for (const theirs of other.present) {
        const mine = addresses.get(theirs.name);
        if (mine === undefined || (mine.ip === theirs.ip && mine.port === theirs.port)) continue;
        yield {
          ...conflict(theirs.name, [formatAddress(mine), formatAddress(theirs)], {
            certainty: "likely",
            evidence: [`${one.from}: ${formatAddress(mine)}`, `${other.from}: ${formatAddress(theirs)}`],
            sinceMs: undefined,
          }),
          members: [mine, theirs],
        };
      }
    }
  }
}

function sharesMember(one: Pool, other: Pool): boolean {
  if (one.plane !== other.plane) return false;
  const names = new Map(one.present.map(({ name, ip }) => [name, ip]));
  return other.present.some(({ name, ip }) => ip !== "" && names.get(name) === ip);
}

function conflict(
  name: string,
  addresses: readonly string[],
  { certainty, evidence, sinceMs }: Pick<Finding, "certainty" | "evidence" | "sinceMs">,
): Finding {
  return {
    id: `name/${name}`,
    kind: "nameConflict",
    certainty,
    sentence: `The name ${name} is claimed by two agents, at ${listed(addresses)}.`,
    evidence,
    toBeCertain:
      certainty === "certain"
        ? ""
        : "look for `Conflicting address for` in the logs, or ask both addresses for their node name",
    firstStep: FIRST.nameConflict,
    members: [],
    sinceMs,
  };
}
