/** What an action tells people to run, and what it says where something is not known. */
import { describe, expect, it } from "vitest";
import { datacenterSides, membersAgainstRest } from "../../../engine/firewall/sides.ts";
import type { Fleet } from "../../../engine/firewall/fleet.ts";
import { openCase } from "../../../engine/unmix/case.ts";
import { commandsOf } from "../../../engine/unmix/commands.ts";
import { openJournal, withOffer, type Journal } from "../../../engine/unmix/journal.ts";
import type { AgentReading, Observation } from "../../../engine/unmix/observation.ts";
import type { Action, ActionCommands } from "../../../engine/unmix/step.ts";
import type { MixKind } from "../../../engine/lanes/finding.ts";
import type { MemberState } from "../../../engine/view/view.ts";
import { fleet, member, mixedFleet } from "../firewall/fleets.ts";

const NOW = 1_790_000_000_000;
const LATER = NOW + 10_000;
const NODE_ID = "a1b2c3d4-0000-4000-8000-00000000000";
const NOTHING: Observation = { atMs: LATER, lists: [], raft: [], newcomers: [], returns: [] };

function journalOf(kind: MixKind, of: Fleet = mixedFleet(), sides = datacenterSides("dc1", "dc2")): Journal {
  const opened = openCase(of, sides, { dialect: "nftables", findings: [], kind, nowMs: NOW });
  if (!opened.ok) throw new Error(opened.error);
  return openJournal(opened.value, NOW);
}

function made(journal: Journal, action: Action, seen: Observation = NOTHING): ActionCommands {
  const commands = commandsOf({ journal, seen, nowMs: LATER }, action);
  if (!commands.ok) throw new Error(commands.error);
  return commands.value;
}

/** An agent that shows its own alive and the other side in one state. */
function reading(agent: number, foreign: MemberState): AgentReading {
  const isA = agent < 4;
  return { agent, atMs: NOW + 5_000, stateOf: (id) => (id < 4 === isA ? "alive" : foreign) };
}

describe("a cut", () => {
  it("is the whole set of the firewall, and closes the gossip port only", () => {
    const { files, lines } = made(journalOf("P"), { kind: "cut", ports: "gossip" });
    expect(files.map(({ name }) => name)).toEqual(["rules.sh", "undo.sh", "README.md"]);
    expect(files[0]?.text).toContain("8301");
    expect(files[0]?.text).not.toMatch(/\b830[02]\b/);
    expect(lines).toEqual([
      "sh rules.sh check",
      "sh rules.sh apply",
      "sh rules.sh confirm",
      "sh rules.sh verify",
    ]);
  });

  it("of kind R closes both gossip ports first and RPC later, under one name", () => {
    const journal = journalOf("R");
    const gossip = made(journal, { kind: "cut", ports: "gossip" });
    const all = made(journal, { kind: "cut", ports: "gossipAndRpc" });
    expect(gossip.files[0]?.text).toContain("8302");
    expect(gossip.files[0]?.text).not.toMatch(/\b8300\b/);
    expect(all.files[0]?.text).toMatch(/\b8300\b/);
    const setId = (text = ""): string | undefined => /Set (\S+),/.exec(text)?.[1];
    expect(setId(all.notes[0])).toBe(setId(gossip.notes[0]));
  });

  it("is undone by the script that needs nothing else", () => {
    for (const kind of ["lift", "rollBack"] as const) {
      const { files, lines } = made(withOffer(journalOf("P"), "cut gossip", NOW), { kind });
      expect(files.map(({ name }) => name)).toEqual(["undo.sh"]);
      expect(lines).toEqual(["sh undo.sh"]);
    }
  });

  it("that can't tell the sides apart by address says so instead", () => {
    const shared = fleet([
      member({ id: 0, name: "a1", ip: "10.1.0.1", datacenter: "dc1" }),
      member({ id: 1, name: "b1", ip: "10.1.0.1", datacenter: "dc2" }),
    ]);
    const commands = commandsOf(
      { journal: journalOf("P", shared), seen: NOTHING, nowMs: LATER },
      {
        kind: "cut",
        ports: "gossip",
      },
    );
    expect(commands.ok ? "" : commands.error).toContain("have one address");
  });
});

describe("a force-leave", () => {
  const action: Action = { kind: "forceLeave", on: "a", members: [5], prune: false };

  it("names the members of the action and nobody else, and one agent to run it on", () => {
    const seen = { ...NOTHING, lists: [reading(1, "failed"), reading(2, "failed"), reading(5, "failed")] };
    const { files, where } = made(journalOf("P"), action, seen);
    expect(files[0]?.text.match(/^leave '.*$/gm)).toEqual(["leave 'edge-1'"]);
    expect(where).toContain("On ONE agent of dc1, web-1.");
    expect(where).toContain("there too: web-2");
  });

  it("asks for another own agent that hears it only where one runs", () => {
    const down = (id: number) => ({ step: "evidence", what: "down", member: id, atMs: NOW }) as const;
    const seen = { ...NOTHING, lists: [reading(1, "failed")] };
    const alone = { ...journalOf("P"), said: [0, 2, 3].map(down) };
    expect(made(alone, action, seen).where).toContain("On ONE agent of dc1, web-1.");
    expect(made(alone, action, seen).files[0]?.text).toContain('[ "$(count alive)" -ge 1 ]');
    expect(made(journalOf("P"), action, seen).files[0]?.text).toContain('[ "$(count alive)" -ge 2 ]');
  });

  it("leaves out whom an agent of that side still hears", () => {
    const { files, lines, notes } = made(journalOf("P"), action, {
      ...NOTHING,
      lists: [reading(1, "alive")],
    });
    expect(files[0]?.text).not.toMatch(/^leave '/m);
    expect(lines).toEqual([]);
    expect(notes.join(" ")).toContain("edge-1: it is still alive");
  });

  it("prunes only what was read as left", () => {
    const prune: Action = { ...action, prune: true };
    const left = made(journalOf("P"), prune, { ...NOTHING, lists: [reading(1, "left"), reading(5, "left")] });
    expect(left.files[0]?.text).not.toContain("leave 'edge-1' prune");
    const lists = [1, 5].map((agent): AgentReading => ({ agent, atMs: NOW + 5_000, stateOf: () => "left" }));
    expect(made(journalOf("P"), prune, { ...NOTHING, lists }).files[0]?.text).toContain(
      "leave 'edge-1' prune",
    );
  });
});

describe("a federation", () => {
  it("is cut on the RPC port too, over which requests are forwarded", () => {
    const { files, title } = made(journalOf("W"), { kind: "cut", ports: "gossip" });
    expect(files[0]?.text).toMatch(/\b8300\b/);
    expect(title).toContain("gossip and RPC");
  });

  it("is forgotten by one server after the other, each only once the one before has a leader", () => {
    const { lines } = made(journalOf("W"), { kind: "forgetWan" });
    expect(lines).toEqual(
      ["srv-1", "srv-9"].flatMap((server) => [
        `# on ${server}`,
        "systemctl stop consul",
        'rm -f "${DATA_DIR:?}/serf/remote.snapshot"',
        "systemctl start consul",
        "until consul operator raft list-peers; do sleep 1; done",
      ]),
    );
  });
});

describe("peers.json", () => {
  it("has the side's own servers by the ids that were read before", () => {
    const journal = { ...journalOf("R"), raftIds: { "0": `${NODE_ID}0`, "4": `${NODE_ID}4` } };
    const { files, where } = made(journal, { kind: "recoverPeers", on: "b" });
    expect(JSON.parse(files[0]?.text ?? "")).toEqual([
      { id: `${NODE_ID}4`, address: "10.2.0.10:8300", non_voter: false },
    ]);
    expect(where).toContain("srv-9");
  });

  it.each([
    ["an id that nobody read", {}],
    ["an id of Raft protocol 2", { "4": "10.2.0.10:8300" }],
  ])("is not written with %s", (_, raftIds) => {
    const { files, notes } = made({ ...journalOf("R"), raftIds }, { kind: "recoverPeers", on: "b" });
    expect(files).toEqual([]);
    expect(notes.join(" ")).toContain("srv-9 was not read before");
  });
});

describe("a mingle", () => {
  const server = { isServer: true, datacenter: "dc1", ip: "10.1.0.10" };
  const journal = journalOf(
    "M",
    fleet([
      member({ id: 0, name: "srv-1", ...server }),
      member({ id: 1, name: "srv-1.dc1", ...server, port: 8302 }),
      member({ id: 2, name: "web-1", ip: "10.1.0.11", datacenter: "dc1" }),
    ]),
    membersAgainstRest("all", []),
  );

  it("is stopped clients first, cleaned of both snapshots, and started servers first", () => {
    expect(made(journal, { kind: "stopAll" }).lines[0]).toContain("web-1");
    expect(made(journal, { kind: "clean" }).lines.at(-1)).toBe(
      'rm -f "${DATA_DIR:?}/serf/local.snapshot" "${DATA_DIR:?}/serf/remote.snapshot"',
    );
    expect(made(journal, { kind: "startServers" }).lines).toContain("# on srv-1");
    expect(made(journal, { kind: "startClients" }).lines).toContain("# on web-1");
  });

  it("never says force-leave or a rule", () => {
    const kinds = ["saveSnapshots", "stopAll", "clean", "startServers", "startClients"] as const;
    const text = kinds.map((kind) => JSON.stringify(made(journal, { kind }))).join();
    expect(text).not.toMatch(/force-leave|nft/);
  });
});
