/**
 * The nine cuts that look right and do not hold, each by name, and what a verification tells of it. A ping is UDP and
 * needs both ways, so some of them can be neither shown nor excluded by asking members: those say who can tell.
 * Source: the measured runbook, section 8; scenarios P2, P3 and P4.
 */
import { lineText } from "../firewall/plainText.ts";
import type { FleetMember } from "../firewall/fleet.ts";
import type { PairResult } from "./isolation.ts";

export const BROKEN_CUTS = [
  "output",
  "statefulAccept",
  "forgottenMember",
  "udpOnly",
  "tcpOnly",
  "ipv4Only",
  "translated",
  "portsOnOneSide",
  "subnetOnOneSide",
] as const;
export type BrokenCutId = (typeof BROKEN_CUTS)[number];

export interface BrokenCut {
  readonly id: BrokenCutId;
  /** As in the runbook. */
  readonly name: string;
  /** `excluded` goes for the pairs that were asked; `unknown`: pings can't tell. */
  readonly standing: "shown" | "possible" | "excluded" | "unknown";
  /** Why, or who can tell; one sentence. */
  readonly why: string;
}

/** What the lists of all agents say once the longest suspicion is over; undefined: not read, or too early. */
export type ListsSay = "foreignFailed" | "foreignHeard" | undefined;

export const STILL_HEARD =
  "either UDP alone is cut, and the fallback over TCP keeps members alive, or sends are dropped on OUTPUT, where agents before memberlist 0.3.0 suspect nobody. Their logs say which: `Was able to connect to … but other probes failed`, or `operation not permitted`.";

const NAMES: Readonly<Record<BrokenCutId, string>> = {
  output: "drop on OUTPUT",
  statefulAccept: "drop behind a stateful accept",
  forgottenMember: "one member forgotten",
  udpOnly: "UDP only",
  tcpOnly: "TCP only",
  ipv4Only: "IPv4 rules on an IPv6 pool",
  translated: "sources translated by NAT",
  portsOnOneSide: "ports dropped on one side only",
  subnetOnOneSide: "whole subnet dropped on one side only",
};

const COUNTERS = "`sh rules.sh verify` on every host of both sides tells: its counters must not stay at 0.";
const ONE_SIDE =
  "A ping fails as soon as one side drops. `sh rules.sh verify` must pass on every host of both sides.";

/** All nine, in the order of the runbook. */
export function brokenCuts(results: readonly PairResult[], lists?: ListsSay): readonly BrokenCut[] {
  const told = results.filter(({ verdict }) => verdict.kind !== "unknown");
  const open = told.filter(({ verdict }) => verdict.kind === "open");
  const judge =
    told.length === 0
      ? (): Judgement => ["unknown", "Nothing was told."]
      : open.length === told.length
        ? judgeOpen(told)
        : open.length === 0
          ? judgeBlocked(results, lists)
          : judgeMixed(told, open);
  return BROKEN_CUTS.map((id) => {
    const [standing, why] = judge(id);
    return { id, name: NAMES[id], standing, why };
  });
}

type Judgement = readonly [BrokenCut["standing"], string];
type Judge = (id: BrokenCutId) => Judgement;

/** Every ping passes: UDP is cut nowhere. */
function judgeOpen(told: readonly PairResult[]): Judge {
  const hasV6 = told.some(isV6);
  return (id) => {
    switch (id) {
      case "tcpOnly":
        return ["possible", "Every ping passes, and pings are UDP: are the rules for TCP alone?"];
      case "statefulAccept":
        return [
          "possible",
          "Every ping passes: does a rule before ours accept established flows? Gossip keeps its UDP flows established for ever.",
        ];
      case "translated":
        return [
          "possible",
          `Every ping passes: do packets come from another address than the one advertised? ${COUNTERS}`,
        ];
      case "ipv4Only":
        return hasV6
          ? ["possible", "Every ping passes, and members advertise IPv6: are the rules for IPv4 alone?"]
          : ["excluded", "All addresses that were asked are IPv4."];
      case "forgottenMember":
        return ["excluded", "Everybody is reached, not one alone."];
      case "output":
      case "udpOnly":
      case "portsOnOneSide":
      case "subnetOnOneSide":
        return ["excluded", "Then no ping would pass."];
    }
  };
}

/** No ping passes: UDP is closed in one direction at least. */
function judgeBlocked(results: readonly PairResult[], lists: ListsSay): Judge {
  const blocked = results.filter(({ verdict }) => verdict.kind === "blocked");
  const helpers = new Set(blocked.map(({ round }) => round.helper.id));
  const targets = new Set(blocked.map(({ round }) => round.target.id));
  const isEverybodyAsked = results.every(({ round: { helper, target } }) =>
    [helper, target].every(({ id }) => helpers.has(id) && targets.has(id)),
  );
  return (id) => {
    switch (id) {
      case "udpOnly":
      case "output":
        if (lists === "foreignFailed") return ["excluded", "Every agent shows every foreign member failed."];
        return lists === "foreignHeard"
          ? ["possible", `No ping passes and members are still heard: ${STILL_HEARD}`]
          : [
              "unknown",
              id === "udpOnly"
                ? "Pings are UDP. It shows when foreign members stay alive; a connection over TCP must fail too."
                : "It shows when nobody becomes failed; logs then say `operation not permitted`.",
            ];
      case "tcpOnly":
      case "ipv4Only":
        return ["excluded", "No ping passes, and pings are UDP to the addresses that members advertise."];
      case "statefulAccept":
        return lists === "foreignFailed"
          ? ["excluded", "Every agent shows every foreign member failed."]
          : [
              "unknown",
              "No pair that was asked has a flow that still passes; it shows when foreign members stay alive.",
            ];
      case "forgottenMember":
        return isEverybodyAsked
          ? ["excluded", "Everybody who was asked is blocked as helper and as target."]
          : ["unknown", "Not everybody told something as helper and as target."];
      case "translated":
        return ["unknown", `Translated in one direction, a ping fails all the same. ${COUNTERS}`];
      case "portsOnOneSide":
      case "subnetOnOneSide":
        return ["unknown", ONE_SIDE];
    }
  };
}

/** Some pings pass. */
function judgeMixed(told: readonly PairResult[], open: readonly PairResult[]): Judge {
  const forgotten = forgottenMembers(told);
  const isByFamily = told.every((pair) => isV6(pair) === (pair.verdict.kind === "open"));
  const isExplained = forgotten.length > 0 || isByFamily;
  const shown = forgotten.length > 0 && isByFamily ? "possible" : "shown";
  const pairs = `${open.length} of ${told.length} pairs are open`;
  return (id) => {
    switch (id) {
      case "forgottenMember":
        return forgotten.length > 0
          ? [shown, `${named(forgotten)}: every pair with it is open, and others are blocked.`]
          : ["excluded", "No member is open in all of its pairs."];
      case "ipv4Only":
        return isByFamily
          ? [shown, "Exactly the pairs over IPv6 are open."]
          : ["excluded", "Open and blocked pairs do not differ by family of address."];
      case "statefulAccept":
        return isExplained
          ? ["unknown", "The pattern has another reason already."]
          : ["possible", `${pairs}, without a pattern: flows that existed may pass a rule before ours.`];
      case "translated":
        return isExplained
          ? ["unknown", "The pattern has another reason already."]
          : ["possible", `${pairs}, without a pattern: some may come from another address. ${COUNTERS}`];
      case "tcpOnly":
        return ["excluded", "Some pings fail, and pings are UDP."];
      case "output":
      case "udpOnly":
        return ["unknown", "Mend the open pairs first; it shows when members are still heard afterwards."];
      case "portsOnOneSide":
      case "subnetOnOneSide":
        return ["unknown", ONE_SIDE];
    }
  };
}

/** Members with whom each pair that told anything is open; two pairs at least, and nobody when all are. */
export function forgottenMembers(results: readonly PairResult[]): FleetMember[] {
  const told = results.filter(({ verdict }) => verdict.kind !== "unknown");
  const tally = new Map<number, { readonly member: FleetMember; pairs: number; open: number }>();
  for (const { round, verdict } of told)
    for (const member of [round.helper, round.target]) {
      const row = tally.get(member.id) ?? { member, pairs: 0, open: 0 };
      row.pairs += 1;
      row.open += verdict.kind === "open" ? 1 : 0;
      tally.set(member.id, row);
    }
  if (told.every(({ verdict }) => verdict.kind === "open")) return [];
  return [...tally.values()]
    .filter(({ pairs, open }) => pairs > 1 && open === pairs)
    .map(({ member }) => member);
}

function isV6({ round: { helper, target } }: PairResult): boolean {
  return helper.ip.includes(":") && target.ip.includes(":");
}

function named(members: readonly FleetMember[]): string {
  return members.map(({ name }) => lineText(name, 40)).join(", ");
}
