/** memberlist over TCP: joins and push/pull, in which two members exchange all that they know. */
import { NOTHING, type Explanation } from "../explanation.ts";

export const STREAMS: readonly Explanation[] = [
  {
    id: "stream-accepted",
    line: /^memberlist: Stream connection from=(?<from>\S+)$/,
    example: "memberlist: Stream connection from=10.1.0.3:43124",
    saidBy: "memberlist",
    weight: "routine",
    means:
      "{from} opened a TCP connection to the gossip port: a join, the regular push/pull, a TCP ping, or anybody who knows the port. What came of it stands in the next lines, if anything did.",
    todo: "Nothing, unless {from} has no business here.",
    source: "memberlist net.go, handleConn",
  },
  {
    id: "push-pull-started",
    line: /^memberlist: Initiating push\/pull sync with:\s+(?:(?<member>\S+) )?(?<address>\S+)$/,
    example: "memberlist: Initiating push/pull sync with: web-3 10.1.0.3:7946",
    saidBy: "memberlist",
    weight: "routine",
    means:
      "This agent exchanges its whole member list with the one at {address}. Without a name before the address it is a join to an address from a list; with a name it is the regular exchange (every 30 s in small LAN pools) or a reconnect.",
    todo: NOTHING,
    source: "memberlist net.go, sendAndReceiveState",
  },
  {
    id: "join-failed",
    line: /^(?:memberlist: |\* )?[Ff]ailed to join (?<address>\S+): (?<reason>.+)$/,
    example: "memberlist: Failed to join 10.1.0.3: dial tcp 10.1.0.3:7946: connect: connection refused",
    saidBy: "memberlist",
    weight: "watch",
    means:
      "The exchange of member lists with {address} did not come about: {reason}. Nothing of that side was taken over.",
    todo: "See the reason. An agent with `retry_join` tries again; `join` and `start_join` do not.",
    source: "memberlist memberlist.go, Join",
  },
  {
    id: "resolve-failed",
    line: /^(?:memberlist: |\* )?[Ff]ailed to resolve (?<address>\S+?): (?<reason>.+)$/,
    example: "memberlist: Failed to resolve consul.example.net: lookup consul.example.net: no such host",
    saidBy: "memberlist",
    weight: "act",
    means: "The name {address} of a join list has no address here: {reason}.",
    todo: "Check the name and this host's resolver. A name that means another host in another place can lead into another cluster.",
    source: "memberlist memberlist.go, Join",
  },
  {
    id: "push-pull-merge-refused",
    line: /^memberlist: Failed push\/pull merge: (?<reason>.+?) from=(?<from>\S+)$/,
    example:
      "memberlist: Failed push/pull merge: Member 'web-3' part of wrong datacenter 'dc2' from=10.2.0.3:43124",
    saidBy: "memberlist",
    weight: "act",
    means:
      "{from} offered its member list and this agent refused all of it: {reason}. The guard worked; nobody was taken in.",
    todo: "Find the agent behind {from} and the join entry that leads it here. The guard looks at names only: two clusters of one name are not refused.",
    source: "memberlist net.go, handleConn and mergeRemoteState",
  },
  {
    id: "push-pull-failed",
    line: /^memberlist: Push\/Pull with (?<member>.+?) failed: (?<reason>.+)$/,
    example: "memberlist: Push/Pull with web-3 failed: dial tcp 10.1.0.3:7946: i/o timeout",
    saidBy: "memberlist",
    weight: "watch",
    means: "The regular exchange with {member} failed: {reason}. Another member is chosen next time.",
    todo: "If it repeats for many members, TCP on the gossip port is blocked. With a reason that names a member, that member is what the other side or this one does not accept.",
    source: "memberlist state.go, pushPull",
  },
  {
    id: "receive-failed",
    line: /^memberlist: failed to receive: (?<reason>.+?) from=(?<from>\S+)$/i,
    example:
      "memberlist: failed to receive: Encryption is configured but remote state is not encrypted from=10.1.0.3:41678",
    saidBy: "memberlist",
    weight: "act",
    means: "A TCP connection from {from} could not be read: {reason}.",
    todo: "See the reason. An end of file without more is often a health check or a port scan that speaks no gossip.",
    source: "memberlist net.go, handleConn",
  },
  {
    id: "remote-state-unread",
    line: /^memberlist: Failed to (?:read remote state|receive user message|push local state): (?<reason>.+?) from=(?<from>\S+)$/,
    example: "memberlist: Failed to read remote state: EOF from=10.1.0.3:41678",
    saidBy: "memberlist",
    weight: "watch",
    means: "An exchange with {from} broke off in the middle: {reason}.",
    todo: "Nothing for a single line; if it repeats, look at the network and at timeouts of devices in between.",
    source: "memberlist net.go, handleConn",
  },
  {
    id: "too-many-push-pulls",
    line: /^memberlist: Too many pending push\/pull requests$/,
    example: "memberlist: Too many pending push/pull requests",
    saidBy: "memberlist",
    weight: "act",
    means:
      "128 others wait for an exchange with this agent, so one more was turned away. Many agents start at once, or all of them have this agent as their only seed.",
    todo: "Give the agents several seeds, and restart large fleets in steps.",
    source: "memberlist net.go, handleConn and maxPushPullRequests",
  },
  {
    id: "remote-state-large",
    line: /^memberlist: Remote node state (?:size is \((?<size>\d+)\) limit is|is larger than limit) \(\d+\)$/,
    example: "memberlist: Remote node state size is (22020096) limit is (20971520)",
    saidBy: "memberlist",
    weight: "act",
    means:
      "Somebody offered a member list of more than 20 MiB. No pool that works has one; it is refused before it is read.",
    todo: "Find out who sends it. A gossip port that is open to strangers is the usual reason.",
    source: "memberlist net.go, decryptRemoteState and maxPushStateBytes",
  },
  {
    id: "stream-invalid-type",
    line: /^memberlist: Received invalid msgType \((?<type>\d+)\) (?:from=)?(?<from>\S+)$/,
    example: "memberlist: Received invalid msgType (71) from=10.1.0.3:41678",
    saidBy: "memberlist",
    weight: "act",
    means:
      "What {from} sent over TCP begins with {type}, which is no gossip. 71 and 80 are HTTP (G, P), 22 is TLS.",
    todo: "Point the health check, proxy or scanner at another port.",
    source: "memberlist net.go, handleConn",
  },
  {
    id: "tcp-accept-failed",
    line: /^memberlist: Error accepting TCP connection: (?<reason>.+)$/,
    example: "memberlist: Error accepting TCP connection: accept tcp [::]:7946: too many open files",
    saidBy: "memberlist",
    weight: "act",
    means: "The system gave this agent no new TCP connection: {reason}.",
    todo: "With “too many open files”, raise the limit of open files of the agent's unit.",
    source: "memberlist net_transport.go, tcpListen",
  },
];
