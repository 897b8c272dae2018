/** Kind M, from lists: a server stands in one pool twice, as `node` and as `node.dc`. The reverse is the same accident. */
import { nodeOfWanName } from "../../consul/names.ts";
import type { SeenMember } from "../../evidence/evidence.ts";
import { firstSeen, type Certainty, type Finding } from "../finding.ts";
import { byDatacenter, isLanSelf, isWanSelf, ownDatacenter, type Pool, type Pools } from "../pools.ts";
import { FIRST, RUN } from "../steps.ts";
import { namedAll } from "../words.ts";

/** One server under both its names. */
interface Pair {
  readonly lan: SeenMember;
  readonly wan: SeenMember;
  readonly isSameId: boolean;
}

/** At most one finding for each datacenter of each list. */
export function* mingle({ pools }: Pools): Generator<Finding> {
  for (const pool of pools) {
    if (pool.product !== "consul") continue;
    const pairs = pairsOf(pool);
    const datacenters = new Set(pairs.map(({ wan }) => wan.agent.datacenter));
    for (const datacenter of datacenters) {
      yield pairFinding(
        pool,
        datacenter,
        pairs.filter(({ wan }) => wan.agent.datacenter === datacenter),
      );
    }
    yield* strayNames(pool, datacenters);
  }
}

/** Names `x` and `x.dc` on one address, two ports, and not two different machines by their ids. */
function pairsOf({ members }: Pool): Pair[] {
  const there = members.filter(
    ({ state, known, agent }) =>
      agent.role === "server" && state !== "left" && state !== "reaped" && known !== "nothing",
  );
  const byName = new Map(there.map((member) => [member.name, member]));
  return there.flatMap((wan): Pair[] => {
    const node = nodeOfWanName(wan.name, wan.agent.datacenter);
    const lan = node === undefined ? undefined : byName.get(node);
    if (lan === undefined) return [];
    const ids = [lan.agent.nodeId, wan.agent.nodeId];
    const isSameId = ids[0] !== "" && ids[0] === ids[1];
    const isOther = ids[0] !== "" && ids[1] !== "" && !isSameId;
    return lan.ip !== wan.ip || lan.port === wan.port || isOther ? [] : [{ lan, wan, isSameId }];
  });
}

function pairFinding(pool: Pool, datacenter: string, pairs: readonly Pair[]): Finding {
  const [first] = pairs;
  const isSame = !pool.isLoose && pairs.some(({ isSameId }) => isSameId);
  return mingleFinding(datacenter, isSame ? "certain" : "likely", {
    sentence: `Servers of ${datacenter} are in one pool twice, as ${first?.lan.name} and as ${first?.wan.name}: LAN and WAN are mingled.`,
    evidence: pairs
      .slice(0, 3)
      .map(
        ({ lan, wan, isSameId }) =>
          `${pool.from}: ${namedAll([lan, wan])}${isSameId ? `, both with node id ${lan.agent.nodeId}` : ""}`,
      ),
    members: pairs.map(({ wan }) => wan),
  });
}

/** WAN names in a LAN pool, or LAN names in a WAN pool, whose other half is not in the same list. */
function* strayNames(pool: Pool, told: ReadonlySet<string>): Generator<Finding> {
  const isStray = pool.plane === "wan" ? isLanSelf : isWanSelf;
  const strays = pool.present.filter(isStray);
  if (strays.length === 0) return;
  const own = ownDatacenter(pool, byDatacenter(pool.present.filter((member) => !isStray(member))));
  for (const [datacenter, members] of byDatacenter(strays)) {
    if (told.has(datacenter) || own === "") continue;
    if (pool.plane === "wan" && datacenter !== own) yield lanNamesInWan(pool, own, datacenter, members);
    else if (datacenter === own) yield strayFinding(pool, datacenter, members);
  }
}

function strayFinding(pool: Pool, datacenter: string, members: readonly SeenMember[]): Finding {
  const [found, place] = pool.plane === "wan" ? ["LAN names", "WAN"] : ["WAN names", "LAN"];
  return mingleFinding(datacenter, "likely", {
    sentence: `${found} of ${datacenter}'s servers are in its ${place} pool: LAN and WAN are mingled.`,
    evidence: [`${pool.from}: ${namedAll(members)}`],
    members,
  });
}

/** A `join -wan` that was aimed at the LAN port of another datacenter: this side lists it, that side refuses. */
function lanNamesInWan(pool: Pool, own: string, datacenter: string, members: readonly SeenMember[]): Finding {
  return {
    id: `mix/H/${[own, datacenter].sort().join("/")}`,
    kind: "H",
    certainty: "likely",
    sentence: `LAN names of ${datacenter} are in the WAN pool of ${own}: a WAN join was aimed at ${datacenter}'s LAN port.`,
    evidence: [`${pool.from}: ${namedAll(members)}, which are not called node.${datacenter}`],
    toBeCertain: `run \`consul members\` and \`consul members -wan\` on a server of ${datacenter}: kind H if it lists nobody of ${own} in its LAN pool`,
    firstStep: FIRST.half,
    members,
    sinceMs: firstSeen(members),
  };
}

/** The finding of kind M, whatever showed it. */
export function mingleFinding(
  datacenter: string,
  certainty: Certainty,
  { sentence, evidence, members }: Pick<Finding, "sentence" | "evidence" | "members">,
): Finding {
  return {
    id: `mix/M/${datacenter}`,
    kind: "M",
    certainty,
    sentence,
    evidence,
    toBeCertain: certainty === "certain" ? "" : RUN.membersDetailed,
    firstStep: FIRST.mingle,
    members,
    sinceMs: firstSeen(members),
  };
}
