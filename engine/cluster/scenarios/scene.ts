/** What a scenario works with: the cluster, what its members believe, and the transcript with its expectations. */
import { assert } from "../../base/assert.ts";
import type { Fault } from "../../view/cluster.ts";
import { faultText } from "../../view/faultText.ts";
import type { SerfStatus } from "../../serf/listedMember.ts";
import type { Agent } from "../agent.ts";
import type { Cluster } from "../cluster.ts";
import type { Play, Wait } from "./wait.ts";

export class Scene {
  readonly lines: string[] = [];
  step = 0;
  words = "";
  hasFailed = false;
  private readonly startedAt: number;

  constructor(readonly cluster: Cluster) {
    this.startedAt = cluster.stage.now;
  }

  /** The next step begins. */
  next(words: string): void {
    this.step += 1;
    this.words = words;
    this.tell(`step ${this.step}: ${words}`);
  }

  tell(words: string): void {
    const seconds = ((this.cluster.stage.now - this.startedAt) / 1_000).toFixed(3);
    this.lines.push(`${seconds.padStart(8)}  ${words}`);
  }

  agent(name: string): Agent {
    const found = this.cluster.agent(name);
    assert(found !== undefined, `the scenario's cluster has a ${name}`);
    return found;
  }

  /** Does it; the returned function undoes it. */
  inject(fault: Fault): () => void {
    const active = this.cluster.inject({ fault });
    assert(active.ok, `${faultText(fault)} can be done`);
    this.tell(`fault: ${active.value.text}`);
    return () => {
      this.cluster.faults.undo(active.value.id);
      this.tell(`undone: ${active.value.text}`);
    };
  }

  /** Waits until it is so; whether it came to be is an expectation. */
  *until(words: string, isSo: () => boolean, maxMs: number): Play {
    yield { isSo, maxMs };
    this.expect(words, isSo());
  }

  *wait(ms: number): Generator<Wait, void> {
    yield { isSo: () => false, maxMs: ms };
  }

  expect(words: string, isSo: boolean): void {
    if (!isSo) this.hasFailed = true;
    this.tell(`${isSo ? "✓" : "✗"} ${words}`);
  }

  /** What one agent believes of another in its LAN pool; undefined when it never heard of it. */
  sees(viewer: string, whom: string): SerfStatus | undefined {
    return this.agent(viewer).nodes.get("lan")?.node.members.find(whom)?.status;
  }

  /** Whether all of `viewers` but the dead list all of `whom` as one of these. */
  allSee(
    viewers: readonly string[],
    whom: readonly string[],
    ...statuses: (SerfStatus | undefined)[]
  ): boolean {
    return viewers.every(
      (viewer) =>
        !this.agent(viewer).isThere ||
        whom.every((name) => name === viewer || statuses.includes(this.sees(viewer, name))),
    );
  }

  /** Names of the agents of a datacenter. */
  namesOf(datacenter: string): string[] {
    return this.cluster.agents.filter(({ plan }) => plan.datacenter === datacenter).map(({ name }) => name);
  }

  /** Kinds of mix that Lanekeeper finds in a pool now. */
  findings(pool: string): string[] {
    const source = this.cluster.pools.get(pool);
    source?.read();
    return source?.snapshot().findings.map(({ kind, certainty }) => `${kind} ${certainty}`) ?? [];
  }

  sentences(pool: string): string[] {
    return (
      this.cluster.pools
        .get(pool)
        ?.snapshot()
        .findings.map(({ sentence }) => sentence) ?? []
    );
  }
}
