/**
 * The commands of scenarios:
 *
 *     nodes n1 n2 … [seed=7] [config=lan|wan|local] [option=number …]   a pool that has come together; time begins at 0
 *     show packets events quiet …        what the transcript tells from now on; `calm` adds probes that went well
 *     cut a b | cut a > b | heal         no packets nor streams between, or one way
 *     kill a | block a | unblock a | leave a | update a | join a
 *     hear a alive|suspect|dead b incarnation=2 [from=c] [port=7947] [meta=x]    a packet of gossip arrives at a
 *     run 5s | run until="a sees b dead" [max=60s]
 *     look a                             a's table
 */
import { formatAddress } from "../base/address.ts";
import { assert } from "../base/assert.ts";
import { bytesFromText } from "../base/bytes.ts";
import { lan, local, wan, type SwimConfig } from "../swim/config.ts";
import type { SwimEvent } from "../swim/events.ts";
import { encodeMessage, type EncodableMessage } from "../wire/messageCodec.ts";
import type { SwimWorldNode } from "./checkers/checker.ts";
import type { Fate } from "./network.ts";
import { SwimPool, type PoolMember } from "./swimPool.ts";
import { wordsOfEvent, wordsOfPacket } from "./transcript.ts";

const PROFILES: Readonly<Record<string, (overrides: Partial<SwimConfig>) => SwimConfig>> = {
  lan,
  wan,
  local,
};
const SETTLE_MS = 8_000;
const RUN_MS_MAX = 600_000;
/** One way between two members. */
const LATENCY_MS = 1;

/** A command's words: plain ones in order, `key=value` apart. */
interface Words {
  readonly plain: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

export class ScenarioRun {
  private pool: SwimPool | undefined = undefined;
  private startedAt = 0;
  private lines: string[] = [];
  private shown = new Set(["events"]);

  /** Does what a line says; the reason if it cannot be done. */
  obey(line: string): string | undefined {
    const [command = "", ...rest] = wordsOf(line);
    const words = sorted(rest);
    if (command === "nodes") return this.begin(words);
    if (command === "show") return done((this.shown = new Set(words.plain)));
    const { pool } = this;
    if (pool === undefined) return "a scenario begins with `nodes`";
    if (command === "heal") return done(pool.world.network.heal());
    if (command === "run") return this.run(pool, words);
    if (command === "join") return done(words.plain.map((name) => pool.add(name)));
    const [first = "", ...others] = words.plain;
    const member = pool.member(first);
    if (member === undefined) return `there is no ${first === "" ? "name" : first}`;
    return this.act(command, pool, member, others, words);
  }

  takeTranscript(): string[] {
    return this.lines.splice(0);
  }

  private begin({ plain, options }: Words): string | undefined {
    const profile = PROFILES[options.get("config") ?? "lan"];
    if (profile === undefined) return "config is lan, wan or local";
    const overrides: Record<string, number> = { pushPullIntervalMs: 0 };
    for (const [key, value] of options)
      if (key !== "config" && key !== "seed") overrides[key] = Number(value);
    const latency = { kind: "constant", ms: LATENCY_MS } as const;
    const link = { latency, loss: 0, duplicate: 0, reorder: 0, reorderMs: 0 };
    const pool = new SwimPool(profile(overrides), Number(options.get("seed") ?? 1), link);
    for (const name of plain) pool.add(name, 0);
    pool.run(SETTLE_MS);
    if (!pool.isComplete) return "these nodes did not come together; try another seed";
    this.pool = pool;
    this.startedAt = pool.world.now;
    pool.world.watch({
      onEvent: (now, node, event) => this.tellEvent(now, node, event),
      onPacket: (now, from, to, bytes, fate) => this.tellPacket(now, from, to, bytes, fate),
    });
    return undefined;
  }

  private act(
    command: string,
    pool: SwimPool,
    member: PoolMember,
    others: readonly string[],
    words: Words,
  ): string | undefined {
    const { node } = member;
    switch (command) {
      case "kill":
        return done(node.kill());
      case "block":
        return done(node.block());
      case "unblock":
        return done(node.unblock());
      case "leave":
        return done(node.command({ kind: "leave", timeoutMs: 5_000 }));
      case "update":
        return done(node.command({ kind: "updateNode", timeoutMs: 5_000 }));
      case "look":
        return done(this.look(member));
      case "cut":
        return cut(pool, node.name, others);
      case "hear":
        return hear(pool, node, others, words);
      default:
        return "no such command";
    }
  }

  private run(pool: SwimPool, { plain, options }: Words): string | undefined {
    const until = options.get("until");
    if (until === undefined) return done(pool.run(millis(plain[0] ?? "")));
    const [who = "", , whom = "", state = ""] = until.split(" ");
    const machine = pool.member(who)?.machine;
    if (machine === undefined) return `there is no ${who}`;
    const isSo = (): boolean => (machine.member(whom)?.state ?? "unknown") === state;
    pool.run(millis(options.get("max") ?? `${RUN_MS_MAX}ms`), isSo);
    return isSo() ? undefined : `${who} never saw ${whom} ${state}`;
  }

  private look({ node, machine }: PoolMember): void {
    const rows = [...machine.members()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const seen = rows.map(({ name, state, incarnation }) => `${name} ${state} ${incarnation}`);
    this.lines.push(`${node.name} sees: ${seen.join(", ")}`);
  }

  private tellEvent(now: number, node: SwimWorldNode, event: SwimEvent): void {
    if (!this.shown.has("events") || !this.isShown(node)) return;
    if (event.kind === "probeFinished" && event.outcome === "acked" && !this.shown.has("calm")) return;
    const words = wordsOfEvent(event, (instant) => this.at(instant));
    if (words !== undefined) this.lines.push(`${this.at(now)}  ${node.name}  ${words}`);
  }

  private tellPacket(
    now: number,
    from: SwimWorldNode,
    to: SwimWorldNode | undefined,
    bytes: Uint8Array,
    fate: Fate,
  ): void {
    if (!this.shown.has("packets") || !(this.isShown(from) || (to !== undefined && this.isShown(to)))) return;
    const words = wordsOfPacket(bytes);
    const lost =
      to?.isRunning === false ? "  lost: nobody listens" : fate.kind === "lost" ? `  lost: ${fate.why}` : "";
    if (lost === "" && /^(ping|ack) \d+$/.test(words) && !this.shown.has("calm")) return;
    this.lines.push(`${this.at(now)}  ${from.name} → ${to?.name ?? "?"}  ${words}${lost}`);
  }

  /** `show … n1` tells only what concerns n1. */
  private isShown(node: SwimWorldNode): boolean {
    const names = this.pool?.members.filter((member) => this.shown.has(member.node.name)) ?? [];
    return names.length === 0 || names.some((member) => member.node === node);
  }

  private at(instant: number): string {
    return ((instant - this.startedAt) / 1_000).toFixed(3);
  }
}

/** What was done leaves nothing to say, whatever it gave. */
function done(...given: readonly unknown[]): string | undefined {
  return given.length > 0 ? undefined : "nothing was done";
}

function cut({ world }: SwimPool, from: string, others: readonly string[]): string | undefined {
  const isOneWay = others[0] === ">";
  const to = isOneWay ? others.slice(1) : others;
  world.network.cut([from], to);
  if (!isOneWay) world.network.cut(to, [from]);
  return to.length > 0 ? undefined : "cut whom from whom?";
}

function hear(
  pool: SwimPool,
  node: SwimWorldNode,
  [kind = "", about = ""]: readonly string[],
  { options }: Words,
): string | undefined {
  const subject = pool.member(about)?.node;
  const incarnation = Number(options.get("incarnation") ?? 1);
  const from = options.get("from") ?? "";
  const sender = pool.member(from)?.node ?? pool.members.find((member) => member.node !== node)?.node;
  assert(sender !== undefined, "a pool has more than one member");
  const ip = options.get("ip") ?? subject?.address.ip ?? "10.9.9.9";
  const port = Number(options.get("port") ?? subject?.address.port ?? 7_946);
  const meta = bytesFromText(options.get("meta") ?? "");
  const messages: Readonly<Record<string, EncodableMessage>> = {
    alive: { kind: "alive", node: about, incarnation, ip, port, meta, versions: [1, 5, 2, 0, 0, 0] },
    suspect: { kind: "suspect", node: about, incarnation, from },
    dead: { kind: "dead", node: about, incarnation, from },
  };
  const message = messages[kind];
  if (message === undefined)
    return `hear alive, suspect or dead, not "${kind}" (${formatAddress(node.address)})`;
  node.receive({ kind: "datagram", from: sender.address, bytes: encodeMessage(message) });
  return undefined;
}

/** `5s` or `200ms`. */
function millis(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text);
  return match === null ? 0 : Number(match[1]) * (match[2] === "s" ? 1_000 : 1);
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/[^\s"]+"[^"]*"|\S+/g)].map(([word]) => word.replaceAll('"', ""));
}

function sorted(words: readonly string[]): Words {
  const options = new Map<string, string>();
  const plain: string[] = [];
  for (const word of words) {
    const at = word.indexOf("=");
    if (at > 0) options.set(word.slice(0, at), word.slice(at + 1));
    else plain.push(word);
  }
  return { plain, options };
}
