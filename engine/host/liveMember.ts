/**
 * A member of a live Serf or Consul pool, for applications: the membership list as data, as events, and as an
 * iterator. `SerfNode` on sockets; whoever uses it needs no word of the protocol.
 */
import type { Address } from "../base/address.ts";
import type { Secret } from "../base/secret.ts";
import type { SerfCommand, SerfEvent, QueryParams } from "../serf/events.ts";
import type { KeyOperation, KeySummary } from "../serf/keyQueries.ts";
import { memberRecord } from "../serf/members.ts";
import type { MemberRecord } from "../serf/internalMessages.ts";
import { SerfNode, type SerfOptions } from "../serf/node.ts";
import { Driver, type Received, type Sent } from "./driver.ts";
import { systemRandom } from "./entropy.ts";
import { EventStream } from "./eventStream.ts";

export type JoinOutcome = Extract<SerfEvent, { kind: "joinFinished" }>;

/** All answers to a query, by who gave them. */
export interface QueryOutcome {
  readonly acks: readonly string[];
  readonly responses: ReadonlyMap<string, Uint8Array>;
}

export class LiveMember {
  readonly node: SerfNode;
  private readonly driver: Driver<SerfCommand, SerfEvent>;
  private readonly listeners = new Set<(event: SerfEvent) => void>();
  private joins = 0;

  constructor(options: Omit<SerfOptions, "random">) {
    this.node = new SerfNode({ ...options, random: systemRandom });
    this.driver = new Driver(this.node, (event) => {
      for (const listener of [...this.listeners]) listener(event);
    });
  }

  /** Listens at the member's address. Rejects with the system's error when that is not ours or in use. */
  async start(): Promise<void> {
    await this.driver.listen(this.node.options.address);
  }

  /** What came in and went out so far. */
  get traffic(): { readonly received: Readonly<Received>; readonly sent: Readonly<Sent> } {
    return this.driver;
  }

  /** Everybody that the pool remembers, ourselves included, by name. */
  members(): MemberRecord[] {
    return [...this.node.members.all()].map(memberRecord).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Hears all that happens from now on; the returned function ends that. */
  onEvent(listener: (event: SerfEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** All that happens from now on, as `for await`; leaving the loop ends it. A slow reader loses the oldest. */
  events(): EventStream<SerfEvent> {
    const stream: EventStream<SerfEvent> = new EventStream(() => stop());
    const stop = this.onEvent((event) => stream.push(event));
    return stream;
  }

  command(command: SerfCommand): void {
    this.driver.command(command);
  }

  /** Joins through every address. Resolves also when none could be reached: the outcome says why. */
  async join(addresses: readonly Address[], ignoreOld = false): Promise<JoinOutcome> {
    this.joins += 1;
    const join = this.joins;
    const finished = this.next(
      "join",
      (event): event is JoinOutcome => event.kind === "joinFinished" && event.join === join,
    );
    this.command({ kind: "join", join, addresses, ignoreOld });
    return finished;
  }

  /** Leaves the pool; resolves once it has been said and we have stayed long enough for it to get around. */
  async leave(): Promise<void> {
    const left = this.next(
      "leave",
      (event): event is Extract<SerfEvent, { kind: "left" }> => event.kind === "left",
    );
    this.command({ kind: "leave" });
    await left;
  }

  /** Asks the pool; resolves when the time for answers is over. */
  async query(name: string, payload: Uint8Array, params: QueryParams = {}): Promise<QueryOutcome> {
    const acks: string[] = [];
    const responses = new Map<string, Uint8Array>();
    let time: number | undefined;
    const finished = this.next("query", (event): event is Extract<SerfEvent, { kind: "queryFinished" }> => {
      if (event.kind === "queryStarted" && time === undefined && event.name === name) time = event.time;
      if (!("time" in event) || event.time !== time) return false;
      if (event.kind === "queryAck") acks.push(event.from);
      if (event.kind === "queryResponse") responses.set(event.from, event.payload);
      return event.kind === "queryFinished";
    });
    this.command({ kind: "query", name, payload, params });
    await finished;
    return { acks, responses };
  }

  /** Changes or lists the keys of the whole pool. Rejects when no query can be sent. */
  async keys(operation: KeyOperation, key?: Secret): Promise<KeySummary> {
    const finished = this.next(
      "keys",
      (event): event is Extract<SerfEvent, { kind: "keysFinished" }> =>
        event.kind === "keysFinished" && event.summary.operation === operation,
    );
    this.command({ kind: "keys", operation, ...(key === undefined ? {} : { key }) });
    return (await finished).summary;
  }

  /** Stops at once. Without `leave` before it, the pool takes us for failed. */
  end(): void {
    this.command({ kind: "shutdown" });
    this.driver.end();
    this.listeners.clear();
  }

  /** The next event that suits; rejects when a command of that kind is refused. */
  private next<E extends SerfEvent>(
    command: SerfCommand["kind"],
    suits: (event: SerfEvent) => event is E,
  ): Promise<E> {
    return new Promise((resolve, reject) => {
      const stop = this.onEvent((event) => {
        if (event.kind === "commandRefused" && event.command === command) {
          stop();
          reject(new Error(event.reason));
        } else if (suits(event)) {
          stop();
          resolve(event);
        }
      });
    });
  }
}
