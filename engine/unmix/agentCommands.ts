/**
 * What is run on an agent's own machine: snapshots of Raft, stop and start, files to delete, a join to an own peer.
 * Source: the measured runbook, sections 2, 3, 4 and 6.
 */
import { formatAddress } from "../base/address.ts";
import { unreachable } from "../base/assert.ts";
import { shellWord } from "../firewall/plainText.ts";
import type { SideKey } from "../firewall/sides.ts";
import { DATA_DIR, DATA_DIR_NOTE, onEach, RUN_NOTE, startLine, stopLine, unitOf } from "./agentText.ts";
import type { CaseMember, RunbookCase } from "./case.ts";
import { named } from "./checks.ts";
import { downMembers, type Journal } from "./journal.ts";
import type { Action, ActionCommands } from "./step.ts";

type AgentAction = Exclude<Action, { kind: "cut" | "forceLeave" | "lift" | "rollBack" | "recoverPeers" }>;

export function agentCommands(journal: Journal, action: AgentAction): ActionCommands {
  switch (action.kind) {
    case "saveSnapshots":
      return saveCommands(journal);
    case "restoreSnapshot":
      return restoreCommands(journal, action.on);
    case "rejoin":
      return rejoinCommands(journal, action.members);
    case "stopAll":
      return stopCommands(journal);
    case "clean":
      return cleanCommands(journal);
    case "startServers":
      return startCommands(journal, true);
    case "startClients":
      return startCommands(journal, false);
    case "forgetWan":
      return forgetWanCommands(journal);
    default:
      return unreachable(action);
  }
}

function saveCommands({ case: runbookCase }: Journal): ActionCommands {
  const sides = sidesOf(runbookCase);
  return {
    title: "Save a snapshot of Raft",
    where: `On one server of ${sides.map((side) => runbookCase.names[side]).join(", and on one of ")}, with a token that may (ACL: management).`,
    files: [],
    lines: sides.flatMap((side) => [
      ...onEach(hosts(runbookCase, side).filter(isServer), "one of them is enough"),
      `consul snapshot save -stale ${snapshotName(runbookCase, side)}`,
      `consul snapshot inspect ${snapshotName(runbookCase, side)}`,
      `cat "\${${DATA_DIR}:?}/node-id"`,
    ]),
    notes: [
      "`-stale` lets that very server answer, with a leader or without; note the index that `inspect` prints.",
      "The file holds all keys and tokens of the datacenter: keep it where only its operators can read it.",
      DATA_DIR_NOTE,
    ],
  };
}

function restoreCommands({ case: runbookCase }: Journal, on: SideKey): ActionCommands {
  const servers = hosts(runbookCase, on).filter(isServer);
  const file = snapshotName(runbookCase, on);
  return {
    title: `Restore the state of ${runbookCase.names[on]}`,
    where: `On the servers of ${runbookCase.names[on]} only: ${named(servers)}.`,
    files: [],
    lines: [
      ...onEach(servers, "on each, before and after; all sums must be equal"),
      "consul kv export -stale '' | cksum",
      ...onEach(servers, "on one of them"),
      `consul snapshot restore ${file}`,
    ],
    notes: [
      `${file} is the snapshot that this runbook had saved on a server of this site.`,
      "What was written on this site after that snapshot is gone afterwards.",
    ],
  };
}

function rejoinCommands(journal: Journal, ids: readonly number[]): ActionCommands {
  const { members, plane, poolKind } = journal.case;
  const down = downMembers(journal);
  const stuck = members.filter(({ id }) => ids.includes(id));
  const peerOf = (member: CaseMember): CaseMember | undefined =>
    members.find(
      ({ id, side, ip, state }) =>
        side === member.side &&
        id !== member.id &&
        ip !== "" &&
        state !== "left" &&
        !down.has(id) &&
        !ids.includes(id),
    );
  const join =
    poolKind === "nomad"
      ? "nomad server join"
      : poolKind === "consul"
        ? `consul join${plane === "wan" ? " -wan" : ""}`
        : "serf join";
  const alone = stuck.filter((member) => peerOf(member) === undefined);
  return {
    title: `Let ${named(stuck)} join an own member again`,
    where: "On the machine of each of them.",
    files: [],
    lines: stuck.flatMap((member) => {
      const peer = peerOf(member);
      return peer === undefined ? [] : [...onEach([member]), `${join} ${shellWord(formatAddress(peer))}`];
    }),
    notes: alone.length === 0 ? [] : [`No other own member with a known address: ${named(alone)}.`],
  };
}

function stopCommands({ case: runbookCase }: Journal): ActionCommands {
  const all = hosts(runbookCase, "a");
  const unit = unitOf(runbookCase.poolKind);
  return {
    title: "Stop all agents of the datacenter",
    where: `Root on every host, clients first: ${all.length} hosts.`,
    files: [],
    lines: [
      ...onEach(
        all.filter((member) => !member.isServer),
        "first the clients",
      ),
      `systemctl kill --signal=SIGKILL ${unit}; ${stopLine(runbookCase.poolKind)}`,
      ...onEach(all.filter(isServer), "then the servers"),
      stopLine(runbookCase.poolKind),
    ],
    notes: [
      RUN_NOTE,
      "A client leaves when it gets SIGTERM unless leave_on_terminate is false, so it is killed; a server must have leave_on_terminate false, which is the default, and a unit that does not run `consul leave`.",
      "Agents of other datacenters whose WAN list shows the LAN port must be stopped too; they are not in this list.",
    ],
  };
}

function cleanCommands({ case: runbookCase }: Journal): ActionCommands {
  const folder = `"\${${DATA_DIR}:?}/serf`;
  return {
    title: "Delete the agents' snapshot files",
    where: "Root on every host, while its agent is stopped.",
    files: [],
    lines: [...onEach(hosts(runbookCase, "a")), `rm -f ${folder}/local.snapshot" ${folder}/remote.snapshot"`],
    notes: [DATA_DIR_NOTE, "Raft's data stays: nothing else is deleted."],
  };
}

function startCommands({ case: runbookCase }: Journal, servers: boolean): ActionCommands {
  const which = hosts(runbookCase, "a").filter((member) => member.isServer === servers);
  return {
    title: servers ? "Start the servers" : "Start the clients",
    where: `Root on ${which.length === 0 ? "nobody's host: there is none" : named(which)}.`,
    files: [],
    lines: [
      ...onEach(which),
      startLine(runbookCase.poolKind),
      ...(servers ? ["consul operator raft list-peers -stale"] : ["consul members"]),
    ],
    notes: [
      RUN_NOTE,
      `No retry_join or start_join of theirs may name the WAN port: they join each other by the LAN port only.`,
    ],
  };
}

/** Each server by itself, and the next one only when this one follows a leader again. */
function forgetWanCommands({ case: runbookCase }: Journal): ActionCommands {
  const servers = sidesOf(runbookCase).flatMap((side) => hosts(runbookCase, side).filter(isServer));
  return {
    title: "Restart the servers without what they remember of the WAN pool",
    where: `Root on ${servers.length} servers, never two of one side at a time.`,
    files: [],
    lines: servers.flatMap((server) => [
      ...onEach([server]),
      stopLine(runbookCase.poolKind),
      `rm -f "\${${DATA_DIR}:?}/serf/remote.snapshot"`,
      startLine(runbookCase.poolKind),
      "until consul operator raft list-peers; do sleep 1; done",
    ]),
    notes: [
      RUN_NOTE,
      DATA_DIR_NOTE,
      "Keep the cut. The last line ends once this server follows a leader; before the next one, all own peers must be healthy.",
      "From Consul 1.12 on, `consul force-leave -wan NAME.DATACENTER` on one server of each side does the same without a restart.",
    ],
  };
}

/** Kind M has one side only. */
function sidesOf({ kind }: RunbookCase): SideKey[] {
  return kind === "M" ? ["a"] : ["a", "b"];
}

/** Each machine once: in a mingle a server is in the list twice. */
function hosts({ members }: RunbookCase, side: SideKey): CaseMember[] {
  const seen = new Set<string>();
  return members.filter(({ side: at, ip, name }) => {
    const place = ip === "" ? name : ip;
    if (at !== side || seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

function isServer(member: CaseMember): boolean {
  return member.isServer;
}

function snapshotName({ id }: RunbookCase, side: SideKey): string {
  return `lanekeeper_${id}_${side}.snap`;
}
