/** All pools of this window: one worker thread an attached pool, and the pools that are remembered. */
import * as vscode from "vscode";
import type { PoolProblem, PreflightReport } from "../engine/index.ts";
import type { Log } from "./log.ts";
import { attachRequest, seedText, type AttachSecrets, type KnownPool } from "./pool.ts";
import { PoolSession, type SessionNews } from "./poolSession.ts";
import { PoolWorker } from "./poolWorker.ts";
import type { PoolSecrets } from "./secrets.ts";
import { readSettings } from "./settings.ts";
import { readTlsFiles } from "./tlsFiles.ts";

/** Workspace state entry with the remembered pools. */
const KNOWN_POOLS = "lanekeeper.knownPools";

/** What a preflight brought: a report, or what stood in the way. */
export type PreflightAnswer =
  | { readonly ok: true; readonly report: PreflightReport }
  | { readonly ok: false; readonly problem: PoolProblem };

export interface SessionsNews {
  readonly session: PoolSession;
  readonly news: SessionNews;
}

export class Sessions implements vscode.Disposable {
  private readonly attached = new Map<string, PoolSession>();
  private readonly newsEmitter = new vscode.EventEmitter<SessionsNews>();
  private readonly listEmitter = new vscode.EventEmitter<void>();
  /** Anything that a session tells. */
  readonly onNews = this.newsEmitter.event;
  /** A pool was attached, detached or forgotten. */
  readonly onListChange = this.listEmitter.event;

  constructor(
    private readonly workerPath: string,
    private readonly memento: vscode.Memento,
    private readonly secrets: PoolSecrets,
    private readonly log: Log,
  ) {}

  /** Attached pools, oldest first. */
  list(): readonly PoolSession[] {
    return [...this.attached.values()];
  }

  /** Remembered pools that are not attached now. */
  detachedPools(): readonly KnownPool[] {
    return this.knownPools().filter((pool) => !this.attached.has(pool.id));
  }

  get(id: string): PoolSession | undefined {
    return this.attached.get(id);
  }

  /** Asks the pool once, with the key that is stored for it; nothing is watched afterwards. */
  async preflight(pool: KnownPool, cancel: vscode.CancellationToken): Promise<PreflightAnswer> {
    const request = attachRequest(pool, await this.secretsOf(pool), readSettings());
    return new Promise((resolve, reject) => {
      const worker: PoolWorker = new PoolWorker(
        this.workerPath,
        (reply) => {
          if (reply.kind === "preflight") resolve({ ok: true, report: reply.report });
          else if (reply.kind === "problem") resolve({ ok: false, problem: reply.problem });
          else return;
          void worker.end();
        },
        (reason) => reject(new Error(reason ?? "The check was cancelled.")),
      );
      cancel.onCancellationRequested(() => void worker.kill());
      worker.send({ kind: "preflight", request });
    });
  }

  /** Starts watching; an attached pool is left as it is. */
  async attach(pool: KnownPool): Promise<PoolSession> {
    const existing = this.attached.get(pool.id);
    if (existing !== undefined && !existing.hasEnded) return existing;
    const secrets = await this.secretsOf(pool);
    const session = new PoolSession(pool);
    session.onNews((news) => this.hear(session, news));
    const worker = new PoolWorker(
      this.workerPath,
      (reply) => session.hear(reply),
      (reason) => session.ended(reason),
    );
    this.attached.set(pool.id, session);
    session.start(worker, attachRequest(pool, secrets, readSettings()));
    await this.remember(pool);
    this.log.info(`Attached to ${pool.name} through ${seedText(pool)} (${secretsText(secrets)})`);
    this.listEmitter.fire();
    return session;
  }

  async detach(id: string): Promise<void> {
    const session = this.attached.get(id);
    if (session === undefined) return;
    await session.detach();
    this.attached.delete(id);
    this.listEmitter.fire();
    this.log.info(`Detached from ${session.pool.name}`);
  }

  dispose(): void {
    for (const session of this.attached.values()) void session.detach();
    this.newsEmitter.dispose();
    this.listEmitter.dispose();
  }

  private hear(session: PoolSession, news: SessionNews): void {
    if (news.kind === "problem") this.log.warn(`${session.pool.name}: ${news.problem.message}`);
    if (news.kind === "ended") {
      if (news.reason !== undefined) this.log.error(`${session.pool.name}: ${news.reason}`);
      // A session that broke stays in the list with its problem; one that was detached goes.
      else this.attached.delete(session.pool.id);
    }
    this.newsEmitter.fire({ session, news });
    if (news.kind === "ended") this.listEmitter.fire();
  }

  private async secretsOf(pool: KnownPool): Promise<AttachSecrets> {
    return {
      keys: await this.secrets.keys(pool.id),
      token: await this.secrets.token(pool.id),
      tls: await readTlsFiles(pool.api),
    };
  }

  private knownPools(): readonly KnownPool[] {
    return this.memento.get<readonly KnownPool[]>(KNOWN_POOLS, []);
  }

  private async remember(pool: KnownPool): Promise<void> {
    const others = this.knownPools().filter((known) => known.id !== pool.id);
    await this.memento.update(KNOWN_POOLS, [pool, ...others].slice(0, 50));
  }
}

/** How many secrets, never which. */
function secretsText({ keys, token }: AttachSecrets): string {
  return `${keys.length} keys, ${token === undefined ? "no token" : "a token"}`;
}
