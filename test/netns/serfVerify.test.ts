/** A cut is verified from the members' own vantage points; one forgotten member is found: runbook scenario P4, its first hole. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skip } from "../agents/agents.ts";
import { complaints, rules, writeRules } from "./generated.ts";
import { labObstacle, SerfLab, type Outcome } from "./lab.ts";
import { verifyFromRouter } from "./verify.ts";

const HOSTS = ["a1", "a2", "b1", "b2"];
const obstacle = labObstacle(["serf"], ["nft"]);
const isSkipped = skip("netns", obstacle === undefined, obstacle ?? "");

describe.skipIf(isSkipped)("a cut that forgot one member", () => {
  const pools = new SerfLab("lkfd");
  const { lab } = pools;
  const verify = (...words: string[]): Promise<Outcome> =>
    verifyFromRouter(pools, ["--cidr", "10.77.0.0/16", ...words]);

  beforeAll(async () => {
    await pools.startPools(HOSTS);
    await pools.mix(HOSTS);
    await writeRules(pools, HOSTS, "nftables", ["a2"]);
    expect(complaints(await rules(pools, ["a1", "b1", "b2"], "apply", ["--confirm-within", "0"]))).toEqual(
      [],
    );
  });

  afterAll(() => lab.remove());

  it("sends nothing but the question for the list until told to", async () => {
    const { code, stdout, stderr } = await verify();
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("would ask 20 questions in 4 rounds");
  });

  it("is not shown to hold, and the one is named; once the rules know it, every pair is blocked", async () => {
    const forgotten = await verify("--send");
    expect(forgotten.stdout).toContain("a2 is not cut");
    expect(forgotten).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("2 of 4 pairs are blocked, 2 open, 0 unknown.") as unknown,
    });
    await writeRules(pools, HOSTS, "nftables");
    expect(complaints(await rules(pools, HOSTS, "apply", ["--confirm-within", "0"]))).toEqual([]);
    const whole = await verify("--send");
    expect(whole).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("4 of 4 pairs are blocked") as unknown,
    });
  }, 180_000);
});
