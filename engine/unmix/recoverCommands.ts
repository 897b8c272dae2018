/**
 * Kind R: peers.json for the site that lost its quorum, from the Raft ids that were read before anything was changed.
 * Source: the measured runbook, section 4, step 8.
 */
import { formatAddress } from "../base/address.ts";
import { CONSUL_PORTS } from "../consul/consul.ts";
import type { SideKey } from "../firewall/sides.ts";
import { named } from "./checks.ts";
import type { CaseMember } from "./case.ts";
import { DATA_DIR, onEach, startLine, stopLine } from "./agentText.ts";
import { downMembers, type Journal } from "./journal.ts";
import type { ActionCommands } from "./step.ts";

/** Raft protocol 3 has the node's id; protocol 2 has the address, and another form of the file. */
const NODE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One file for all servers of the side; none while the id or address of one of them is not known. */
export function recoverCommands(journal: Journal, on: SideKey): ActionCommands {
  const { members, names, poolKind } = journal.case;
  const down = downMembers(journal);
  const servers = members.filter(({ side, isServer, id }) => side === on && isServer && !down.has(id));
  const idOf = ({ id }: CaseMember): string => journal.raftIds[String(id)] ?? "";
  const unknown = servers.filter((server) => !NODE_ID.test(idOf(server)) || server.ip === "");
  const isKnown = servers.length > 0 && unknown.length === 0;
  const peers = servers.map((server) => ({
    id: idOf(server),
    address: formatAddress({ ip: server.ip, port: server.rpcPort > 0 ? server.rpcPort : CONSUL_PORTS.rpc }),
    non_voter: false,
  }));
  const byDefault = servers.filter(({ rpcPort }) => rpcPort === 0);
  return {
    title: `Recover Raft of ${names[on]}`,
    where: `Root on every server of ${names[on]}: ${named(servers)}. The same file goes to each.`,
    files: isKnown
      ? [{ name: "peers.json", languageId: "plaintext", text: `${JSON.stringify(peers, null, 2)}\n` }]
      : [],
    lines: [
      ...onEach(servers, "first all of them"),
      stopLine(poolKind),
      ...onEach(servers, "then, while all are stopped"),
      `cp peers.json "\${${DATA_DIR}:?}/raft/peers.json"`,
      `chown --reference="\${${DATA_DIR}:?}/raft" "\${${DATA_DIR}:?}/raft/peers.json"`,
      ...onEach(servers, "then all of them"),
      startLine(poolKind),
    ],
    notes: [
      ...(isKnown ? [] : [unknownText(servers, unknown)]),
      ...(byDefault.length === 0
        ? []
        : [`The RPC port of ${named(byDefault)} is not known from here; ${CONSUL_PORTS.rpc} was taken.`]),
      "Every server is written as a voter; what was a read replica before has to be made one again.",
      ...(down.size === 0 ? [] : ["Servers that are said to be stopped for good are not in the file."]),
    ],
  };
}

function unknownText(servers: readonly CaseMember[], unknown: readonly CaseMember[]): string {
  if (servers.length === 0) return "This side has no server that is known and not stopped.";
  return `No peers.json was written: the node id (Raft protocol 3) or the address of ${named(unknown)} was not read before. Read \`$${DATA_DIR}/node-id\` there and write an array of {"id": NODE_ID, "address": "IP:${CONSUL_PORTS.rpc}", "non_voter": false}, one entry a server.`;
}
