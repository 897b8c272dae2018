/** `consul operator raft list-peers`. Source: consul command/operator/raft/listpeers; nomad prints the same columns. */
import { parseHostPort } from "../../base/address.ts";
import type { RaftPeer } from "../../view/view.ts";
import type { Block } from "./block.ts";

/** Servers that one configuration may name. */
export const RAFT_PEERS_MAX = 1_000;

const HEADER = /^\s{0,12}Node\s+ID\s+Address\s+State\s+Voter\b/;
const ROW =
  /^\s{0,12}(\S+|\(unknown\))\s+(\S+)\s+(\S+:\d{1,5})\s+(leader|follower|candidate|\S+)\s+(true|false)\b/;

/** The header and the peers below it. */
export function readRaftTable(lines: string[], at: number): Block | undefined {
  if (!HEADER.test((lines[at] ?? "").slice(0, 1_000))) return undefined;
  const peers: RaftPeer[] = [];
  let next = at + 1;
  for (; next < lines.length && peers.length < RAFT_PEERS_MAX; next += 1) {
    const row = ROW.exec((lines[next] ?? "").slice(0, 1_000));
    if (row === null || !parseHostPort(row[3] ?? "", 0).ok) break;
    const [, node = "", id = "", address = "", state, voter] = row;
    peers.push({ node, id, address, voter: voter === "true", leader: state === "leader" });
  }
  return { kind: "raft", next, raft: { peers } };
}
