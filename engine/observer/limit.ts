/** How many members of a pool are taken in, and what is said of the others: names come from the network. */
import type { PoolProblem } from "../view/view.ts";
import type { MemberTable } from "./table.ts";

/** Where nobody says otherwise. */
const MEMBERS_MAX = 20_000;

export class MemberLimit {
  private leftOut = 0;

  constructor(
    private readonly table: MemberTable,
    private readonly membersMax = MEMBERS_MAX,
  ) {}

  /** A whole list begins: those left out of the one before count no more. */
  begin(): void {
    this.leftOut = 0;
  }

  /** Whether a name has a row or may get one; those that may not are counted. */
  takesIn(name: string): boolean {
    if (this.table.count < this.membersMax || this.table.find(name) !== undefined) return true;
    this.leftOut += 1;
    return false;
  }

  problems(): readonly PoolProblem[] {
    if (this.leftOut === 0) return [];
    const [shown, more] = [this.membersMax, this.leftOut].map((count) => count.toLocaleString("en"));
    return [
      {
        kind: "tooLarge",
        message: `${shown} members are shown, and ${more} more that were named are left out.`,
        advice: "Raise lanekeeper.observe.maxMembers.",
      },
    ];
  }
}
