/**
 * The rule sets that were written here, as the *Remediation* view lists them. Whether somebody applied or removed one is
 * not known from here: a set is a draft, exported, or verified by asking members.
 */
import * as vscode from "vscode";
import type { Dialect, FleetMember, Policy, RoundResult, RuleFile } from "../../engine/index.ts";

const STATE_KEY = "lanekeeper.ruleSets";
const SETS_MAX = 30;
/** Larger ones are kept as long as the window is open, characters of JSON. */
const KEPT_MAX = 1_000_000;

export interface RuleSetRecord {
  /** Pool, policy and dialect: a newer one of the same replaces it. */
  readonly id: string;
  readonly poolId: string;
  readonly pool: string;
  readonly names: { readonly a: string; readonly b: string };
  readonly policyId: string;
  readonly revision: string;
  readonly dialect: string;
  /** It undoes itself unless it is confirmed. */
  readonly hasTimer: boolean;
  readonly statements: number;
  readonly members: { readonly a: readonly FleetMember[]; readonly b: readonly FleetMember[] };
  readonly files: readonly RuleFile[];
  /** Where it was saved; "" while it is a draft. */
  readonly folder: string;
  /** ms since 1970. */
  readonly writtenAtMs: number;
  readonly isolation?: SetIsolation;
}

export interface SetIsolation {
  readonly atMs: number;
  readonly blocked: number;
  readonly open: number;
  readonly pairs: number;
  /** Else a rollback timer may have run, and what was blocked proves nothing. */
  readonly isConfirmed: boolean;
}

export class RuleSets implements vscode.Disposable {
  private sets: readonly RuleSetRecord[];
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onChange = this.changes.event;

  constructor(private readonly memento: vscode.Memento) {
    this.sets = memento.get<readonly RuleSetRecord[]>(STATE_KEY, []);
  }

  /** Newest first. */
  list(): readonly RuleSetRecord[] {
    return this.sets;
  }

  get(id: string): RuleSetRecord | undefined {
    return this.sets.find((set) => set.id === id);
  }

  /** A set was written: as documents, or into a folder. */
  async note(
    poolId: string,
    policy: Policy,
    dialect: Dialect,
    files: readonly RuleFile[],
    folder = "",
  ): Promise<void> {
    const id = `${poolId}\n${policy.id}\n${dialect.id}`;
    const before = this.get(id);
    const isSame = before?.revision === policy.revision;
    const set: RuleSetRecord = {
      id,
      poolId,
      pool: policy.pool,
      names: { a: policy.a.name, b: policy.b.name },
      policyId: policy.id,
      revision: policy.revision,
      dialect: dialect.title,
      hasTimer: dialect.group === "Host" && policy.confirmWithinSeconds > 0,
      statements: policy.statements.length,
      members: { a: policy.a.members, b: policy.b.members },
      files,
      folder: folder === "" && isSame ? before.folder : folder,
      writtenAtMs: Date.now(),
      // Other rules were never verified.
      ...(isSame && before.isolation !== undefined ? { isolation: before.isolation } : {}),
    };
    await this.store([set, ...this.sets.filter((each) => each.id !== id)].slice(0, SETS_MAX));
  }

  async verified(id: string, results: readonly RoundResult[], isConfirmed: boolean): Promise<void> {
    const count = (kind: string): number => results.filter(({ verdict }) => verdict.kind === kind).length;
    const isolation: SetIsolation = {
      atMs: Date.now(),
      blocked: count("blocked"),
      open: count("open"),
      pairs: results.length,
      isConfirmed,
    };
    await this.store(this.sets.map((set) => (set.id === id ? { ...set, isolation } : set)));
  }

  async remove(id: string): Promise<void> {
    await this.store(this.sets.filter((set) => set.id !== id));
  }

  dispose(): void {
    this.changes.dispose();
  }

  private async store(sets: readonly RuleSetRecord[]): Promise<void> {
    this.sets = sets;
    this.changes.fire();
    await this.memento.update(
      STATE_KEY,
      sets.filter((set) => JSON.stringify(set).length <= KEPT_MAX),
    );
  }
}
