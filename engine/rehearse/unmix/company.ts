/** Who plays: of a large case a part, each with an address, and what had to be assumed for it. */
import { fail, ok, type Result } from "../../base/result.ts";
import type { Address } from "../../base/address.ts";
import { parseIp } from "../../base/address.ts";
import { namesText } from "../../firewall/refusal.ts";
import { unaddressable, type CaseMember, type RunbookCase } from "../../unmix/case.ts";
import type { WhatIf } from "./whatIf.ts";

export interface Company {
  /** With the members that play, in new ids. */
  readonly case: RunbookCase;
  readonly addresses: readonly Address[];
  /** Members that nobody starts: failed or gone when the case was opened. */
  readonly absent: readonly number[];
  readonly whatIf: WhatIf;
  readonly assumptions: readonly string[];
}

/** Members of a side that play; more of the same kind add nothing but time. */
const SIDE_MAX = 24;

/** The error says why this case can't be played. */
export function companyOf(whole: RunbookCase, whatIf: WhatIf): Result<Company, string> {
  const refusal = refusalOf(whole);
  if (refusal !== undefined) return fail(refusal);
  const named = new Set([
    ...whatIf.forgotten,
    ...whatIf.returners,
    ...whatIf.retryLoops.flatMap(({ from, to }) => [from, to]),
  ]);
  const chosen = whole.members.filter(
    (member) => isListed(member) && (isAmongFirst(member, whole.members) || named.has(member.id)),
  );
  const ids = new Map(chosen.map(({ id }, index) => [id, index]));
  const members = chosen.map((member, id) => ({ ...member, id }));
  const idOf = (id: number): number => ids.get(id) ?? -1;
  return ok({
    case: { ...whole, members },
    addresses: members.map(addressOf),
    absent: members.filter(({ state }) => state === "failed").map(({ id }) => id),
    whatIf: {
      ...whatIf,
      forgotten: whatIf.forgotten.map(idOf),
      returners: whatIf.returners.map(idOf),
      retryLoops: whatIf.retryLoops.map((loop) => ({ ...loop, from: idOf(loop.from), to: idOf(loop.to) })),
    },
    assumptions: assumptionsOf(whole, members, whatIf),
  });
}

function refusalOf(whole: RunbookCase): string | undefined {
  const { kind, poolKind } = whole;
  if (kind === "H")
    return "Kind H is not rehearsed: which end refuses the other depends on settings that no list shows. Rehearse the deployment of the corrected files instead (`lanekeeper rehearse`).";
  if (kind === "B")
    return "Kind B is not rehearsed: its only step that can go wrong is whether the bridge stays stopped.";
  if (poolKind === "memberlist")
    return "A pool of memberlist alone has no force-leave, and the runbook is Serf's: there is nothing to rehearse.";
  const twice = unaddressable(whole);
  const isTwice = twice.size > 0 && kind !== "M";
  return isTwice
    ? `A name stands for two members: ${namesText(whole.members.filter(({ id }) => twice.has(id)))}. Rename one of them first; no step can address it.`
    : undefined;
}

/** Who left or was forgotten is nobody's neighbour any more. */
function isListed({ state }: CaseMember): boolean {
  return state === "alive" || state === "suspect" || state === "leaving" || state === "failed";
}

/** Servers before clients, in the order of the list. */
function isAmongFirst(member: CaseMember, all: readonly CaseMember[]): boolean {
  const own = all.filter((other) => other.side === member.side && isListed(other));
  const ordered = [...own.filter(({ isServer }) => isServer), ...own.filter(({ isServer }) => !isServer)];
  return ordered.indexOf(member) < SIDE_MAX;
}

/** Addresses of the play come from the range for benchmarks. */
function addressOf({ ip, port, id }: CaseMember): Address {
  const known = parseIp(ip);
  return { ip: known.ok ? known.value : `198.19.${id >> 8}.${id & 0xff}`, port: port > 0 ? port : 7946 };
}

function assumptionsOf(whole: RunbookCase, members: readonly CaseMember[], whatIf: WhatIf): string[] {
  const left = whole.members.filter(isListed).length - members.length;
  const unplaced = members.filter(({ ip }) => ip === "");
  const absent = members.filter(({ state }) => state === "failed");
  const apart = members.filter(({ side }) => side === "apart");
  const isConsul = whole.poolKind === "consul";
  return [
    ...(left === 0
      ? []
      : [`${left} members are left out, as they are more of the same; servers play first.`]),
    ...(unplaced.length === 0
      ? []
      : [`No address is known of ${namesText(unplaced)}: the rules can't name them, and do not.`]),
    ...(absent.length === 0 ? [] : [`${namesText(absent)}: stopped, and stay so to the end.`]),
    ...(apart.length === 0 ? [] : [`${namesText(apart)}: on neither side, and run on.`]),
    ...(whatIf.retryLoops.length === 0
      ? ["No retry_join, start_join or script of either side names the other (step Freeze)."]
      : []),
    isConsul
      ? "Every agent keeps a Serf snapshot, as Consul's do, and its list has the defaults of Consul's profile."
      : "Every agent keeps a snapshot file and has Serf's default profile.",
    "Keys and merge guards hold nobody back: what mixed once may mix again.",
    "The network loses nothing and takes 0.2 to 2 ms; people act as soon as the runbook lets them.",
    ...(isConsul && whole.plane === "lan"
      ? [
          "Raft is played as who votes and who can lead, without its log; of kind R all servers of both sides vote.",
        ]
      : []),
  ];
}
