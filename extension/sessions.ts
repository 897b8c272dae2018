/** All pools of this window: one worker thread an attached pool, and the pools that are remembered. */
import * as vscode from "vscode";
import { visible, type PoolEvent, type PoolProblem, type PreflightReport } from "../engine/index.ts";
import type { Log } from "./log.ts";
import { attachRequest, seedText, type AttachSecrets, type KnownPool } from "./pool.ts";
import { PlannedJoin, type JoinAnswer } from "./plannedJoin.ts";
import { PoolSession, type SessionNews } from "./poolSession.ts";
import { PoolWorker } from "./poolWorker.ts";
import type { PoolSecrets } from "./secrets.ts";
import { readSettings } from "./settings.ts";
import { readTlsFiles } from "./tlsFiles.ts";

/** Workspace state entry with the remembered pools. */
const KNOWN_POOLS = "lanekeeper.knownPools";
const POOLS_REMEMBERED_MAX = 50;

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

  /** The window closes: what is detached now was attached until the end. */
  isClosing = false;

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

  /** Pools of the settings and remembered ones that are not attached now. */
  detachedPools(): readonly KnownPool[] {
    return this.knownPools().filter((pool) => !this.attached.has(pool.id));
  }

  /** Attached pools first. */
  allPools(): readonly KnownPool[] {
    return [...this.list().map(({ pool }) => pool), ...this.detachedPools()];
  }

  /** Written in `lanekeeper.pools`: changed there, not here. */
  isDeclared(id: string): boolean {
    return readSettings().declared.pools.some((pool) => pool.id === id);
  }

  get(id: string): PoolSession | undefined {
    return this.attached.get(id);
  }

  /** Asks the pool once, with the key that is stored for it; nothing is watched afterwards. */
  async preflight(pool: KnownPool, cancel: vscode.CancellationToken): Promise<PreflightAnswer> {
    requireNetwork();
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
    requireNetwork();
    const existing = this.attached.get(pool.id);
    if (existing !== undefined && !existing.hasEnded) return existing;
    const secrets = await this.secretsOf(pool);
    const session = new PoolSession(pool);
    session.onNews((news) => this.hear(session, news));
    session.onTrace = (line) => this.log.info(`${pool.name}: ${visible(line)}`);
    const worker = new PoolWorker(
      this.workerPath,
      (reply) => session.hear(reply),
      (reason) => session.ended(reason),
    );
    this.attached.set(pool.id, session);
    session.start(worker, { kind: "attach", request: attachRequest(pool, secrets, readSettings()) });
    if (!this.isDeclared(pool.id)) await this.remember(pool);
    this.log.info(`Attached to ${pool.name} through ${seedText(pool)} (${secretsText(secrets)})`);
    this.listEmitter.fire();
    return session;
  }

  /** Shows a pool that somebody else watches, such as a test cluster's; it is not remembered. */
  adopt(session: PoolSession): void {
    session.onNews((news) => this.hear(session, news));
    this.attached.set(session.pool.id, session);
    this.listEmitter.fire();
  }

  /** Looks as a guest and says what joining the pool under that name would mean; nothing is joined. */
  async planJoin(pool: KnownPool, name: string, cancel: vscode.CancellationToken): Promise<JoinAnswer> {
    requireNetwork();
    const request = attachRequest(pool, await this.secretsOf(pool), readSettings());
    return PlannedJoin.ask(this.workerPath, request, name, cancel);
  }

  /** The guest goes, the member comes. A pool is remembered as it was: nobody joins again by observing it. */
  async join(pool: KnownPool, planned: PlannedJoin): Promise<void> {
    await this.detach(pool.id);
    const session = new PoolSession(pool);
    session.onNews((news) => this.hear(session, news));
    this.attached.set(pool.id, session);
    planned.join(session);
    this.log.info(`Joining ${pool.name} as ${planned.plan.name} at ${planned.plan.address}`);
    this.listEmitter.fire();
  }

  async remember(pool: KnownPool): Promise<void> {
    const others = this.rememberedPools().filter((known) => known.id !== pool.id);
    await this.memento.update(KNOWN_POOLS, [pool, ...others].slice(0, POOLS_REMEMBERED_MAX));
    this.listEmitter.fire();
  }

  async forget(id: string): Promise<void> {
    await this.memento.update(
      KNOWN_POOLS,
      this.rememberedPools().filter((pool) => pool.id !== id),
    );
    this.listEmitter.fire();
  }

  /** Remembers what was changed; a guest begins anew with it, a member stays as it is until it detaches. */
  async update(pool: KnownPool): Promise<void> {
    await this.remember(pool);
    if (this.attached.get(pool.id)?.isMember !== false) return;
    await this.detach(pool.id);
    await this.attach(pool);
  }

  async detach(id: string): Promise<void> {
    const session = this.attached.get(id);
    if (session === undefined) return;
    await session.detach();
    this.attached.delete(id);
    this.listEmitter.fire();
    this.log.info(`Detached from ${session.pool.name}`);
  }

  /** All pools, when the window closes: members leave while there is time. */
  async detachAll(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.attached.keys()].map((id) => this.detach(id)));
  }

  dispose(): void {
    void this.detachAll();
    this.newsEmitter.dispose();
    this.listEmitter.dispose();
  }

  private hear(session: PoolSession, news: SessionNews): void {
    if (news.kind === "events" && session.isMember)
      for (const event of news.events) this.log.info(eventText(session.pool, event));
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
    const { pools } = readSettings().declared;
    const remembered = this.rememberedPools().filter(({ id }) => !pools.some((pool) => pool.id === id));
    return [...pools, ...remembered];
  }

  private rememberedPools(): readonly KnownPool[] {
    return this.memento.get<readonly KnownPool[]>(KNOWN_POOLS, []);
  }
}

/** What a member hears as it spreads: names are foreign, and shown as they can be. */
function eventText({ name }: KnownPool, { kind, member, by, incarnation, detail }: PoolEvent): string {
  const about = member === "" ? "" : ` ${visible(member)} ${incarnation}`;
  const whose = by === "" ? "" : ` by ${visible(by)}`;
  return `${name}: ${kind}${about}${whose}${detail === "" ? "" : ` (${visible(detail)})`}`;
}

/** Nothing is sent in Restricted Mode, whichever way the command came. */
function requireNetwork(): void {
  if (!vscode.workspace.isTrusted)
    throw new Error(vscode.l10n.t("Network access is off in Restricted Mode: trust this workspace first."));
}

/** How many secrets, never which. */
function secretsText({ keys, token }: AttachSecrets): string {
  return `${keys.length} keys, ${token === undefined ? "no token" : "a token"}`;
}
