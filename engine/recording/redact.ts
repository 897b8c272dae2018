/**
 * A tape without names: members, addresses, datacenters and tags become pseudonyms, the same ones throughout. Times,
 * states, incarnations, round trips and coordinates stay. Keys are never in a view and so never in a recording.
 */
import { unreachable } from "../base/assert.ts";
import type { ViewDelta } from "../view/delta.ts";
import type { PoolEvent } from "../view/event.ts";
import type { MemberColumns, PoolInfo, PoolView, RaftConfiguration, Vantage } from "../view/view.ts";
import { Pseudonyms } from "./pseudonyms.ts";
import { redactText } from "./redactText.ts";
import type { TapeEntry } from "./tape.ts";

type Lists = Partial<Omit<ViewDelta, "rows" | "strings" | "tagSets" | "coordinates">>;

/** Words of a pool's own name that give nothing away. */
const PLAIN_WORDS = new Set(["", "lan", "wan", "LAN", "WAN", "api", "rpc", "http:", "https:", "pool"]);

export class Redactor {
  private readonly names: Pseudonyms;
  private texts = 0;

  /** `salt` is random, at least 16 bytes, and kept nowhere: nobody can try addresses one by one. */
  constructor(salt: Uint8Array) {
    this.names = new Pseudonyms(salt);
  }

  entry(entry: TapeEntry): TapeEntry {
    switch (entry.kind) {
      case "view":
        return { kind: "view", view: this.view(entry.view) };
      case "delta":
        return { kind: "delta", delta: this.delta(entry.delta) };
      case "events":
        return { kind: "events", events: entry.events.map((event) => this.event(event)) };
      default:
        return unreachable(entry);
    }
  }

  private view(view: PoolView): PoolView {
    this.texts = 0;
    const { columns, count, strings } = view;
    return { ...view, strings: this.strings(strings, columns, count), ...this.lists(view) };
  }

  private delta(delta: ViewDelta): ViewDelta {
    const { rows, strings } = delta;
    return { ...delta, strings: this.strings(strings, rows.columns, rows.ids.length), ...this.lists(delta) };
  }

  /** Texts that some row uses for a name, an address or a datacenter are hidden whatever they look like. */
  private strings(strings: readonly string[], columns: MemberColumns, rows: number): string[] {
    const named = new Set<number>();
    for (const column of [columns.name, columns.ip, columns.datacenter]) {
      for (let row = 0; row < rows; row += 1) named.add(column[row] ?? 0);
    }
    const first = this.texts;
    this.texts += strings.length;
    return strings.map((text, index) =>
      named.has(first + index) ? this.names.of(text) : this.names.ofTag(text),
    );
  }

  private lists({ info, vantages, edges, findings, problems, raft }: Lists): Lists {
    const say = (text: string): string => redactText(text, this.names);
    return {
      ...(info === undefined ? {} : { info: this.info(info) }),
      ...(vantages === undefined ? {} : { vantages: vantages.map((each) => this.vantage(each)) }),
      ...(problems === undefined
        ? {}
        : {
            problems: problems.map((each) => ({
              ...each,
              message: say(each.message),
              advice: say(each.advice),
            })),
          }),
      ...(raft === undefined ? {} : { raft: raft.map((each) => this.raft(each)) }),
      ...(edges === undefined
        ? {}
        : {
            edges: edges.map((edge) => ({
              ...edge,
              id: say(edge.id),
              from: this.names.of(edge.from),
              to: this.names.of(edge.to),
              address: this.names.ofAddress(edge.address),
            })),
          }),
      ...(findings === undefined
        ? {}
        : {
            findings: findings.map((finding) => ({
              ...finding,
              id: say(finding.id),
              sentence: say(finding.sentence),
              evidence: finding.evidence.map(say),
              toBeCertain: say(finding.toBeCertain),
              firstStep: say(finding.firstStep),
            })),
          }),
    };
  }

  /** The pool's own name and id hold what the user named: every word of them is a name from here on. */
  private info(info: PoolInfo): PoolInfo {
    for (const word of `${info.id} ${info.name}`.split(/[\s/]+/)) {
      if (!PLAIN_WORDS.has(word)) this.names.ofAddress(word.replace(/^\[|\]$/g, ""));
    }
    return {
      ...info,
      id: this.names.of(`id/${info.id}`),
      name: `pool ${this.names.of(`name/${info.name}`)}`,
    };
  }

  private vantage(vantage: Vantage): Vantage {
    const { address, problem, partial } = vantage;
    const say = (text: string): string => redactText(text, this.names);
    return {
      ...vantage,
      address: this.names.ofAddress(address),
      problem:
        problem === undefined
          ? undefined
          : { ...problem, message: say(problem.message), advice: say(problem.advice) },
      ...(partial === undefined ? {} : { partial: say(partial) }),
    };
  }

  private raft({ vantage, readAtMs, peers }: RaftConfiguration): RaftConfiguration {
    return {
      vantage: this.names.ofAddress(vantage),
      readAtMs,
      peers: peers.map((peer) => ({
        ...peer,
        id: this.names.of(peer.id),
        node: peer.node === "(unknown)" ? peer.node : this.names.of(peer.node),
        address: this.names.ofAddress(peer.address),
      })),
    };
  }

  private event(event: PoolEvent): PoolEvent {
    const { member, by, detail } = event;
    return {
      ...event,
      member: this.names.of(member),
      by: this.names.ofAddress(by),
      detail: redactText(detail, this.names),
    };
  }
}
