/**
 * Whom to ask next: members in rotation, each seldom. Only endpoints that the door admitted are in here, so
 * that addresses outside the confirmed ranges are seen in the view but never asked.
 */
import type { Address } from "../base/address.ts";
import type { Random } from "../base/random.ts";
import type { Instant } from "../base/time.ts";
import type { PushPullColumns } from "../wire/pushPullColumns.ts";
import { Endpoint, type GuestDoor } from "./door.ts";

/** A member that may be pinged, by its exact name: a wrong one leaves a warning in its log. */
export interface Target {
  readonly name: string;
  readonly endpoint: Endpoint;
}

interface Asked {
  readonly endpoint: Endpoint;
  readAt: Instant;
  failures: number;
  isGivenUp: boolean;
}

const BACKOFF_MS_MAX = 60_000;

export class Rounds {
  private readonly asked = new Map<string, Asked>();
  private readonly seed: Endpoint | undefined;
  private targets: Target[] = [];
  private nextTarget = 0;
  /** Address of every member of the last answer, dead ones too. */
  private addresses: ReadonlyMap<string, Address> = new Map();

  constructor(
    private readonly door: GuestDoor,
    seed: Address,
    private readonly random: Random,
  ) {
    const admitted = door.admit(seed);
    this.seed = admitted instanceof Endpoint ? admitted : undefined;
    if (this.seed !== undefined) this.remember(this.seed);
  }

  /** Members of the pool as last read. */
  get size(): number {
    return this.addresses.size;
  }

  /** The endpoint that was read longest ago; the seed comes first, those that fail wait ever longer. */
  nextToRead(now: Instant, intervalMs: number): Endpoint | undefined {
    let best: Asked | undefined;
    for (const candidate of this.asked.values()) {
      const waitMs = Math.min(BACKOFF_MS_MAX, intervalMs * 2 ** Math.min(8, candidate.failures));
      if (candidate.isGivenUp || now < candidate.readAt + (candidate.failures > 0 ? waitMs : intervalMs))
        continue;
      if (best === undefined || candidate.readAt < best.readAt) best = candidate;
    }
    if (best === undefined) return undefined;
    best.readAt = now;
    return best.endpoint;
  }

  nextToPing(): Target | undefined {
    if (this.nextTarget >= this.targets.length) {
      this.nextTarget = 0;
      this.shuffle();
    }
    const target = this.targets[this.nextTarget];
    this.nextTarget += 1;
    return target;
  }

  /** The endpoint of a member of the last answer, or why nothing may be sent to it. */
  find(name: string): Endpoint | string {
    const address = this.addresses.get(name);
    return address === undefined ? `no member is called ${JSON.stringify(name)}` : this.door.admit(address);
  }

  /** Whether an answer can be of this pool: it shares a member with what was read before. */
  fits(rows: PushPullColumns): boolean {
    return this.addresses.size === 0 || rows.names.some((name) => this.addresses.has(name));
  }

  /** Takes the members of an answer; those alive may be pinged and read. */
  learn(rows: PushPullColumns): void {
    const targets: Target[] = [];
    const addresses = new Map<string, Address>();
    for (let row = 0; row < rows.count; row += 1) {
      const name = rows.names[row] ?? "";
      const address = { ip: rows.ip(row), port: rows.ports[row] ?? 0 };
      addresses.set(name, address);
      const state = rows.state(row);
      if (state === "dead" || state === "left") continue;
      const endpoint = this.door.admit(address);
      if (!(endpoint instanceof Endpoint)) continue;
      this.remember(endpoint);
      targets.push({ name, endpoint });
    }
    this.addresses = addresses;
    this.targets = targets;
    const listed = new Set(targets.map(({ endpoint }) => endpoint.text));
    for (const text of this.asked.keys()) {
      if (!listed.has(text) && text !== this.seed?.text) this.asked.delete(text);
    }
  }

  answered(endpoint: Endpoint): void {
    const asked = this.asked.get(endpoint.text);
    if (asked !== undefined) asked.failures = 0;
  }

  failed(endpoint: Endpoint, now: Instant, isGivenUp: boolean): void {
    const asked = this.asked.get(endpoint.text);
    if (asked === undefined) return;
    asked.failures += 1;
    asked.readAt = now;
    asked.isGivenUp = isGivenUp;
  }

  /** Gives everybody another chance. */
  forgive(): void {
    for (const asked of this.asked.values()) {
      asked.failures = 0;
      asked.isGivenUp = false;
    }
  }

  private remember(endpoint: Endpoint): void {
    if (this.asked.has(endpoint.text)) return;
    this.asked.set(endpoint.text, { endpoint, readAt: -Infinity, failures: 0, isGivenUp: false });
  }

  private shuffle(): void {
    for (let i = this.targets.length - 1; i > 0; i -= 1) {
      const j = this.random.below(i + 1);
      const [a, b] = [this.targets[i], this.targets[j]];
      if (a !== undefined && b !== undefined) [this.targets[i], this.targets[j]] = [b, a];
    }
  }
}
