/**
 * The commands of scenarios:
 *
 *     nodes n1 n2 … [seed=7] [config=lan|wan|local] [option=number …]   a pool that has come together; time begins at 0
 *     show packets events quiet …        what the transcript tells from now on; `calm` adds probes that went well
 *     cut a b | cut a > b | heal         no packets nor streams between, or one way
 *     kill a | block a | unblock a | leave a | update a | join a
 *     hear a alive|suspect|dead b incarnation=2 [from=c] [port=7947] [meta=x] [versions=1,5,2,0,0,0]    by gossip
 *     merge a alive|suspect|dead|left b incarnation=2 [port=7947]                 by a push/pull
 *     refuse a b                         a's layer above lets b not in
 *     run 5s | run until="a sees b dead" [max=60s]
 *     look a                             a's table
 */
import { formatAddress } from "../base/address.ts";
import { assert } from "../base/assert.ts";
import { bytesFromText, EMPTY_BYTES } from "../base/bytes.ts";
import { lan, local, wan, type SwimConfig } from "../swim/config.ts";
import type { SwimEvent } from "../swim/events.ts";
import { encodeMessage, type EncodableMessage } from "../wire/messageCodec.ts";
import type { Versions } from "../wire/messages.ts";
import { encodePushPull, NODE_STATES } from "../wire/pushPull.ts";
import type { SwimWorldNode } from "./checkers/checker.ts";
import { Narrator } from "./narrator.ts";
import { PERFECT_LINK, type Link } from "./network.ts";
import { befalls, commandOf, cut, done, millis, type Words } from "./scenarioWords.ts";
import { SwimPool, type PoolMember } from "./swimPool.ts";
import { wordsOfEvent } from "./transcript.ts";

const PROFILES: Readonly<Record<string, (overrides: Partial<SwimConfig>) => SwimConfig>> = {
  lan,
  wan,
  local,
};
const SETTLE_MS = 8_000;
const RUN_MS_MAX = 600_000;
/** One way between two members. */
const LATENCY_MS = 1;

export class ScenarioRun {
  private pool: SwimPool | undefined = undefined;
  private readonly narrator = new Narrator(new Set(["events"]));
  /** `who whom`. */
  private readonly refused = new Set<string>();

  /** Does what a line says; the reason if it cannot be done. */
  obey(line: string): string | undefined {
    const { command, words } = commandOf(line);
    if (command === "nodes") return this.begin(words);
    if (command === "show") return done(this.narrator.show(words.plain));
    const { pool } = this;
    if (pool === undefined) return "a scenario begins with `nodes`";
    if (command === "heal") return done(pool.world.network.heal());
    if (command === "run") return this.run(pool, words);
    if (command === "join") return done(words.plain.map((name) => pool.add(name)));
    const [first = "", ...others] = words.plain;
    const member = pool.member(first);
    if (member === undefined) return `there is no ${first === "" ? "name" : first}`;
    if (command === "cut") return cut(pool.world.network, first, others);
    return befalls(command, member.node) ? undefined : this.act(command, pool, member, others, words);
  }

  takeTranscript(): string[] {
    return this.narrator.take();
  }

  private begin({ plain, options }: Words): string | undefined {
    const profile = PROFILES[options.get("config") ?? "lan"];
    if (profile === undefined) return "config is lan, wan or local";
    const overrides: Record<string, number> = { pushPullIntervalMs: 0 };
    for (const [key, value] of options)
      if (key !== "config" && key !== "seed") overrides[key] = Number(value);
    const link: Link = { ...PERFECT_LINK, latency: { kind: "constant", ms: LATENCY_MS } };
    const admits = (who: string, whom: string): string | undefined =>
      this.refused.has(`${who} ${whom}`) ? "the layer above refuses it" : undefined;
    const pool = new SwimPool(profile(overrides), Number(options.get("seed") ?? 1), link, admits);
    for (const name of plain) pool.add(name, 0);
    pool.run(SETTLE_MS);
    if (!pool.isComplete) return "these nodes did not come together; try another seed";
    this.pool = pool;
    this.narrator.begin(pool.world.now, () => pool.members.map(({ node: { name } }) => name));
    pool.world.watch({
      onEvent: (now, node, event) => this.tellEvent(now, node, event),
      onPacket: (now, from, to, bytes, fate) => this.narrator.packet(now, from, to, bytes, fate),
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
      case "leave":
        return done(node.command({ kind: "leave", timeoutMs: 5_000 }));
      case "update":
        return done(node.command({ kind: "updateNode", timeoutMs: 5_000 }));
      case "look":
        return done(this.look(member));
      case "hear":
        return hear(pool, node, others, words);
      case "merge":
        return merge(pool, node, others, words);
      case "refuse":
        return done(others.map((whom) => this.refused.add(`${node.name} ${whom}`)));
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
    this.narrator.say(`${node.name} sees: ${seen.join(", ")}`);
  }

  private tellEvent(now: number, node: SwimWorldNode, event: SwimEvent): void {
    if (!this.narrator.shows("events", node)) return;
    if (event.kind === "probeFinished" && event.outcome === "acked" && !this.narrator.showsCalm) return;
    const words = wordsOfEvent(event, (instant) => this.narrator.at(instant));
    if (words !== undefined) this.narrator.sayOf(now, node, words);
  }
}

function hear(
  pool: SwimPool,
  node: SwimWorldNode,
  [kind = "", about = ""]: readonly string[],
  { options }: Words,
): string | undefined {
  const incarnation = Number(options.get("incarnation") ?? 1);
  const from = options.get("from") ?? "";
  const sender = senderOf(pool, node, from);
  const { ip, port, meta, versions } = subjectOf(pool, about, options);
  const messages: Readonly<Record<string, EncodableMessage>> = {
    alive: { kind: "alive", node: about, incarnation, ip, port, meta, versions },
    suspect: { kind: "suspect", node: about, incarnation, from },
    dead: { kind: "dead", node: about, incarnation, from },
  };
  const message = messages[kind];
  if (message === undefined)
    return `hear alive, suspect or dead, not "${kind}" (${formatAddress(node.address)})`;
  node.receive({ kind: "datagram", from: sender.address, bytes: encodeMessage(message) });
  return undefined;
}

/** A stranger's push/pull arrives with one row about somebody. */
function merge(
  pool: SwimPool,
  node: SwimWorldNode,
  [word = "", about = ""]: readonly string[],
  { options }: Words,
): string | undefined {
  const state = NODE_STATES.find((each) => each === word);
  if (state === undefined) return `merge alive, suspect, dead or left, not "${word}"`;
  const incarnation = Number(options.get("incarnation") ?? 1);
  const row = { ...subjectOf(pool, about, options), name: about, incarnation, state };
  const stream = node.nextStreamId();
  const peer = senderOf(pool, node, "").address;
  const said = { kind: "pushPull", join: false, nodes: [row], userState: EMPTY_BYTES } as const;
  node.receive({ kind: "streamOpened", stream, peer, dialed: false });
  node.receive({ kind: "streamData", stream, bytes: encodePushPull(said) });
  return undefined;
}

function senderOf(pool: SwimPool, to: SwimWorldNode, name: string): SwimWorldNode {
  const sender = pool.member(name)?.node ?? pool.members.find((member) => member.node !== to)?.node;
  assert(sender !== undefined, "a pool has more than one member");
  return sender;
}

/** Who a message is about: a member as it is, or somebody unknown. */
function subjectOf(
  pool: SwimPool,
  about: string,
  options: Words["options"],
): { ip: string; port: number; meta: Uint8Array; versions: Versions } {
  const address = pool.member(about)?.node.address;
  const [a = 1, b = 5, c = 2, d = 0, e = 0, f = 0] = (options.get("versions") ?? "1,5,2")
    .split(",")
    .map(Number);
  return {
    ip: options.get("ip") ?? address?.ip ?? "10.9.9.9",
    port: Number(options.get("port") ?? address?.port ?? 7_946),
    meta: bytesFromText(options.get("meta") ?? ""),
    versions: [a, b, c, d, e, f],
  };
}
