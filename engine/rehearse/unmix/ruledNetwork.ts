/**
 * The network between the members of a rehearsed pool, with the generated rules on their hosts: each drops on receipt
 * what a statement names, by source address, protocol and port. What the accepting end of a stream sends goes to a
 * port that no statement names, so only the dialing end's packets can be dropped, as on real hosts.
 */
import type { Random } from "../../base/random.ts";
import { droppedBy } from "../../firewall/verdict.ts";
import type { SideKey } from "../../firewall/sides.ts";
import type { Policy } from "../../firewall/statement.ts";
import { Network, type Fate, type Link, type NetworkEnd } from "../../simulator/network.ts";

/** Where a member stands; its `zone` in the world is its number. */
export interface Place {
  readonly side: SideKey | "apart";
  readonly ip: string;
  readonly port: number;
}

/** A host's rules, and which protocols they really drop: a broken set drops one only. */
export interface HostRules {
  readonly policy: Policy;
  readonly protocols: readonly ("tcp" | "udp")[];
}

/** A SYN that is dropped is sent again after 1, 2 and 4 s; so an attempt wins up to 7 s later. Source: tcp(7), tcp_syn_retries. */
const SYN_RETRIES_MS = [1_000, 2_000, 4_000];

export class RuledNetwork extends Network {
  private readonly rules = new Map<number, HostRules>();
  /** What was looked up since the rules changed: gossip asks the same thing all the time. */
  private readonly known = new Map<string, boolean>();

  constructor(
    random: Random,
    link: Link,
    private readonly places: readonly Place[],
  ) {
    super(random, link);
  }

  apply(member: number, rules: HostRules): void {
    this.rules.set(member, rules);
    this.known.clear();
  }

  lift(): void {
    this.rules.clear();
    this.known.clear();
  }

  /** Whether what one member sends reaches the other's port; its gossip port unless another is named. */
  passes(from: number, to: number, protocol: "tcp" | "udp", port = this.places[to]?.port ?? 0): boolean {
    const rules = this.rules.get(to);
    if (rules === undefined) return true;
    const key = `${from} ${to} ${protocol} ${port}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const isThrough = this.lookUp(from, to, rules, protocol, port);
    this.known.set(key, isThrough);
    return isThrough;
  }

  private lookUp(from: number, to: number, rules: HostRules, protocol: "tcp" | "udp", port: number): boolean {
    const [source, target] = [this.places[from], this.places[to]];
    if (source === undefined || target === undefined || target.side === "apart") return true;
    if (!rules.protocols.includes(protocol)) return true;
    return droppedBy(rules.policy, { at: target.side, from: source.ip, protocol, port }) === undefined;
  }

  override packet(from: NetworkEnd, to: NetworkEnd): Fate {
    return this.passes(Number(from.zone), Number(to.zone), "udp")
      ? super.packet(from, to)
      : { kind: "lost", why: "cut" };
  }

  override readonly retryDialMs = (attempt: number): number | undefined => SYN_RETRIES_MS[attempt];

  override readonly admitsStream = (from: NetworkEnd, to: NetworkEnd, isReply: boolean): boolean =>
    isReply || this.passes(Number(from.zone), Number(to.zone), "tcp");
}
