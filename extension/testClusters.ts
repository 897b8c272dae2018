/** All test clusters of this window; stopped ones stay in the list until they are deleted. */
import * as vscode from "vscode";
import { CONTEXTS } from "./contributions.ts";
import type { PoolSession } from "./poolSession.ts";
import type { Sessions } from "./sessions.ts";
import { readSettings } from "./settings.ts";
import { TestCluster, type ClusterStart } from "./testCluster.ts";

export class TestClusters implements vscode.Disposable {
  private readonly clusters = new Map<string, TestCluster>();
  private readonly emitter = new vscode.EventEmitter<void>();
  readonly onChange = this.emitter.event;

  constructor(
    private readonly workerPath: string,
    private readonly sessions: Sessions,
  ) {}

  list(): readonly TestCluster[] {
    return [...this.clusters.values()];
  }

  get(name: string): TestCluster | undefined {
    return this.clusters.get(name);
  }

  /** Starts one; rejects with why it does not run. */
  async start(start: ClusterStart): Promise<TestCluster> {
    const running = this.clusters.get(start.spec.name);
    if (running?.isRunning === true)
      throw new Error(vscode.l10n.t("The test cluster {0} runs already.", start.spec.name));
    const cluster = new TestCluster(
      start,
      () => this.changed(),
      (session) => this.sessions.adopt(session),
    );
    this.clusters.set(cluster.name, cluster);
    this.changed();
    await cluster.run(this.workerPath, readSettings().updatesPerSecondMax);
    this.changed();
    if (cluster.failure !== undefined)
      throw new Error(vscode.l10n.t("The test cluster did not start: {0}.", cluster.failure));
    return cluster;
  }

  async delete(name: string): Promise<void> {
    await this.clusters.get(name)?.stop();
    this.clusters.delete(name);
    this.changed();
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.list().map((cluster) => cluster.stop()));
  }

  /** The session of the first pool, for a dashboard to open on. */
  firstSession(cluster: TestCluster): PoolSession | undefined {
    return [...cluster.sessions.values()][0];
  }

  dispose(): void {
    void this.stopAll();
    this.emitter.dispose();
  }

  private changed(): void {
    const isRunning = this.list().some((cluster) => cluster.isRunning);
    void vscode.commands.executeCommand("setContext", CONTEXTS.hasCluster, isRunning);
    this.emitter.fire();
  }
}
