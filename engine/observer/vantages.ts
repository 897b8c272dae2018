/** What each asked member said of each other, kept apart: gossip has no global truth. */
import {
  stateCode,
  stateOf,
  type MemberId,
  type MemberState,
  type PoolProblem,
  type Vantage,
} from "../view/view.ts";
import { waitsForUser } from "./problems.ts";

const NOTHING_SAID = { states: new Uint8Array(0), incarnations: new Uint32Array(0), partial: undefined };

class OneVantage {
  member: MemberId | undefined = undefined;
  answeredAtMs = 0;
  problem: PoolProblem | undefined = undefined;
  states: Uint8Array = new Uint8Array(0);
  incarnations: Uint32Array = new Uint32Array(0);
  partial: string | undefined = undefined;

  constructor(readonly address: string) {}

  get plain(): Vantage {
    const { member, address, answeredAtMs, problem, states, incarnations, partial } = this;
    return {
      member,
      address,
      answeredAtMs,
      problem,
      // Replaced whole by the next answer, never changed.
      states,
      incarnations,
      ...(partial === undefined ? {} : { partial }),
    };
  }
}

export class Vantages {
  private readonly byAddress = new Map<string, OneVantage>();

  /** What the vantage at `address` said before of a member. */
  said(address: string, id: MemberId): MemberState {
    return stateOf(this.byAddress.get(address)?.states[id]);
  }

  /** Replaces all that a vantage said. `states` and `incarnations` have one entry a member. */
  answered(address: string, atMs: number, states: Uint8Array, incarnations: Uint32Array): void {
    const vantage = this.at(address);
    vantage.answeredAtMs = atMs;
    vantage.problem = undefined;
    vantage.states = states;
    vantage.incarnations = incarnations;
  }

  /** It said the same as before. */
  answeredAgain(address: string, atMs: number): void {
    const vantage = this.at(address);
    vantage.answeredAtMs = atMs;
    vantage.problem = undefined;
  }

  /** Why its list may lack members; undefined when it is whole. */
  mayLack(address: string, why: string | undefined): void {
    this.at(address).partial = why;
  }

  isMember(address: string, id: MemberId): void {
    this.at(address).member = id;
  }

  failed(address: string, problem: PoolProblem): void {
    this.at(address).problem = problem;
  }

  /** Whether any vantage that answers still mentions the member. */
  isMentioned(id: MemberId): boolean {
    for (const { states } of this.byAddress.values())
      if ((states[id] ?? 0) !== stateCode("unknown")) return true;
    return false;
  }

  /** All that a vantage said last; empty before its first answer. */
  lastOf(address: string): Pick<OneVantage, "states" | "incarnations" | "partial"> {
    return this.byAddress.get(address) ?? NOTHING_SAID;
  }

  /** Vantages whose last answer names the member. */
  namersOf(id: MemberId): string[] {
    return [...this.byAddress].flatMap(([address, { states }]) =>
      (states[id] ?? 0) === stateCode("unknown") ? [] : [address],
    );
  }

  memberAt(address: string): MemberId | undefined {
    return this.byAddress.get(address)?.member;
  }

  /** What keeps the pool from being seen: one silent member does not, while another answers. */
  problems(): PoolProblem[] {
    const all = [...this.byAddress.values()];
    const isAnswered = all.some(({ problem }) => problem === undefined);
    return all.flatMap(({ problem }) =>
      problem !== undefined && (!isAnswered || waitsForUser(problem)) ? [problem] : [],
    );
  }

  list(): Vantage[] {
    return [...this.byAddress.values()].map((vantage) => vantage.plain);
  }

  private at(address: string): OneVantage {
    const known = this.byAddress.get(address);
    if (known !== undefined) return known;
    const vantage = new OneVantage(address);
    this.byAddress.set(address, vantage);
    return vantage;
  }
}
