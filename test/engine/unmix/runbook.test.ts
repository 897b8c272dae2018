/** Which runbook an accident gets, what counts as read, and what each kind offers at its beginning. */
import { describe, expect, it } from "vitest";
import { readPaste } from "../../../engine/evidence/parse/paste.ts";
import { fleetOfView } from "../../../engine/firewall/fleet.ts";
import { datacenterSides, membersAgainstRest } from "../../../engine/firewall/sides.ts";
import { openCase, type RunbookCase } from "../../../engine/unmix/case.ts";
import { openJournal } from "../../../engine/unmix/journal.ts";
import { observeEvidence, observeView } from "../../../engine/unmix/observation.ts";
import { boardOf, observe, say } from "../../../engine/unmix/runbook.ts";
import { failureLimitMs, failureWindow } from "../../../engine/unmix/windows.ts";
import { samplePool } from "../../webview/samplePool.ts";
import { fleet, member, mixedFleet } from "../firewall/fleets.ts";

const NOW = 1_790_000_000_000;
const OPTIONS = { dialect: "nftables" as const, findings: [], nowMs: NOW };

function caseOf(found: ReturnType<typeof openCase>): RunbookCase {
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

describe("a case", () => {
  it("is not opened while a member has no side", () => {
    const stray = member({ id: 7, name: "stray", ip: "10.3.0.1" });
    const found = openCase(fleet([...mixedFleet().members, stray]), datacenterSides("dc1", "dc2"), OPTIONS);
    expect(found.ok ? "" : found.error).toContain("stray");
  });

  it("takes the kind that forbids more when findings are equally sure", () => {
    const finding = (kind: string) => ({ kind, certainty: "likely" as const, sentence: kind });
    const findings = [finding("P"), finding("R")];
    const opened = openCase(mixedFleet(), datacenterSides("dc1", "dc2"), { ...OPTIONS, findings });
    expect(caseOf(opened)).toMatchObject({ kind: "R", certainty: "likely" });
  });

  it("is kind M for a mingle whatever was chosen, and never offers a cut", () => {
    const server = { isServer: true, datacenter: "dc1", ip: "10.1.0.10" };
    const mingled = fleet([
      member({ id: 0, name: "srv-1", ...server }),
      member({ id: 1, name: "srv-1.dc1", ...server }),
      member({ id: 2, name: "web-1", ip: "10.1.0.11", datacenter: "dc1" }),
    ]);
    const opened = caseOf(openCase(mingled, datacenterSides("dc1", "dc2"), { ...OPTIONS, kind: "P" }));
    expect(opened.kind).toBe("M");
    const { steps } = boardOf(openJournal(opened, NOW), observeEvidence([], opened, NOW), NOW);
    expect(steps.map(({ step }) => step.id)).not.toContain("isolate");
    expect(steps.map(({ step }) => step.id)).not.toContain("forceLeave");
  });
});

describe("what was read", () => {
  const opened = caseOf(openCase(mixedFleet(), datacenterSides("dc1", "dc2"), OPTIONS));
  const table = [
    "Node    Address         Status  Type    Build  Protocol  DC   Segment",
    "srv-1   10.1.0.10:8301  alive   server  1.8.7  2         dc1  <all>",
    "srv-9   10.2.0.10:8301  failed  server  1.8.7  2         dc2  <all>",
    "late-1  10.2.0.99:8301  alive   client  1.8.7  2         dc2  <default>",
  ].join("\n");
  const { evidence } = readPaste(table, "a.txt");

  it("counts only when it is known whose list it is", () => {
    expect(observeEvidence([{ evidence, teller: "" }], opened, NOW).lists).toEqual([]);
    const [list] = observeEvidence([{ evidence, teller: "web-1" }], opened, NOW).lists;
    expect([list?.agent, list?.stateOf(0), list?.stateOf(4), list?.stateOf(5)]).toEqual([
      1,
      "alive",
      "failed",
      undefined,
    ]);
  });

  it("is no list where its table fell apart: half of it would show the rest as gone", () => {
    const broken = table.replace("srv-9   10.2.0.10:8301", "srv-9 10.2.0.10:8301");
    const parts = [{ evidence: readPaste(broken, "a.txt").evidence, teller: "web-1" }];
    expect(observeEvidence(parts, opened, NOW).lists).toEqual([]);
  });

  it("names who is on no side", () => {
    expect(observeEvidence([{ evidence, teller: "web-1" }], opened, NOW).newcomers).toEqual(["late-1"]);
  });

  it("of a watched pool are the lists of those that were asked", () => {
    const view = samplePool(12);
    const seen = observeView(
      view,
      caseOf(openCase(fleetOfView(view), membersAgainstRest("some", [1, 2]), OPTIONS)),
    );
    expect(seen.lists.length).toBeGreaterThan(0);
    expect(seen.newcomers).toEqual([]);
  });
});

describe("the first steps", () => {
  it("go on by a reading of every agent and stop at the cut, which alone is offered", () => {
    const opened = caseOf(openCase(mixedFleet(), datacenterSides("dc1", "dc2"), { ...OPTIONS, kind: "P" }));
    const everybody = opened.members.map(({ id }) => ({
      agent: id,
      atMs: NOW + 1,
      stateOf: () => "alive" as const,
    }));
    const seen = { atMs: NOW + 1, lists: everybody, raft: [], newcomers: [], returns: [] };
    const frozen = say(openJournal(opened, NOW), { step: "freeze", what: "done" }, NOW);
    const half = observe(frozen, { ...seen, lists: everybody.slice(1) }, NOW + 2);
    expect(boardOf(half, seen, NOW + 2).current?.id).toBe("evidence");
    const board = boardOf(observe(half, seen, NOW + 3), seen, NOW + 3);
    expect(board.current?.id).toBe("isolate");
    expect(board.actions).toEqual([{ kind: "cut", ports: "gossip" }]);
  });
});

describe("an own member that is stuck leaving", () => {
  it("stops the force-leave, and its join to an own member is what is offered", () => {
    const opened = caseOf(openCase(mixedFleet(), datacenterSides("dc1", "dc2"), { ...OPTIONS, kind: "P" }));
    const [reader, stuck] = opened.members.filter(({ side }) => side === "a");
    const verified = { freeze: NOW, evidence: NOW, lanes: NOW, isolate: NOW, waitFailed: NOW };
    const journal = { ...openJournal(opened, NOW), verified };
    const stateOf = (id: number) =>
      opened.members[id]?.side === "b" ? "failed" : id === stuck?.id ? "leaving" : "alive";
    const list = { agent: reader?.id ?? -1, atMs: NOW + 1, stateOf };
    const seen = { atMs: NOW + 1, lists: [list], raft: [], newcomers: [], returns: [] } as const;
    const board = boardOf(journal, seen, NOW + 2);
    expect(board.alarm).toContain("not broadcast");
    expect(board.actions).toEqual([{ kind: "rejoin", members: [stuck?.id] }]);
  });
});

describe("the wait for failures", () => {
  // From the runbook's measurements: all within 31 s for 8 agents in a LAN; up to 180 s for a lone WAN server.
  it("is computed from the pool's size", () => {
    expect(failureWindow(8, "lan")).toEqual({ fromMs: 5_000, toMs: 32_000 });
    expect(failureWindow(2, "wan")).toEqual({ fromMs: 35_000, toMs: 190_000 });
  });

  it("calls nothing a hole that a slow agent may be behind", () => {
    const opened = caseOf(openCase(mixedFleet(), datacenterSides("dc1", "dc2"), { ...OPTIONS, kind: "P" }));
    const verified = { freeze: NOW, evidence: NOW, lanes: NOW, isolate: NOW };
    const journal = { ...openJournal(opened, NOW), verified, stepSinceMs: NOW };
    const { toMs } = failureWindow(opened.members.length, "lan");
    const limitMs = failureLimitMs(opened.members.length, "lan");
    const after = (ms: number) => {
      const lists = opened.members.map(({ id }) => ({
        agent: id,
        atMs: NOW + ms,
        stateOf: () => "alive" as const,
      }));
      const seen = { atMs: NOW + ms, lists, raft: [], newcomers: [], returns: [] };
      return boardOf(observe(journal, seen, NOW + ms), seen, NOW + ms);
    };
    expect(after(toMs - 1_000).check.missing.join(" ")).not.toContain("longer");
    expect(after(toMs + 1_000).check.missing.join(" ")).toContain("or agents are overloaded");
    expect(after(limitMs - 1_000).current?.id).toBe("waitFailed");
    expect(after(limitMs + 1_000).current?.id).toBe("isolate");
  });
});
