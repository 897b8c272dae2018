/** A short tape as an observer makes it: members come, one is suspected, refutes, fails; another joins late. */
import { Observer } from "../../../engine/observer/observer.ts";
import type { TapeEntry } from "../../../engine/recording/tape.ts";
import type { PoolInfo, Traffic } from "../../../engine/view/view.ts";

export const START_MS = 1_790_000_000_000;

export const INFO: PoolInfo = {
  id: "lan/consul-1.internal.example:8301",
  name: "payments LAN",
  kind: "consul",
  plane: "lan",
  attach: "api",
  environment: "production",
  encrypted: true,
};

const TRAFFIC: Traffic = {
  packetsOut: 1,
  bytesOut: 10,
  packetsIn: 1,
  bytesIn: 10,
  streamsOut: 1,
  packetsUnasked: 0,
  budgetPacketsPerSecond: 1,
  budgetBytesPerSecond: 100,
};

/** Every text of the sample that tells who runs it. */
export const SECRETS = [
  ...["payments", "consul-1.internal.example", "10.20.30.1", "10.20.30.2", "10.20.30.3", "10.9.9.9"],
  ...["ledger-db-1", "ledger-db-2", "ledger-web-7", "frankfurt", "intruder", "paris", "team-money"],
];

/** An observer that hears lists as an API tells them, and what is on tape. */
export class SampleTape {
  readonly observer = new Observer(INFO, TRAFFIC);
  readonly entries: TapeEntry[] = [];

  constructor() {
    this.list(0, { "ledger-db-1": "alive", "ledger-db-2": "alive", "ledger-web-7": "alive" });
    this.entries.push({ kind: "view", view: this.observer.ledger.snapshot(START_MS) });
    this.observer.ledger.takeEvents();
  }

  list(afterMs: number, statuses: Readonly<Record<string, "alive" | "failed" | "left">>): void {
    const members = Object.entries(statuses).map(([name, status], index) => ({
      name,
      ip: name === "intruder" ? "10.9.9.9" : `10.20.30.${index + 1}`,
      port: 8301,
      tags: [
        ["role", index === 0 ? "consul" : "node"],
        ["dc", name === "intruder" ? "paris" : "frankfurt"],
        ["build", "1.8.7:abcdef12"],
        ["owner", "team-money"],
      ] as const,
      versions: [1, 5, 2, 2, 5, 4],
      status,
    }));
    this.observer.heardReading(START_MS + afterMs, {
      vantage: "http://consul-1.internal.example:8500",
      self: "ledger-db-1",
      members,
      partial: undefined,
      isEncrypted: true,
      problems: [
        {
          kind: "partial",
          message: "10.20.30.1:8300 of payments did not answer.",
          advice: "Ask ledger-db-2 instead.",
        },
      ],
      raft: [{ id: "8f0c-uuid", node: "ledger-db-1", address: "10.20.30.1:8300", voter: true, leader: true }],
      coordinates: [["ledger-db-1", { vec: [0.1, 0.2], error: 1, adjustment: 0, height: 0.01 }]],
    });
  }

  /** Puts on tape what changed. */
  take(afterMs: number): void {
    const delta = this.observer.ledger.takeDelta(START_MS + afterMs);
    if (delta !== undefined) this.entries.push({ kind: "delta", delta });
    const events = this.observer.ledger.takeEvents();
    if (events.length > 0) this.entries.push({ kind: "events", events });
  }
}

export function sampleTape(): SampleTape {
  const tape = new SampleTape();
  tape.list(5_000, { "ledger-db-1": "alive", "ledger-db-2": "failed", "ledger-web-7": "alive" });
  tape.take(5_000);
  tape.list(9_000, {
    "ledger-db-1": "alive",
    "ledger-db-2": "alive",
    "ledger-web-7": "alive",
    intruder: "alive",
  });
  tape.take(9_100);
  tape.list(20_000, {
    "ledger-db-1": "alive",
    "ledger-db-2": "left",
    "ledger-web-7": "alive",
    intruder: "alive",
  });
  tape.take(20_000);
  return tape;
}
