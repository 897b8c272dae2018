/**
 * Judges the pool under observation whenever something that matters has changed: edges and findings into the ledger,
 * and one `mixFound` event for each mix.
 */
import { NO_EVIDENCE } from "../evidence/evidence.ts";
import { oneSided, ViewReader, type ViewRows } from "../evidence/fromView.ts";
import { isMix, type Finding } from "../lanes/finding.ts";
import { findMixesIn } from "../lanes/mix.ts";
import { poolsOf } from "../lanes/pools.ts";
import type { FindingRow, MemberId } from "../view/view.ts";
import { Claims } from "./claims.ts";
import { edgesOf } from "./edges.ts";
import type { Ledger } from "./ledger.ts";
import { Returns } from "./returns.ts";

/** Least time between two judgements of a pool of `count` members, ms: judging costs about a microsecond a member. */
function pauseMs(count: number): number {
  return Math.min(1_000, count / 10);
}

export class Mixes {
  readonly claims = new Claims();
  readonly returns = new Returns();
  private readonly reader = new ViewReader();
  private readonly announced = new Set<string>();
  private isStale = false;
  private judgedAtMs = -Infinity;
  private shown = "";

  constructor(private readonly ledger: Ledger) {}

  /** Somebody new, another address or other tags, gone or back. */
  touch(): void {
    this.isStale = true;
  }

  /** Judges if something changed, and not too often. */
  judge(nowMs: number): void {
    const { count } = this.ledger.table;
    if (!this.isStale || nowMs - this.judgedAtMs < pauseMs(count)) return;
    this.isStale = false;
    this.judgedAtMs = nowMs;
    const { rows } = this;
    const vantages = this.ledger.get("vantages");
    const isPartial = vantages.length > 0 && vantages.every(({ partial }) => partial !== undefined);
    const list = { ...this.reader.list(rows), isPartial };
    const evidence = {
      ...NO_EVIDENCE,
      lists: [list],
      raft: (this.ledger.get("raft") ?? []).map(({ vantage, peers }) => ({
        from: `Raft of ${vantage}`,
        peers,
      })),
      oneSided: oneSided(rows, vantages, this.reader),
      claims: this.claims.lasting(this.nameOf, this.addressOf),
      returns: this.returns.list(this.nameOf),
    };
    const pools = poolsOf(evidence, []);
    const [pool] = pools.pools;
    const findings = findMixesIn(pools).map((finding) => findingRow(finding, nowMs));
    this.show(findings, pool === undefined ? [] : edgesOf(pool));
    for (const finding of findings) this.announce(finding, nowMs);
  }

  private get rows(): ViewRows {
    const { count, columns, strings, tagSets } = this.ledger.table;
    return { info: this.ledger.get("info"), count, columns, strings: strings.strings, tagSets };
  }

  private readonly nameOf = (id: MemberId): string => this.ledger.table.name(id);

  private readonly addressOf = (id: MemberId): string => this.ledger.address(id);

  private show(findings: readonly FindingRow[], edges: ReturnType<typeof edgesOf>): void {
    const shown = JSON.stringify([findings, edges]);
    if (shown === this.shown || (this.shown === "" && findings.length + edges.length === 0)) return;
    this.shown = shown;
    this.ledger.set("findings", findings);
    this.ledger.set("edges", edges);
  }

  private announce({ id, kind, sentence, members }: FindingRow, nowMs: number): void {
    if (this.announced.has(id) || !isMix({ kind })) return;
    this.announced.add(id);
    const member = members[0] === undefined ? "" : this.nameOf(members[0]);
    this.ledger.note({ atMs: nowMs, kind: "mixFound", member, by: "", incarnation: 0, detail: sentence });
  }
}

function findingRow({ members, sinceMs, ...rest }: Finding, nowMs: number): FindingRow {
  const ids = members.flatMap(({ id }) => (id === undefined ? [] : [id]));
  return { ...rest, members: ids, sinceMs: sinceMs ?? nowMs };
}
