/**
 * What a world's network does to a packet: how long it takes, whether it is lost, doubled, held back or cut off.
 * Links are classes between zones (datacenters, racks); cuts are between any members and one-way unless made both ways.
 */
import type { Random } from "../base/random.ts";

/** How long a packet is under way, in ms. */
export type Latency =
  | { readonly kind: "constant"; readonly ms: number }
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  /** The usual shape of real round trips: half below `medianMs`, with a long tail; sigma 0.1 to 0.5. */
  | { readonly kind: "lognormal"; readonly medianMs: number; readonly sigma: number };

export interface Link {
  readonly latency: Latency;
  /** Probabilities, 0 to 1. */
  readonly loss: number;
  readonly duplicate: number;
  /** Probability that a packet is held back by `reorderMs`, so that later ones overtake it. */
  readonly reorder: number;
  readonly reorderMs: number;
}

export const PERFECT_LINK: Link = {
  latency: { kind: "constant", ms: 0 },
  loss: 0,
  duplicate: 0,
  reorder: 0,
  reorderMs: 0,
};

/** An end of the network. */
export interface NetworkEnd {
  readonly name: string;
  readonly zone: string;
}

/** What became of a packet: when its copies arrive, or why none does. */
export type Fate =
  | { readonly kind: "arrives"; readonly afterMs: number; readonly copyAfterMs: number | undefined }
  | { readonly kind: "lost"; readonly why: "cut" | "loss" };

interface Cut {
  readonly from: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
}

/** What a fault does to packets on top of their link. */
export interface Disturbance {
  /** Probabilities, 0 to 1. */
  readonly loss?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly reorderMs?: number;
  /** Added to every packet, and up to so much more. */
  readonly delayMs?: number;
  readonly jitterMs?: number;
}

interface Disturbed extends Cut {
  readonly by: Disturbance;
}

/** A stream sends again what was lost: first after this long, then twice as long, and so on. */
const RETRANSMIT_MS = 200;
const RETRANSMITS_MAX = 8;
const AT_ONCE: Fate = { kind: "arrives", afterMs: 0, copyAfterMs: undefined };

export class Network {
  private readonly links = new Map<string, Link>();
  private readonly cuts = new Set<Cut>();
  private readonly disturbances = new Set<Disturbed>();

  constructor(
    private readonly random: Random,
    private readonly usual: Link = PERFECT_LINK,
  ) {}

  /** Sets the link between two zones, both ways. */
  connect(zone: string, other: string, link: Link): void {
    this.links.set(`${zone}\0${other}`, link);
    this.links.set(`${other}\0${zone}`, link);
  }

  /** Cuts the way from some to others (not back); returns what undoes it. */
  cut(from: Iterable<string>, to: Iterable<string>): () => void {
    const cut = { from: new Set(from), to: new Set(to) };
    this.cuts.add(cut);
    return () => this.cuts.delete(cut);
  }

  /** Disturbs the way from some to others (not back); returns what undoes it. */
  disturb(from: Iterable<string>, to: Iterable<string>, by: Disturbance): () => void {
    const disturbed = { from: new Set(from), to: new Set(to), by };
    this.disturbances.add(disturbed);
    return () => this.disturbances.delete(disturbed);
  }

  /** Nothing is cut or disturbed: only links matter. */
  get isUndisturbed(): boolean {
    return this.cuts.size === 0 && this.disturbances.size === 0;
  }

  /** Undoes all cuts. */
  heal(): void {
    this.cuts.clear();
  }

  isCut(from: NetworkEnd, to: NetworkEnd): boolean {
    for (const cut of this.cuts) if (cut.from.has(from.name) && cut.to.has(to.name)) return true;
    return false;
  }

  packet(from: NetworkEnd, to: NetworkEnd): Fate {
    if (this.cuts.size > 0 && this.isCut(from, to)) return { kind: "lost", why: "cut" };
    let fate = this.linkFate(from, to);
    if (this.disturbances.size === 0) return fate;
    for (const by of this.disturbing(from, to))
      if (fate.kind === "arrives") fate = this.disturbedFate(fate, by);
    return fate;
  }

  private linkFate(from: NetworkEnd, to: NetworkEnd): Fate {
    const link = this.linkOf(from, to);
    if (link === PERFECT_LINK) return AT_ONCE;
    if (link.loss > 0 && this.random.float() < link.loss) return { kind: "lost", why: "loss" };
    let afterMs = draw(link.latency, this.random);
    if (link.reorder > 0 && this.random.float() < link.reorder) afterMs += link.reorderMs;
    const isDoubled = link.duplicate > 0 && this.random.float() < link.duplicate;
    return { kind: "arrives", afterMs, copyAfterMs: isDoubled ? draw(link.latency, this.random) : undefined };
  }

  /** ms until an attempt to connect, counted from 0, that did not get through is made again; undefined: it is not. */
  readonly retryDialMs: (attempt: number) => number | undefined = () => undefined;

  /** A filter by ports: whether it lets what `from` writes into a stream pass; `isReply`: `to` has dialed it. */
  readonly admitsStream: (from: NetworkEnd, to: NetworkEnd, isReply: boolean) => boolean = () => true;

  /** ms until a piece of a stream is through, what was lost sent again; undefined if it never gets through. */
  streamDelayMs(from: NetworkEnd, to: NetworkEnd, isReply = false): number | undefined {
    if (!this.admitsStream(from, to, isReply)) return undefined;
    if (this.cuts.size > 0 && this.isCut(from, to)) return undefined;
    const link = this.linkOf(from, to);
    const disturbances = this.disturbances.size === 0 ? [] : this.disturbing(from, to);
    const loss = disturbances.reduce((kept, by) => 1 - (1 - kept) * (1 - (by.loss ?? 0)), link.loss);
    let waitedMs = 0;
    for (const by of disturbances) waitedMs += this.extraMs(by);
    for (let attempt = 0; attempt < RETRANSMITS_MAX; attempt += 1) {
      if (loss === 0 || this.random.float() >= loss) {
        return waitedMs + draw(link.latency, this.random);
      }
      waitedMs += RETRANSMIT_MS * 2 ** attempt;
    }
    return undefined;
  }

  private disturbing(from: NetworkEnd, to: NetworkEnd): Disturbance[] {
    return [...this.disturbances].flatMap((each) =>
      each.from.has(from.name) && each.to.has(to.name) ? [each.by] : [],
    );
  }

  private disturbedFate(fate: Extract<Fate, { kind: "arrives" }>, by: Disturbance): Fate {
    const { loss = 0, duplicate = 0, reorder = 0, reorderMs = 0 } = by;
    if (loss > 0 && this.random.float() < loss) return { kind: "lost", why: "loss" };
    let afterMs = fate.afterMs + this.extraMs(by);
    if (reorder > 0 && this.random.float() < reorder) afterMs += reorderMs;
    const isDoubled = duplicate > 0 && this.random.float() < duplicate;
    return { kind: "arrives", afterMs, copyAfterMs: isDoubled ? afterMs : fate.copyAfterMs };
  }

  private extraMs({ delayMs = 0, jitterMs = 0 }: Disturbance): number {
    return delayMs + (jitterMs > 0 ? jitterMs * this.random.float() : 0);
  }

  private linkOf(from: NetworkEnd, to: NetworkEnd): Link {
    if (this.links.size === 0) return this.usual;
    return this.links.get(`${from.zone}\0${to.zone}`) ?? this.usual;
  }
}

/** One latency of the distribution, in ms. */
function draw(latency: Latency, random: Random): number {
  switch (latency.kind) {
    case "constant":
      return latency.ms;
    case "uniform":
      return latency.minMs + random.float() * (latency.maxMs - latency.minMs);
    case "lognormal": {
      // Box and Muller; rounded, since the last digits belong to the JavaScript engine.
      const normal = Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
      return Math.round(latency.medianMs * Math.exp(latency.sigma * normal) * 1_000) / 1_000;
    }
  }
}
