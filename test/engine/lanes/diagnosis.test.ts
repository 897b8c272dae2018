/** Diagnosis of our captured logs and of what the interop tests recorded: the right kind or "not known", never a wrong certain. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../../engine/lanes/diagnosis.ts";
import { diagnosisMarkdown, diagnosisText } from "../../../engine/lanes/diagnosisText.ts";

const LOGS = "test/fixtures/logs";
const OUTPUTS = "test/fixtures/outputs";

function toldOf(...files: string[]): string[] {
  const texts = files.map((file) => ({ name: file, text: readFileSync(`${LOGS}/${file}`, "utf8") }));
  return diagnose(texts).findings.map(({ kind, certainty }) => `${kind} ${certainty}`);
}

/** What each log can show by itself; an empty list means: not known, run something else. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "consul-1.8.7-allowed-cidrs-rejected.log": ["H likely"],
  "consul-1.8.7-encryption-mismatch.log": [],
  "consul-1.8.7-gossip-first-cut-forceleave.log": [],
  "consul-1.8.7-lan-join-refused-initiator.log": ["M likely"],
  "consul-1.8.7-lan-join-refused-remote.log": ["M certain"],
  "consul-1.8.7-lan-wan-mingle-server.log": ["M certain"],
  "consul-1.8.7-mingle-repair-loses-raft.log": ["M certain"],
  "consul-1.8.7-peers-json-recovery.log": [],
  "consul-1.8.7-plain-client-hears-ciphertext.log": ["H likely"],
  "consul-1.8.7-same-dc-cut-quorum-lost.log": ["R possible"],
  "consul-1.8.7-same-dc-merge-winner.log": ["R likely"],
  "serf-0.10.1-cut-in-out-prune.log": ["P possible"],
  "serf-0.9.4-force-leave-alive-refuted.log": [],
  "serf-0.9.4-force-leave-heard.log": ["P possible"],
  "serf-0.9.4-mix-cut-forceleave.log": ["P likely"],
  "serf-0.9.4-name-conflict.log": ["nameConflict likely", "P likely"],
  "serf-0.9.4-one-member-forgotten-flap.log": [],
  "serf-0.9.4-output-drop-stall.log": ["P likely"],
  "serf-0.9.4-udp-only-drop.log": [],
};

it.each(Object.entries(EXPECTED))("%s", (file, findings) => {
  expect([...toldOf(file)].sort()).toEqual([...findings].sort());
});

it("knows an answer for every captured log", () => {
  expect(
    readdirSync(LOGS)
      .filter((file) => file.endsWith(".log"))
      .sort(),
  ).toEqual(Object.keys(EXPECTED).sort());
});

/** What the interop tests recorded of pools that were mixed in that way, by the first letter; `W` and `refused` are none. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  "B.txt": ["B certain", "B certain"],
  "B-two-agents.txt": ["B certain", "B certain"],
  "H-cidrs-closed.log": ["H likely"],
  "H-cidrs.txt": ["H likely"],
  "H-encryption-client.log": ["H likely"],
  "H-encryption.txt": ["H likely"],
  "H-wan-to-lan-there.log": [],
  "H-wan-to-lan.txt": ["H likely"],
  "M-c11.log": ["M likely"],
  "M-detailed.txt": ["M certain"],
  "M-s11.log": ["M certain"],
  "M-s12.log": ["M certain"],
  "M-servers-only.txt": ["M certain"],
  "M-wan.txt": ["M likely"],
  "M.txt": ["M likely"],
  "P-serf-a1.log": ["P likely"],
  "P-serf.txt": ["P likely"],
  "R-ac1.log": [],
  "R-as1.log": [],
  "R-as2.log": ["R likely"],
  "R-as3.log": [],
  "R-bs1.log": [],
  "R-bs2.log": [],
  "R-merged.txt": ["R possible"],
  "W.txt": [],
  "refused-here.log": [],
  "refused-there.log": [],
  "refused.txt": [],
  // Two servers that elected themselves: the bridge of the test before is still a member.
  "R-bootstrap-members.txt": ["B certain", "R likely"],
  "R-bootstrap-raft.txt": [],
  "R-bootstrap-s1.log": ["B certain", "P likely"],
};

it.each(Object.entries(RECORDED))("%s, recorded of real agents", (file, findings) => {
  const diagnosis = diagnose([{ name: file, text: readFileSync(`${OUTPUTS}/${file}`, "utf8") }]);
  expect(diagnosis.findings.map(({ kind, certainty }) => `${kind} ${certainty}`).sort()).toEqual([
    ...findings,
  ]);
  expect(diagnosis.unread).toEqual([]);
});

it("knows an answer for everything that was recorded", () => {
  expect(readdirSync(OUTPUTS).sort()).toEqual(Object.keys(RECORDED).sort());
});

it("says what to run next, whenever it is not certain", () => {
  for (const file of Object.keys(EXPECTED)) {
    const { findings, unknowns } = diagnose([{ name: file, text: readFileSync(`${LOGS}/${file}`, "utf8") }]);
    const isCertain = findings.some(({ certainty }) => certainty === "certain");
    const next = [...unknowns.map(({ run }) => run), ...findings.map(({ toBeCertain }) => toBeCertain)];
    expect(isCertain || next.join().includes("run `"), file).toBe(true);
  }
});

it("takes refused joins for what they are", () => {
  const { notes, findings } = diagnose([
    { name: "e1", text: readFileSync(`${LOGS}/consul-1.8.7-encryption-mismatch.log`, "utf8") },
  ]);
  expect(findings).toEqual([]);
  expect(notes.map(({ sentence }) => sentence)).toEqual([
    "Refused 4 times: the gossip keys differ, or one side has none. What is refused mixes nothing by itself.",
  ]);
});

it("says honestly that a text holds nothing", () => {
  const text = diagnosisText(diagnose([{ name: "x", text: "Dear colleague,\nplease help." }]));
  expect(text).toMatch(/^No mix is seen/);
  expect(text).toContain("Nothing in the text is a member list");
  expect(text).toContain("x, line 1: Dear colleague,");
});

describe("foreign text in the answer", () => {
  const evil = "[x](http://evil)<img/src=x>\u001b[31m\u202e";
  const list = `Node Address Status Type Build Protocol DC
s1 10.0.0.1:8301 alive server 1.8.7 2 dc1
${evil} 10.0.0.2:8301 alive client 1.8.7 2 dc2`;

  it("is neither link nor markup nor control character", () => {
    const diagnosis = diagnose([{ name: "x", text: list }]);
    const markdown = diagnosisMarkdown(diagnosis);
    expect(markdown).toContain("10.0.0.2");
    expect(markdown).not.toMatch(/(^|[^\\])\[x|(^|[^\\])<img/);
    expect(diagnosisText(diagnosis) + markdown).not.toMatch(/[\u001b\u202e]/);
  });

  it("never makes it throw", () => {
    const pieces = readdirSync(LOGS)
      .filter((file) => file.endsWith(".log"))
      .flatMap((file) => readFileSync(`${LOGS}/${file}`, "utf8").split("\n"));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, list), { maxLength: 60 }), (lines) => {
        const diagnosis = diagnose([{ name: "x", text: lines.join("\n") }]);
        expect(diagnosisText(diagnosis).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
