import { describe, expect, it } from "vitest";
import { Claims } from "../../../engine/observer/claims.ts";

const [X, Y] = ["10.1.0.1:8301", "10.2.0.1:8301"];
const lasting = (claims: Claims): readonly string[][] =>
  claims
    .lasting(
      () => "web",
      () => X,
    )
    .map(({ addresses }) => [...addresses]);

describe("a name with two addresses", () => {
  it("is claimed twice when one vantage says so for more than a minute and a half", () => {
    const claims = new Claims();
    claims.heard(1, "b", Y, X, 0);
    claims.heard(1, "b", Y, X, 60_000);
    expect(lasting(claims)).toEqual([]);
    claims.heard(1, "b", Y, X, 91_000);
    expect(lasting(claims)).toEqual([[X, Y]]);
  });

  it("is a member that moved when the vantage comes to agree", () => {
    const claims = new Claims();
    claims.heard(1, "b", Y, X, 0);
    claims.heard(1, "b", X, X, 91_000);
    expect(claims.isEmpty).toBe(true);
  });

  it("is one that moves often when the other address changes too", () => {
    const claims = new Claims();
    claims.heard(1, "b", Y, X, 0);
    claims.heard(1, "b", "10.3.0.1:8301", X, 91_000);
    expect(lasting(claims)).toEqual([]);
  });

  it("said once by a vantage that answers no more is no claim", () => {
    const claims = new Claims();
    claims.heard(1, "b", Y, X, 0);
    claims.heard(1, "c", X, X, 500_000);
    expect(lasting(claims)).toEqual([]);
  });

  it("is remembered for 1,000 names at most", () => {
    const claims = new Claims();
    for (let id = 0; id < 2_000; id += 1) {
      claims.heard(id, "b", Y, X, 0);
      claims.heard(id, "b", Y, X, 100_000);
    }
    expect(lasting(claims)).toHaveLength(1_000);
  });
});
