/** Who re-adds a dead name: hashicorp/consul issues 9962 and 21633. */
import { describe, expect, it } from "vitest";
import { Returns } from "../../../engine/observer/returns.ts";
import { stateCode, type MemberState } from "../../../engine/view/view.ts";

/** Answers of members, one after the other, about one name. */
class Story {
  readonly returns = new Returns();
  private readonly last = new Map<string, MemberState>();
  private now = 0;

  says(vantage: string, state: MemberState): this {
    const before = this.last.get(vantage) ?? "unknown";
    const answer = (said: MemberState): { states: Uint8Array; incarnations: Uint32Array } => ({
      states: Uint8Array.of(stateCode(said)),
      incarnations: Uint32Array.of(1),
    });
    this.returns.answered(vantage, answer(before), answer(state), (this.now += 1_000), () =>
      [...this.last].flatMap(([keeper, said]) => (said === "unknown" ? [] : [keeper])),
    );
    this.last.set(vantage, state);
    return this;
  }

  get told(): unknown {
    return this.returns.list(() => "web").map(({ times, by, keptBy }) => ({ times, by, keptBy }));
  }
}

describe("a name that is pruned and comes back", () => {
  it("was re-added by the member that had never dropped it", () => {
    const story = new Story().says("a", "failed").says("b", "failed").says("c", "failed");
    story.says("a", "unknown").says("b", "unknown");
    expect(story.told).toEqual([]);
    story.says("a", "left");
    expect(story.told).toEqual([{ times: 1, by: "c", keptBy: ["c"] }]);
    story.says("a", "unknown").says("a", "failed");
    expect(story.told).toEqual([{ times: 2, by: "c", keptBy: ["c"] }]);
  });

  it("was re-added by somebody else when all that were asked had dropped it", () => {
    const story = new Story().says("a", "failed").says("a", "unknown").says("a", "failed");
    expect(story.told).toEqual([{ times: 1, by: "a member that was not asked", keptBy: [] }]);
  });

  it("is no dead name when it lives", () => {
    const story = new Story().says("a", "failed").says("a", "unknown").says("a", "alive");
    expect(story.told).toEqual([]);
  });

  it("is not told of a name that is new to a vantage, or that fails and is kept", () => {
    expect(new Story().says("a", "unknown").says("a", "failed").says("a", "left").told).toEqual([]);
  });
});
