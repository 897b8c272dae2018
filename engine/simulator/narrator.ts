/** Tells what happens in a scenario's world, as far as `show` asks for it: the transcript, line by line. */
import type { Fate } from "./network.ts";
import { wordsOfPacket } from "./transcript.ts";

/** What the transcript says of a member. */
interface Teller {
  readonly name: string;
  readonly isRunning: boolean;
}

export class Narrator {
  private lines: string[] = [];
  private startedAt = 0;
  private names: () => readonly string[] = () => [];

  constructor(private shown: ReadonlySet<string>) {}

  /** From now on time is told from here, of the members that `names` gives. */
  begin(now: number, names: () => readonly string[]): void {
    this.startedAt = now;
    this.names = names;
  }

  show(words: readonly string[]): void {
    this.shown = new Set(words);
  }

  /** `show … n1` tells only what concerns n1. */
  shows(what: string, node: Teller): boolean {
    return this.shown.has(what) && this.concerns(node);
  }

  /** Probes that went well are told only where they were asked for. */
  get showsCalm(): boolean {
    return this.shown.has("calm");
  }

  say(line: string): void {
    this.lines.push(line);
  }

  sayOf(now: number, node: Teller, words: string): void {
    this.lines.push(`${this.at(now)}  ${node.name}  ${words}`);
  }

  packet(now: number, from: Teller, to: Teller | undefined, bytes: Uint8Array, fate: Fate): void {
    if (!this.shown.has("packets")) return;
    if (!this.concerns(from) && (to === undefined || !this.concerns(to))) return;
    const words = wordsOfPacket(bytes);
    const lost =
      to?.isRunning === false ? "  lost: nobody listens" : fate.kind === "lost" ? `  lost: ${fate.why}` : "";
    if (lost === "" && /^(ping|ack) \d+$/.test(words) && !this.showsCalm) return;
    this.lines.push(`${this.at(now)}  ${from.name} → ${to?.name ?? "?"}  ${words}${lost}`);
  }

  take(): string[] {
    return this.lines.splice(0);
  }

  at(instant: number): string {
    return ((instant - this.startedAt) / 1_000).toFixed(3);
  }

  private concerns({ name }: Teller): boolean {
    return this.shown.has(name) || !this.names().some((each) => this.shown.has(each));
  }
}
