/** What the evidence leaves open, each with the command that answers it. */
import type { Finding } from "./finding.ts";
import { byDatacenter, hasRaft, type Pools } from "./pools.ts";
import { RUN } from "./steps.ts";
import { listed } from "./words.ts";

export interface Unknown {
  /** One sentence: what is not known. */
  readonly what: string;
  /** What to run, "" when nothing can be run. */
  readonly run: string;
}

export function unknowns(pools: Pools, findings: readonly Finding[]): Unknown[] {
  const { evidence } = pools;
  const isEmpty = evidence.lists.length + evidence.raft.length + evidence.logs.length === 0;
  if (isEmpty) {
    return [
      {
        what: "Nothing in the text is a member list, a Raft configuration or an agent's log.",
        run: "run `consul members -detailed` (or `serf members`) on an agent of each side",
      },
    ];
  }
  return [...lists(pools), ...raft(pools), ...ends(pools, findings)];
}

function* lists({ pools, evidence }: Pools): Generator<Unknown> {
  if (pools.length === 0) {
    const isConsul = evidence.raft.length > 0 || evidence.logs.some(({ product }) => product === "consul");
    yield {
      what: "No member list was given: who is in the pool now is not known.",
      run: isConsul
        ? `${RUN.membersBothSides}, and \`consul members -wan -detailed\` on a server`
        : RUN.serfBothSides,
    };
  }
  const partial = pools.filter(({ isPartial }) => isPartial).map(({ from }) => from);
  if (partial.length > 0) {
    yield {
      what: `Filtered or incomplete: ${listed(partial)}. Who is missing there may exist.`,
      run: "run the command again without a filter",
    };
  }
  const isTyped = pools.some(({ present }) => present.some(({ known }) => known === "type"));
  const hasTags = pools.some(
    ({ present, product }) => product === "consul" && present.some(({ known }) => known === "tags"),
  );
  if (isTyped && !hasTags) {
    yield {
      what: "Node ids, and how many servers each waits for, were not given.",
      run: "add `-detailed` to `consul members`",
    };
  }
}

function* raft(pools: Pools): Generator<Unknown> {
  const hasServers = pools.pools.some(({ present }) =>
    present.some(({ agent }) => agent.product === "consul" && agent.role === "server"),
  );
  const hasConsulLog = pools.evidence.logs.some(({ product }) => product === "consul");
  if (hasRaft(pools) || !(hasServers || hasConsulLog)) return;
  yield { what: "Raft was not read: kind R is not excluded.", run: RUN.raftBothSides };
}

/** Each end decides a join for itself: one of them says half. */
function* ends({ pools, evidence }: Pools, findings: readonly Finding[]): Generator<Unknown> {
  const lan = pools.filter(({ plane }) => plane === "lan");
  if (lan.length === 1 && evidence.logs.length === 0) {
    const isConsul = lan[0]?.product === "consul";
    yield {
      what: "Only one end was seen; each end decides a join for itself.",
      run: isConsul ? RUN.membersBothSides : RUN.serfBothSides,
    };
  }
  const isPlain = pools.some(
    ({ product, present }) => product === "serf" && byDatacenter(present).size === 0,
  );
  if (isPlain && findings.length === 0) {
    yield {
      what: "Plain Serf members carry no datacenter: which of them belong together is not known.",
      run: RUN.lanes,
    };
  }
}
