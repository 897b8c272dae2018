/**
 * Whether a cut holds, from each member's own vantage point: a helper is asked to ping a member of the other side.
 * Every member is once a helper and once a target, not all pairs with all.
 *
 * An ack proves that both ways are open. A nack proves that one way is closed, but only if helper and target are
 * well themselves: so in the same round the helper must reach a target of its own side, and the foreign target
 * must be reached by a helper of its own. Three nacks and both acks are `blocked`; all else is `unknown`, with the
 * reason. Source: memberlist net.go, handleIndirectPing (UDP only: it never tries TCP).
 */
import { lineText } from "../firewall/plainText.ts";
import type { FleetMember } from "../firewall/fleet.ts";
import type { SideKey, Split } from "../firewall/sides.ts";
import type { MemberProbe, ProbeAnswer } from "../view/probe.ts";

/** Asked so often before silence of the target counts. */
const TRIES = 3;

/** One pair and what shows that both ends are well. */
export interface Round {
  readonly side: SideKey;
  readonly helper: FleetMember;
  readonly target: FleetMember;
  /** Another member of the helper's side; undefined when the helper is alone there. */
  readonly helperFriend: FleetMember | undefined;
  /** Another member of the target's side. */
  readonly targetFriend: FleetMember | undefined;
}

export interface IsolationPlan {
  readonly rounds: readonly Round[];
  /** Questions that it takes, for a person to agree to before. */
  readonly probeCount: number;
}

export type Verdict =
  | { readonly kind: "blocked" }
  /** Both ways are open. */
  | { readonly kind: "open" }
  | { readonly kind: "unknown"; readonly reason: string };

export interface RoundResult {
  readonly round: Round;
  readonly verdict: Verdict;
}

/** What is left of a result when it was kept: who was asked about whom, and what came of it. */
export interface PairResult {
  readonly round: Pick<Round, "helper" | "target">;
  readonly verdict: Verdict;
}

/** Only who has an address and is not long gone can help or be asked for. */
export function planIsolation(split: Split): IsolationPlan {
  const there = (key: SideKey): FleetMember[] =>
    split[key].filter(({ ip, state }) => ip !== "" && state !== "left");
  const [a, b] = [there("a"), there("b")];
  // The way back pairs everybody with somebody else: two pairs a member tell whose fault an open one is.
  const rounds = [...oneWay("a", a, b, 0), ...oneWay("b", b, a, 1)];
  return { rounds, probeCount: rounds.reduce((sum, round) => sum + probesOf(round).length, 0) };
}

/**
 * The questions of a round, in order; with a friend missing there are fewer and the verdict will be unknown. Both ends
 * have to show themselves well between the tries: on a busy machine three in a row failed where nothing was cut.
 */
export function probesOf({ helper, target, helperFriend, targetFriend }: Round): MemberProbe[] {
  if (helperFriend === undefined || targetFriend === undefined) return [];
  const crossing = pingFrom(helper, target);
  return [crossing, pingFrom(helper, helperFriend), crossing, pingFrom(targetFriend, target), crossing];
}

/** What the answers of a round, in the order of `probesOf`, say of its pair. */
export function judgeRound(round: Round, answers: readonly ProbeAnswer[]): Verdict {
  const { helper, target, helperFriend, targetFriend } = round;
  if (helperFriend === undefined)
    return unknown(`${named(helper)} is alone on its side: nothing shows that it can reach anybody`);
  if (targetFriend === undefined)
    return unknown(`${named(target)} is alone on its side: nobody shows that it is well`);
  const [first, own, second, back, third] = answers;
  const crossing = [first, second, third].filter((answer) => answer !== undefined);
  if (crossing.some((answer) => answer.kind === "reached")) return { kind: "open" };
  const obstacle =
    missing(own, `${named(helper)} did not show that it reaches ${named(helperFriend)} of its own side`) ??
    missing(back, `${named(targetFriend)} did not show that ${named(target)} is well`);
  if (obstacle !== undefined) return unknown(obstacle);
  const silent = crossing.find((answer) => answer.kind !== "notReached");
  if (crossing.length < TRIES || silent !== undefined) {
    return unknown(
      silent === undefined ? "it was not asked to the end" : `${named(helper)} ${silenceText(silent)}`,
    );
  }
  return { kind: "blocked" };
}

/** In a circle over both sides, as often as the larger one has members. */
function oneWay(
  side: SideKey,
  helpers: readonly FleetMember[],
  targets: readonly FleetMember[],
  shift: number,
): Round[] {
  const count = helpers.length === 0 || targets.length === 0 ? 0 : Math.max(helpers.length, targets.length);
  return Array.from({ length: count }, (_, index) => {
    const helper = helpers[index % helpers.length];
    const at = (index + shift) % targets.length;
    const target = targets[at];
    const friend = (all: readonly FleetMember[], of: number): FleetMember | undefined =>
      all.length < 2 ? undefined : all[(of + 1) % all.length];
    return helper === undefined || target === undefined
      ? []
      : [{ side, helper, target, helperFriend: friend(helpers, index), targetFriend: friend(targets, at) }];
  }).flat();
}

function pingFrom(helper: FleetMember, member: FleetMember): MemberProbe {
  return { kind: "pingFrom", helper: helper.name, member: member.name };
}

function missing(answer: ProbeAnswer | undefined, what: string): string | undefined {
  if (answer?.kind === "reached") return undefined;
  return answer === undefined ? what : `${what} (${silenceText(answer)})`;
}

function silenceText(answer: ProbeAnswer): string {
  switch (answer.kind) {
    case "reached":
      return "reached it";
    case "notReached":
      return "could not reach it";
    case "silent":
      return "gave no answer";
    case "notAsked":
      return `was not asked: ${answer.reason}`;
  }
}

function unknown(reason: string): Verdict {
  return { kind: "unknown", reason };
}

function named({ name }: FleetMember): string {
  return lineText(name, 40);
}
