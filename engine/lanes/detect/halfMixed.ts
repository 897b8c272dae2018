/** Kind H: one side lists the other, which does not list it. Only both ends together, or a log, can show it. */
import type { SeenMember } from "../../evidence/evidence.ts";
import type { LogFact } from "../../evidence/logFact.ts";
import { firstSeen, type Certainty, type Finding } from "../finding.ts";
import type { Pool, Pools } from "../pools.ts";
import { plainMembersOf } from "./plainMember.ts";
import { FIRST } from "../steps.ts";
import { counted, namesOf } from "../words.ts";

/** A member that is alive is known everywhere within a minute or so; who lacks it after this long refuses it, ms. */
const LAGGING_MS_MAX = { lan: 90_000, wan: 180_000 } as const;

/** A join that was tried and refused once is none; what is refused again and again goes on. */
const REFUSALS_MIN = 3;

export function* halfMixed(pools: Pools): Generator<Finding> {
  yield* asked(pools);
  yield* betweenLists(pools);
}

/** Members that were asked themselves: one finding of a pool, however many pairs show it. */
function* asked({ evidence, pools }: Pools): Generator<Finding> {
  const [pool] = pools;
  const lagging = LAGGING_MS_MAX[pool?.plane ?? "wan"];
  const pairs = evidence.oneSided.filter(({ forMs }) => forMs >= lagging);
  const [first] = pairs;
  if (pool === undefined || first === undefined) return;
  const unlisting = unique(pairs.map((pair) => pair.unlisting));
  const certainty = pairs.some(({ forMs }) => forMs >= 2 * lagging) ? "certain" : "likely";
  yield {
    ...half(certainty, namesOf(unique(pairs.map(({ lister }) => lister))), namesOf(unlisting), unlisting, [
      `${first.lister.name} lists ${first.unlisting.name} as alive`,
      `${first.unlisting.name}, asked itself, does not list ${first.lister.name}, which has been known for more than ${Math.floor(first.forMs / 60_000)} minutes`,
    ]),
    id: `mix/H/${pool.from}`,
  };
}

function unique(members: readonly SeenMember[]): SeenMember[] {
  return [...new Map(members.map((member) => [member.name, member])).values()];
}

function* betweenLists({ pools, evidence }: Pools): Generator<Finding> {
  for (const lister of pools) {
    for (const other of pools) {
      const sides = lister === other ? undefined : sidesOf(lister, other);
      if (sides === undefined) continue;
      const refusal = refusalOf(
        evidence.logs.flatMap(({ facts }) => facts),
        sides.unlisted,
      );
      const isTold = sides.unlisted.some(({ name }) => name === lister.teller);
      const isRefused = (refusal?.times ?? 0) >= REFUSALS_MIN && !lister.isLoose && !other.isLoose;
      const certainty: Certainty = isRefused
        ? "certain"
        : isTold || refusal !== undefined
          ? "likely"
          : "possible";
      yield half(certainty, namesOf(sides.unlisted), namesOf(sides.shared), sides.shared, [
        `${lister.from} names both ${namesOf(sides.unlisted)} and ${namesOf(sides.shared)}`,
        `${other.from} names ${counted(sides.shared.length, "member")} of them and none of ${namesOf(sides.unlisted)}`,
        ...(refusal === undefined ? [] : [`that side's log: ${refusal.text}, ${refusal.times} times`]),
      ]);
    }
  }
}

/** Who of `lister` is in both lists, and who is missing in `other`, which has nobody of its own besides. */
function sidesOf(
  lister: Pool,
  other: Pool,
): { readonly shared: SeenMember[]; readonly unlisted: SeenMember[] } | undefined {
  if (lister.plane !== other.plane || lister.isPartial || other.isPartial) return undefined;
  if (lister.product !== other.product || plainMembersOf(lister).length > 0) return undefined;
  const [inLister, inOther] = [keysOf(lister.present), keysOf(other.members)];
  const shared = lister.present.filter((member) => inOther.has(keyOf(member)));
  if (shared.length === 0 || shared.length === lister.present.length) return undefined;
  const unlisted = lister.present.filter((member) => !inOther.has(keyOf(member)));
  const isSubset = other.present.every((member) => inLister.has(keyOf(member)));
  return isSubset ? { shared, unlisted } : undefined;
}

function keyOf({ name, ip }: SeenMember): string {
  return `${name} ${ip}`;
}

/** Keys of lists that were compared before: each is compared with every other one. */
const keysMade = new WeakMap<readonly SeenMember[], ReadonlySet<string>>();

function keysOf(members: readonly SeenMember[]): ReadonlySet<string> {
  const known = keysMade.get(members) ?? new Set(members.map(keyOf));
  keysMade.set(members, known);
  return known;
}

/** How often, and in which line first, somebody refused one of these members. */
function refusalOf(
  facts: readonly LogFact[],
  members: readonly SeenMember[],
): { readonly text: string; readonly times: number } | undefined {
  const refused = facts.flatMap((fact) => {
    if (fact.kind !== "refusedHere") return [];
    const ip = fact.from.replace(/:\d+$/, "");
    const isOne = members.some(
      (member) => member.name === fact.member || (member.ip !== "" && member.ip === ip),
    );
    return isOne ? [`line ${fact.line}, ${fact.text}`] : [];
  });
  const [text] = refused;
  return text === undefined ? undefined : { text, times: refused.length };
}

function half(
  certainty: Certainty,
  listers: string,
  unlisting: string,
  members: readonly SeenMember[],
  evidence: readonly string[],
): Finding {
  return {
    id: `mix/H/${[listers, unlisting].sort().join("/")}`,
    kind: "H",
    certainty,
    sentence: `Half-mixed: the side of ${listers} lists ${unlisting}, which does not list it.`,
    evidence,
    toBeCertain:
      certainty === "certain"
        ? ""
        : "run `consul members` (or `serf members`) on both again after two minutes, and look for refusals in the log of the side that does not list the other",
    firstStep: FIRST.half,
    members,
    sinceMs: firstSeen(members),
  };
}
