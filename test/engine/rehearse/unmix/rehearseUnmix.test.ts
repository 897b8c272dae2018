/** Followed, each runbook holds on the copy; with a broken cut, a retry loop or an order of one's own it does not. */
import { describe, expect, it } from "vitest";
import { rehearseUnmix, type UnmixRehearsal } from "../../../../engine/rehearse/unmix/rehearseUnmix.ts";
import { unmixRehearsalMarkdown, unmixRehearsalText } from "../../../../engine/rehearse/unmix/report.ts";
import { AS_ASKED, type WhatIf } from "../../../../engine/rehearse/unmix/whatIf.ts";
import type { RunbookCase } from "../../../../engine/unmix/case.ts";
import { federationCase, mingleCase, raftCase, serfCase } from "./cases.ts";

function rehearsed(runbookCase: RunbookCase, whatIf: Partial<WhatIf> = {}, seed = 1): UnmixRehearsal {
  const made = rehearseUnmix(runbookCase, { seed, whatIf: { ...AS_ASKED, ...whatIf } });
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

function told({ lines }: UnmixRehearsal): string {
  return lines.map(({ text }) => text).join("\n");
}

describe("a runbook that is followed", () => {
  it("takes plain pools apart in about the time that was measured, and says what each step saw", () => {
    const rehearsal = rehearsed(serfCase());
    expect(rehearsal).toMatchObject({ holds: true, kind: "P", members: 8 });
    // Measured with real agents: cut, 11 to 30 s until failed, 30 s of quiet, 20 s of hold, 120 s of watching.
    expect(rehearsal.tookMs).toBeGreaterThan(180_000);
    expect(rehearsal.tookMs).toBeLessThan(240_000);
    const text = told(rehearsal);
    for (const sight of [
      "The rules are on 8 of 8 hosts",
      "Isolate: done, 8 of 8 pairs are blocked",
      "Wait until failed: done, 8 of 8 agents show every foreign member failed",
      "forceLeave a: b1, b2, b3, b4",
      "Force-leave: done, 8 of 8 agents show every foreign member left or gone",
      "Watch for returners: done",
    ])
      expect(text).toContain(sight);
  });

  it("is the same for the same seed, in words too", () => {
    expect(unmixRehearsalText(rehearsed(serfCase(), {}, 7))).toBe(
      unmixRehearsalText(rehearsed(serfCase(), {}, 7)),
    );
  });

  it("mends merged Raft on one site, recovers the other, and leaves each its own peers", () => {
    const rehearsal = rehearsed(raftCase());
    expect(rehearsal).toMatchObject({ holds: true, kind: "R" });
    const text = told(rehearsal);
    expect(text.match(/forceLeave a: b[123]\./g)).toHaveLength(3);
    expect(text.indexOf("cut gossipAndRpc")).toBeGreaterThan(
      text.indexOf("Force out the foreign servers: done"),
    );
    expect(text).toContain("Recover the other site: done, 3 of 3 servers of site b have own peers only");
  });

  it("ends a mingle by a short stop, and never cuts or forces out anybody", () => {
    const rehearsal = rehearsed(mingleCase());
    expect(rehearsal).toMatchObject({ holds: true, kind: "M" });
    expect(told(rehearsal)).not.toMatch(/cut|forceLeave/);
  });

  it("separates a federation by restarts one after the other", () => {
    const rehearsal = rehearsed(federationCase("1.8.7"));
    expect(rehearsal).toMatchObject({ holds: true, kind: "W" });
  });
});

describe("a rehearsal says so when", () => {
  it.each<[string, Partial<WhatIf>, RegExp]>([
    ["the rules are forgotten on one host", { forgotten: [0] }, /hole.*a1 is alive on b1/],
    ["only UDP is dropped", { protocols: ["udp"] }, /hole/],
    ["only TCP is dropped", { protocols: ["tcp"] }, /does not get past Isolate.*Open: a1 and b1/],
    ["the rules are on one side only", { onlySide: "a" }, /hole/],
    [
      "a retry loop names the other side",
      { retryLoops: [{ from: 1, to: 5, place: "a2.hcl:3" }] },
      /Somebody is back/,
    ],
    ["everybody is forced out before the cut", { order: ["leave", "cut", "lift"] }, /still one/],
    ["nobody is forced out at all", { order: ["cut", "wait", "lift"] }, /still one/],
    ["nobody waits until the others are failed", { order: ["cut", "leave", "lift"] }, /still one/],
  ])("%s", (_, whatIf, verdict) => {
    const rehearsal = rehearsed(serfCase(), whatIf);
    expect(rehearsal.holds).toBe(false);
    expect(rehearsal.verdict).toMatch(verdict);
    expect(unmixRehearsalText(rehearsal)).toContain("✗ It would not hold.");
  });

  it("names the line whose retry loop did it", () => {
    const rehearsal = rehearsed(serfCase(), { retryLoops: [{ from: 1, to: 5, place: "a2.hcl:3" }] });
    expect(told(rehearsal)).toContain("The retry loop of a2 (a2.hcl:3) reached b2.");
  });

  it("an agent runs on through the stop of a mingle, and tells the doubled names again", () => {
    const running = mingleCase().members.find(({ name }) => name === "c1")?.id ?? -1;
    const rehearsal = rehearsed(mingleCase(), { forgotten: [running] });
    expect(rehearsal.holds).toBe(false);
    expect(rehearsal.verdict).toMatch(/c1/);
  });

  it("holds for the order of the runbook, done by hand", () => {
    expect(rehearsed(serfCase(), { order: ["cut", "wait", "leave", "hold", "lift"] }).holds).toBe(true);
  });
});

describe("what can't be played", () => {
  it("is refused with the reason", () => {
    const half = rehearseUnmix({ ...serfCase(), kind: "H" });
    expect(half.ok ? "" : half.error).toContain("Kind H is not rehearsed");
    const bare = rehearseUnmix({ ...serfCase(), poolKind: "memberlist" });
    expect(bare.ok ? "" : bare.error).toContain("force-leave");
    const twin = serfCase();
    const members = twin.members.map((member) => (member.name === "b1" ? { ...member, name: "a1" } : member));
    const twice = rehearseUnmix({ ...twin, members });
    expect(twice.ok ? "" : twice.error).toContain("A name stands for two members: a1");
  });

  it("plays a part of a large pool, and names all that it assumed", () => {
    const one = serfCase();
    const [first] = one.members;
    if (first === undefined) throw new Error("the case has members");
    const members = Array.from({ length: 60 }, (_, id) => ({
      ...first,
      id,
      name: `m${id}`,
      ip: id === 3 ? "" : `10.9.0.${id + 1}`,
      side: id < 30 ? ("a" as const) : ("b" as const),
      state: id === 2 ? ("failed" as const) : ("alive" as const),
    }));
    const rehearsal = rehearsed({ ...one, members }, { order: ["cut"] });
    expect(rehearsal.members).toBe(48);
    const page = unmixRehearsalMarkdown(rehearsal);
    expect(page).toContain("12 members are left out");
    expect(page).toContain("No address is known of m3");
    expect(page).toContain("m2: stopped, and stay so to the end");
  });
});
