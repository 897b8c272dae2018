/** Names that the asked members give different addresses, for as long as they disagree. */
import type { NameClaim } from "../evidence/evidence.ts";
import type { MemberId } from "../view/view.ts";

/** What one vantage says against the table, and for how long it has gone on. */
interface Saying {
  readonly address: string;
  readonly sinceMs: number;
  lastMs: number;
}

const CLAIMS_MAX = 1_000;
/** A member that moved is known at its new address everywhere within about a minute, ms. */
const LASTING_MS = 90_000;

export class Claims {
  private readonly byMember = new Map<MemberId, Map<string, Saying>>();

  /** A vantage said that the living member is at `said`, while the table had `held`. */
  heard(id: MemberId, vantage: string, said: string, held: string, nowMs: number): void {
    const sayings = this.byMember.get(id);
    if (said === held) {
      sayings?.delete(vantage);
      if (sayings?.size === 0) this.byMember.delete(id);
      return;
    }
    const saying = sayings?.get(vantage);
    if (saying?.address === said) saying.lastMs = nowMs;
    else if (sayings !== undefined) sayings.set(vantage, { address: said, sinceMs: nowMs, lastMs: nowMs });
    else if (this.byMember.size < CLAIMS_MAX) {
      this.byMember.set(id, new Map([[vantage, { address: said, sinceMs: nowMs, lastMs: nowMs }]]));
    }
  }

  /** Whether a vantage that agrees may end something. */
  get isEmpty(): boolean {
    return this.byMember.size === 0;
  }

  /** Names of which one vantage has said another address again and again; `addressOf` is what the table has. */
  lasting(nameOf: (id: MemberId) => string, addressOf: (id: MemberId) => string): NameClaim[] {
    const claims: NameClaim[] = [];
    for (const [id, sayings] of this.byMember) {
      const lasting = [...sayings].filter(([, { sinceMs, lastMs }]) => lastMs - sinceMs >= LASTING_MS);
      const [first] = lasting;
      if (first === undefined) continue;
      claims.push({
        id,
        name: nameOf(id),
        addresses: [...new Set([addressOf(id), ...lasting.map(([, { address }]) => address)])].sort(),
        evidence: lasting.slice(0, 3).map(([vantage, { address }]) => `${vantage} lists it at ${address}`),
        sinceMs: first[1].sinceMs,
      });
    }
    return claims;
  }
}
