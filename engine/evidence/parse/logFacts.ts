/** What single log lines say. Texts: memberlist state.go, net.go; serf serf.go; consul agent/consul (1.8.7), raft. */
import type { Plane } from "../../view/view.ts";
import type { LogFact } from "../logFact.ts";
import { refusalOf, refusedMember } from "./refusal.ts";

/** A fact without its place; distributes over the union. */
export type BareFact = LogFact extends infer Fact
  ? Fact extends LogFact
    ? Omit<Fact, "line" | "atMs" | "plane"> & { readonly plane?: Plane }
    : never
  : never;

type Reader = readonly [RegExp, (groups: readonly string[]) => BareFact];

const READERS: readonly Reader[] = [
  [/serf: EventMemberJoin: (.+) (\S+)$/, ([name = "", ip = ""]) => ({ kind: "memberJoined", name, ip })],
  [/serf: EventMemberFailed: (.+) (\S+)$/, ([name = "", ip = ""]) => ({ kind: "memberFailed", name, ip })],
  [
    /serf: EventMemberLeave \(forced\): (.+) (\S+)$/,
    ([name = "", ip = ""]) => ({ kind: "memberForced", name, ip }),
  ],
  [/serf: EventMemberLeave: (.+) (\S+)$/, ([name = "", ip = ""]) => ({ kind: "memberLeft", name, ip })],
  [
    /serf: EventMemberReap(?: \(forced\))?: (\S+)(?: (\S+))?$/,
    ([name = "", ip = ""]) => ({ kind: "memberReaped", name, ip }),
  ],
  [
    /\((LAN|WAN)\) joining: \w+=\[(.*?)\]/,
    ([pool = "", list = ""]) => ({ kind: "joinStarted", addresses: words(list), plane: planeOf(pool) }),
  ],
  [/^agent: joining: \[(.*?)\] replay/, ([list = ""]) => ({ kind: "joinStarted", addresses: words(list) })],
  [
    /\((LAN|WAN)\) joined: number_of_nodes=[1-9]|cluster=(LAN|WAN) num_agents=[1-9]/,
    ([pool = "", other = ""]) => ({ kind: "joinSucceeded", plane: planeOf(pool || other) }),
  ],
  [
    /^agent: joined: [1-9]\d* nodes|Successfully joined cluster by contacting [1-9]/,
    () => ({ kind: "joinSucceeded" }),
  ],
  [
    /Failed to join (\S+): (.*)$/,
    ([address = "", text = ""]) => ({ kind: "joinFailed", address, refusal: refusalOf(text), text }),
  ],
  [
    /\(WAN\) couldn't join: .*(Must be a server to join WAN cluster)/,
    ([text = ""]) => ({ kind: "joinFailed", address: "", refusal: "notWanMember", text, plane: "wan" }),
  ],
  [
    /Failed push\/pull merge: (.*) from=(\S+)$/,
    ([text = "", from = ""]) => refusedHere(text, refusedMember(text), from),
  ],
  [/ignoring alive message for '(.+?)': (.*)$/, ([member = "", text = ""]) => refusedHere(text, member, "")],
  [
    /Rejected node (.+) \((\S+)\): (\S+ is not allowed)/,
    ([member = "", ip = "", text = ""]) => refusedHere(text, member, ip),
  ],
  [
    /Blocked alive message: (\S+ is not allowed) from=(\S+)/,
    ([text = "", from = ""]) => refusedHere(text, "", from),
  ],
  [/failed to receive: (.*) from=(\S+)$/i, ([text = "", from = ""]) => refusedHere(text, "", from)],
  [
    /(?:Failed to decode|Decrypt packet failed:) .* from=(\S+)$/,
    ([from = ""]) => ({ kind: "strangerHeard", from }),
  ],
  [
    /Conflicting address for (.+)\. Mine: (\S+) Theirs: (\S+)/,
    ([name = "", mine = "", theirs = ""]) => ({ kind: "addressConflict", name, mine, theirs }),
  ],
  [
    /updating configuration: command=Add(?:Nonvoter|Voter|Staging) server-id=(\S+) server-addr=(\S+)/,
    ([id = "", address = ""]) => ({ kind: "raftPeerAdded", id, address }),
  ],
  [
    /Promoting server to voter: server="?Server \(ID: "?([\w-]+)"? Address: "?([\w.:[\]]+)/,
    ([id = "", address = ""]) => ({ kind: "raftPeerPromoted", id, address }),
  ],
  [
    /appendEntries rejected, sending older logs: peer="\{\w+ \S+ (\S+)\}" next=(\d+)/,
    ([address = "", next = "0"]) => ({ kind: "raftHistoryForced", address, next: Number(next) }),
  ],
  [
    /Two nodes are in bootstrap mode.*node_to_add=(\S+) other=(\S+)/,
    ([node = "", other = ""]) => ({ kind: "bootstrapConflict", node, other }),
  ],
  [
    /skipping reconcile of node: member="\{(\S+) (\S+) \d+ map\[(.*?)\]/,
    ([name = "", ip = "", tags = ""]) => ({
      kind: "notReconciled",
      name,
      ip,
      role: /(?:^|\s)role:(\S+)/.exec(tags)?.[1] ?? "",
    }),
  ],
  [
    /[aA]dding (?:LAN )?server: server="(\S+) \(Addr: tcp\/(\S+):\d+\) \(DC: (\S+)\)"/,
    ([name = "", ip = "", datacenter = ""]) => ({ kind: "serverSeen", name, ip, datacenter, plane: "lan" }),
  ],
  [/failed to contact quorum of nodes, stepping down|No cluster leader/, () => ({ kind: "quorumLost" })],
];

/** The fact in one line's text, if it holds one that matters. */
export function readFact(text: string): BareFact | undefined {
  for (const [pattern, make] of READERS) {
    const match = pattern.exec(text);
    if (match !== null) return make(match.slice(1).map((group: string | undefined) => group ?? ""));
  }
  return undefined;
}

function refusedHere(text: string, member: string, from: string): BareFact {
  return { kind: "refusedHere", refusal: refusalOf(text), member, from, text };
}

function words(list: string): string[] {
  return list
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .slice(0, 100);
}

function planeOf(pool: string): Plane {
  return pool === "WAN" ? "wan" : "lan";
}
