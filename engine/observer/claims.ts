/** Names that the asked members give different addresses, for as long as they disagree. */
import type { NameClaim } from "../evidence/evidence.ts";
import type { MemberId } from "../view/view.ts";

interface Claim {
  readonly sinceMs: number;
  /** Vantages that said another address than the table had, and which. */
  readonly sayers: Map<string, string>;
}

const CLAIMS_MAX = 1_000;
/** A member that moved is known at its new address everywhere within about a minute, ms. */
const LASTING_MS = 90_000;

export class Claims {
  private readonly byMember = new Map<MemberId, Claim>();

  /** A vantage said that the living member is at `said`, while the table had `held`. */
  heard(id: MemberId, vantage: string, said: string, held: string, nowMs: number): void {
    const claim = this.byMember.get(id);
    if (said === held) {
      claim?.sayers.delete(vantage);
      if (claim?.sayers.size === 0) this.byMember.delete(id);
    } else if (claim !== undefined) claim.sayers.set(vantage, said);
    else if (this.byMember.size < CLAIMS_MAX) {
      this.byMember.set(id, { sinceMs: nowMs, sayers: new Map([[vantage, said]]) });
    }
  }

  /** Whether a vantage that agrees may end something. */
  get isEmpty(): boolean {
    return this.byMember.size === 0;
  }

  /** Names that have lasted as conflicts; `addressOf` is what the table has. */
  lasting(nowMs: number, nameOf: (id: MemberId) => string, addressOf: (id: MemberId) => string): NameClaim[] {
    const claims: NameClaim[] = [];
    for (const [id, { sinceMs, sayers }] of this.byMember) {
      const addresses = [...new Set([addressOf(id), ...sayers.values()])].sort();
      if (nowMs - sinceMs < LASTING_MS || addresses.length < 2) continue;
      const evidence = [...sayers].slice(0, 3).map(([vantage, said]) => `${vantage} lists it at ${said}`);
      claims.push({ id, name: nameOf(id), addresses, evidence, sinceMs });
    }
    return claims;
  }
}
