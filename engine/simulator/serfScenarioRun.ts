/**
 * The commands of scenarios about Serf:
 *
 *     serf n1 n2 … [seed=7] [option=number …] [swim.option=number …]    a pool that has come together; time begins at 0
 *     show members events packets swim …        what the transcript tells from now on, perhaps of some members only
 *     cut a b | cut a > b | heal
 *     kill a | block a | unblock a | join a     `join` adds a new member
 *     restart a [rejoin]                        a new process under the same name, address and snapshot
 *     leave a | forceLeave a b [prune] | tags a key=value … | event a name [payload] | query a name
 *     hear a join|leave b time=9 [prune]        an intent arrives at a
 *     run 5s | run until="a sees b failed" [max=60s]
 *     look a [b …]                              a's table, and what it has heard of those who are not in it
 */
import { bytesFromText } from "../base/bytes.ts";
import { serfAgent } from "../serf/config.ts";
import type { SerfEvent } from "../serf/events.ts";
import { encodeSerfMessage } from "../serf/messages.ts";
import { lan } from "../swim/config.ts";
import { encodeMessage } from "../wire/messageCodec.ts";
import { Narrator } from "./narrator.ts";
import { PERFECT_LINK, type Link } from "./network.ts";
import { befalls, commandOf, cut, done, millis, type Words } from "./scenarioWords.ts";
import { SerfPool, type SerfPoolMember, type SerfWorldNode } from "./serfPool.ts";
import { wordsOfSerfEvent } from "./serfTranscript.ts";

const SETTLE_MS = 12_000;
const RUN_MS_MAX = 200_000_000;
/** One way between two members. */
const LATENCY_MS = 1;

export class SerfScenarioRun {
  private pool: SerfPool | undefined = undefined;
  private readonly narrator = new Narrator(new Set(["members", "events"]));

  /** Does what a line says; the reason if it cannot be done. */
  obey(line: string): string | undefined {
    const { command, words } = commandOf(line);
    if (command === "serf") return this.begin(words);
    if (command === "show") return done(this.narrator.show(words.plain));
    const { pool } = this;
    if (pool === undefined) return "a scenario about Serf begins with `serf`";
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
    const own: Record<string, number> = {};
    const below: Record<string, number> = { pushPullIntervalMs: 0 };
    for (const [key, value] of options) {
      if (key.startsWith("swim.")) below[key.slice(5)] = Number(value);
      else if (key !== "seed") own[key] = Number(value);
    }
    const link: Link = { ...PERFECT_LINK, latency: { kind: "constant", ms: LATENCY_MS } };
    const config = serfAgent({ ...own, swim: lan(below) });
    const pool = new SerfPool(config, Number(options.get("seed") ?? 1), link);
    for (const name of plain) pool.add(name);
    pool.run(SETTLE_MS);
    if (!pool.isComplete) return "these members did not come together; try another seed";
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
    pool: SerfPool,
    member: SerfPoolMember,
    others: readonly string[],
    words: Words,
  ): string | undefined {
    const { node } = member;
    const [first = "", second = ""] = others;
    switch (command) {
      case "restart":
        return done(pool.restart(member, others.includes("rejoin")));
      case "leave":
        return done(node.command({ kind: "leave" }));
      case "forceLeave":
        return done(node.command({ kind: "forceLeave", node: first, prune: second === "prune" }));
      case "tags":
        return done(node.command({ kind: "setTags", tags: [...words.options] }));
      case "event":
        return done(
          node.command({ kind: "userEvent", name: first, payload: bytesFromText(second), coalesce: false }),
        );
      case "query":
        return done(
          node.command({
            kind: "query",
            name: first,
            payload: new Uint8Array(0),
            params: { requestAck: true },
          }),
        );
      case "look":
        return done(this.look(member, others));
      case "hear":
        return hear(pool, node, others, words);
      default:
        return "no such command";
    }
  }

  private run(pool: SerfPool, { plain, options }: Words): string | undefined {
    const until = options.get("until");
    if (until === undefined) return done(pool.run(millis(plain[0] ?? "")));
    const [who = "", , whom = "", status = ""] = until.split(" ");
    const machine = pool.member(who)?.machine;
    if (machine === undefined) return `there is no ${who}`;
    const isSo = (): boolean => (machine.members.find(whom)?.status ?? "unknown") === status;
    pool.run(millis(options.get("max") ?? `${RUN_MS_MAX}ms`), isSo);
    return isSo() ? undefined : `${who} never saw ${whom} ${status}`;
  }

  private look({ node, machine }: SerfPoolMember, others: readonly string[]): void {
    const rows = [...machine.members.all()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const seen = rows.map(({ name, status, statusTime }) => `${name} ${status} @${statusTime}`);
    this.narrator.say(`${node.name} sees: ${seen.join(", ")}`);
    for (const name of others) {
      const intent = machine.members.intents.find(name);
      const words = intent === undefined ? "nothing" : `${intent.kind} @${intent.time}`;
      this.narrator.say(`${node.name} has heard of ${name}: ${words}`);
    }
  }

  private tellEvent(now: number, node: SerfWorldNode, event: SerfEvent): void {
    const told = wordsOfSerfEvent(event, (instant) => this.narrator.at(instant));
    if (told === undefined || !this.narrator.shows(told.news, node)) return;
    if (told.words.endsWith(": acked") && !this.narrator.showsCalm) return;
    this.narrator.sayOf(now, node, told.words);
  }
}

function hear(
  pool: SerfPool,
  node: SerfWorldNode,
  [kind, about = ""]: readonly string[],
  { plain, options }: Words,
): string | undefined {
  const time = Number(options.get("time") ?? 1);
  const prune = plain.includes("prune");
  const sender = pool.members.find((member) => member.node !== node)?.node;
  if ((kind !== "join" && kind !== "leave") || sender === undefined) return "hear join or leave of somebody";
  const intent = { time, node: about };
  const payload = encodeSerfMessage(kind === "join" ? { kind, ...intent } : { kind, ...intent, prune });
  node.receive({ kind: "datagram", from: sender.address, bytes: encodeMessage({ kind: "user", payload }) });
  return undefined;
}
