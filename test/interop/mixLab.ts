/** Pools of real agents that are mixed on purpose, watched as a guest, and their own words about it. */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { attachPool } from "../../engine/entry/attach.ts";
import type { PoolSource } from "../../engine/observer/source.ts";
import type { PoolEvent } from "../../engine/view/event.ts";
import {
  memberRow,
  type FindingRow,
  type Plane,
  type PoolKind,
  type PoolView,
} from "../../engine/view/view.ts";
import { eventually, type RunningAgent } from "../agents/agents.ts";

/** Everything that one test file started; `stop` ends it. */
export class Lab {
  readonly agents: RunningAgent[] = [];
  readonly watches: Watch[] = [];

  async agent<Agent extends RunningAgent>(starting: Promise<Agent>): Promise<Agent> {
    const agent = await starting;
    this.agents.push(agent);
    return agent;
  }

  async watch(ip: string, port: number, plane: Plane, options: WatchOptions = {}): Promise<Watch> {
    const watch = await Watch.attach(ip, port, plane, options);
    this.watches.push(watch);
    return watch;
  }

  /** The same pool by the HTTP API of one agent, Raft included. */
  async watchApi(ip: string, url: string): Promise<Watch> {
    const watch = await Watch.attach(ip, 8301, "lan", { kind: "consul", url });
    this.watches.push(watch);
    return watch;
  }

  async stop(): Promise<void> {
    await Promise.all(this.watches.map(({ pool }) => pool.detach()));
    await Promise.all(this.agents.map((agent) => agent.stop()));
  }
}

export interface WatchOptions {
  readonly kind?: PoolKind;
  readonly cidrs?: readonly string[];
  readonly key?: Uint8Array;
  readonly intervalMs?: number;
  /** Of Consul's HTTP API, to ask that instead of the gossip port. */
  readonly url?: string;
}

/** A watched pool with all that was told about it. */
export class Watch {
  readonly events: PoolEvent[] = [];

  private constructor(readonly pool: PoolSource) {
    pool.onChange(() => this.take());
  }

  static async attach(ip: string, port: number, plane: Plane, options: WatchOptions): Promise<Watch> {
    const attached = await attachPool({
      poolId: `${ip}:${port}`,
      poolName: `${plane} of ${ip}`,
      kind: options.kind ?? "serf",
      plane,
      environment: "development",
      seed: { host: ip, port },
      ...(options.url === undefined ? {} : { api: { kind: "consulHttp", url: options.url, tls: {} } }),
      label: "",
      keys: options.key === undefined ? [] : [options.key],
      confirmedCidrs: options.cidrs ?? [],
      updatesPerSecondMax: 10,
      intervalMs: options.intervalMs ?? 1_000,
    });
    if (!attached.ok) throw new Error(attached.error.message);
    return new Watch(attached.value);
  }

  get view(): PoolView {
    this.take();
    return this.pool.snapshot();
  }

  /** Waits for a finding of that kind. */
  async finding(kind: string, timeoutMs = 30_000): Promise<FindingRow> {
    return eventually(
      `a finding of kind ${kind}; there are ${JSON.stringify(this.view.findings)}`,
      () => Promise.resolve(this.view.findings.find((finding) => finding.kind === kind)),
      timeoutMs,
    );
  }

  /** Waits until the member is in the view. */
  async sees(name: string, timeoutMs = 30_000): Promise<void> {
    await eventually(`${name} to be seen`, () => Promise.resolve(this.names().includes(name)), timeoutMs);
  }

  /** How long the pool has been watched. */
  ageMs(): number {
    const { columns, count, atMs } = this.view;
    return atMs - Math.min(...Array.from({ length: count }, (_, id) => columns.firstSeenMs[id] ?? Infinity));
  }

  names(): string[] {
    const { view } = this;
    return Array.from({ length: view.count }, (_, id) => memberRow(view, id).name);
  }

  /** ms from the first sight of one of the finding's members to the event that tells of it, both by one clock. */
  delayMs({ members, sentence }: FindingRow): number {
    const { columns } = this.view;
    const seen = Math.min(...members.map((id) => columns.firstSeenMs[id] ?? Infinity));
    const told = this.events.find(({ kind, detail }) => kind === "mixFound" && detail === sentence);
    return (told?.atMs ?? Infinity) - seen;
  }

  private take(): void {
    this.pool.takeDelta();
    this.events.push(...this.pool.takeEvents());
  }
}

const OUTPUTS = "test/fixtures/outputs";

/** With RECORD=1, keeps what the agents say as a fixture; gives it back in any case. */
export async function outputsOf(
  name: string,
  asked: readonly (readonly [RunningAgent, ...string[]])[],
): Promise<string> {
  let text = "";
  for (const [agent, ...words] of asked) {
    const program = agent.port === 8301 ? "consul" : "serf";
    const output = await agent
      .command(...words)
      .catch((error: unknown) => (error as { stderr?: string }).stderr ?? "");
    text += `root@${agent.name}:~# ${program} ${words.join(" ")}\n${output}`;
  }
  record(`${name}.txt`, text);
  return text;
}

/** What an agent logged that concerns pools, without the chatter. */
export function logOf(name: string, agent: RunningAgent): string {
  const text = agent
    .log()
    .split("\n")
    .filter(
      (line) =>
        !/\[DEBUG\] (?:serf: message|http|agent\.http|agent\.ipc)|agent\.ipc:|Stream connection/.test(line),
    )
    .join("\n");
  record(`${name}.log`, text);
  return text;
}

function record(file: string, text: string): void {
  if (process.env["RECORD"] !== "1") return;
  mkdirSync(OUTPUTS, { recursive: true });
  writeFileSync(`${OUTPUTS}/${file}`, text);
}

/** Polls the agents' own lists. */
export async function lists(agent: RunningAgent, name: string, wan = false): Promise<void> {
  await eventually(`${agent.name} to list ${name}`, async () =>
    (await agent.members(wan)).some((member) => member.name === name && member.status === "alive"),
  );
}

/** Runs a command that may fail, as a join that is refused does, and gives its words. */
export async function tryCommand(agent: RunningAgent, ...words: string[]): Promise<string> {
  return agent.command(...words).catch((error: unknown) => {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`;
  });
}

/** Notes a measured time where a person may look for it. */
export function noteTime(what: string, ms: number): void {
  console.log(`${what}: ${Math.round(ms)} ms`);
  const file = process.env["LK_TIMES"];
  if (file !== undefined) appendFileSync(file, `${what}\t${Math.round(ms)}\n`);
}
