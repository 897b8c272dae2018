/** What one answer says of each member, in columns. */
import { parseHostPort } from "../base/address.ts";
import { stateCode, type MemberId, type MemberState } from "../view/view.ts";
import type { Ledger } from "./ledger.ts";

export class Answer {
  private readonly states: Uint8Array;
  private readonly incarnations: Uint32Array;

  /** At most `capacity` members are named. */
  constructor(capacity: number) {
    this.states = new Uint8Array(capacity);
    this.incarnations = new Uint32Array(capacity);
  }

  says(id: MemberId, state: MemberState, incarnation: number): void {
    this.states[id] = stateCode(state);
    this.incarnations[id] = incarnation;
  }

  names(id: MemberId): boolean {
    return (this.states[id] ?? 0) !== 0;
  }

  /** For a table of `count` members; a copy, which does not hold what was not needed. */
  cut(count: number): { readonly states: Uint8Array; readonly incarnations: Uint32Array } {
    return { states: this.states.slice(0, count), incarnations: this.incarnations.slice(0, count) };
  }
}

export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** The member of an answer that has the vantage's address; of several, one that is alive. */
export function memberAt(ledger: Ledger, vantage: string, states: Uint8Array): MemberId | undefined {
  const address = parseHostPort(vantage, 0);
  if (!address.ok) return undefined;
  const { host: ip, port } = address.value;
  let found: MemberId | undefined;
  for (let id = 0; id < states.length; id += 1) {
    if (states[id] === 0 || !ledger.isAt(id, { ip, port })) continue;
    if (states[id] === stateCode("alive")) return id;
    found ??= id;
  }
  return found;
}
