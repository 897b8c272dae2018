/** memberlist asks a member whether it lives, and what follows. Source: SWIM §3.1, §4.2; memberlist state.go. */
import { NOTHING, type Explanation } from "../explanation.ts";

export const PROBES: readonly Explanation[] = [
  {
    id: "probe-timeout",
    line: /^memberlist: Failed (?:UDP )?ping: (?<member>.+) \(timeout reached\)$/,
    example: "memberlist: Failed UDP ping: web-3 (timeout reached)",
    saidBy: "memberlist",
    weight: "watch",
    means:
      "{member} did not answer a direct UDP ping in time. Others are now asked to ping it, and a TCP connection is tried; only if these fail too is it suspected.",
    todo: "Nothing for a single line. If it repeats for one member, look at its load and at UDP between the two; if it repeats for many, look at this agent's own network.",
    source: "memberlist state.go, probeNode",
  },
  {
    id: "suspect",
    line: /^memberlist: Suspect (?<member>.+) has failed, no acks received$/,
    example: "memberlist: Suspect web-3 has failed, no acks received",
    saidBy: "memberlist",
    weight: "watch",
    means:
      "This agent got no answer from {member}: not to its ping, not through other members, not over TCP. It tells the pool that it suspects {member}, which now has some seconds to refute.",
    todo: "See whether {member} refutes (it logs “Refuting a suspect message”) or is marked failed. Is it alive and refuting again and again, then packets between the two get lost, or one of them is overloaded.",
    source: "memberlist state.go, probeNode",
  },
  {
    id: "marked-failed",
    line: /^memberlist: Marking (?<member>.+) as failed, suspect timeout reached \((?<confirmations>\d+) peer confirmations\)$/,
    example: "memberlist: Marking web-3 as failed, suspect timeout reached (2 peer confirmations)",
    saidBy: "memberlist",
    weight: "act",
    means:
      "{member} did not refute in time, and this agent declares it failed. {confirmations} other members had suspected it too; the more confirm, the shorter the wait.",
    todo: "Check {member} and the network to it. With 0 confirmations in a pool of more than two, suspect this agent's own network first: nobody else missed {member}.",
    source: "memberlist state.go, suspectNode; suspicion.go",
  },
  {
    id: "refute-suspect",
    line: /^memberlist: Refuting a suspect message \(from: (?<accuser>.+)\)$/,
    example: "memberlist: Refuting a suspect message (from: web-1)",
    saidBy: "memberlist",
    weight: "watch",
    means:
      "{accuser} suspected this very agent. It is alive, says so with a higher incarnation number, and lowers its own health score, which makes it more patient with others.",
    todo: "If it repeats, this agent answers too slowly (CPU, swapping, a full network queue) or UDP from {accuser} to it is lost.",
    source: "memberlist state.go, suspectNode and refute",
  },
  {
    id: "refute-dead",
    line: /^memberlist: Refuting a dead message \(from: (?<accuser>.+)\)$/,
    example: "memberlist: Refuting a dead message (from: web-1)",
    saidBy: "memberlist",
    weight: "act",
    means:
      "The pool held this agent for failed, as {accuser} had declared. It is alive and says so with a higher incarnation number; others log that it joins again.",
    todo: "Find out why it was unreachable for so long: a pause, a cut network, or two agents with this name.",
    source: "memberlist state.go, deadNode and refute",
  },
  {
    id: "refute-alive",
    line: /^memberlist: Refuting an alive message for '(?<member>.+?)' \((?<address>\S+)\) meta:.*$/s,
    example:
      "memberlist: Refuting an alive message for 'web-3' (10.1.0.3:7946) meta:([1] VS [2]), vsn:([1 5 2 2 5 4] VS [1 5 2 2 5 4])",
    saidBy: "memberlist",
    weight: "watch",
    means:
      "Somebody told the pool things about {member}, this agent, that are not true now: other tags or versions. It is usually an echo of its own life before a restart; it can be another agent with the same name and address.",
    todo: "Nothing once after a restart. If it goes on, look for a second agent with this name.",
    source: "memberlist state.go, aliveNode",
  },
  {
    id: "udp-broken-tcp-works",
    line: /^memberlist: Was able to (?:connect to|reach) (?<member>.+?)(?: via TCP| over TCP)? but (?:other|UDP) probes failed, network may be misconfigured$/,
    example:
      "memberlist: Was able to connect to web-3 over TCP but UDP probes failed, network may be misconfigured",
    saidBy: "memberlist",
    weight: "act",
    means:
      "{member} answers over TCP and not over UDP, so it is not suspected. Gossip travels over UDP: what it is told and tells arrives late, by push/pull only.",
    todo: "Open UDP on the gossip port in both directions between the two; a firewall, a security group or an overlay lets TCP through alone.",
    source: "memberlist state.go, probeNode",
  },
  {
    id: "fallback-ping-failed",
    line: /^memberlist: Failed fallback (?:TCP )?ping: (?<reason>.+)$/,
    example: "memberlist: Failed fallback TCP ping: dial tcp 10.1.0.3:7946: i/o timeout",
    saidBy: "memberlist",
    weight: "watch",
    means: "After the UDP ping, the TCP connection to the probed member failed as well: {reason}.",
    todo: "Look at the lines around it for the member's name; it is suspected next, unless another member reached it.",
    source: "memberlist state.go, probeNode",
  },
  {
    id: "unexpected-ping",
    line: /^memberlist: Got ping for unexpected node '?(?<member>.*?)'? from=(?<from>\S+)$/,
    example: "memberlist: Got ping for unexpected node 'web-3' from=10.1.0.1:7946",
    saidBy: "memberlist",
    weight: "act",
    means:
      "{from} looks for {member} at this agent's address, but this agent has another name. The address was {member}'s before, or two agents are confused with each other.",
    todo: "Was the address recycled, force-leave {member} once it is failed. Is {from} of another cluster, then this address belonged to that cluster: keep the two apart before they merge.",
    source: "memberlist net.go, handlePing",
  },
  {
    id: "ping-send-failed",
    line: /^memberlist: Failed to send (?:UDP )?(?:compound )?(?:ping|indirect (?:UDP )?ping)(?: and suspect message to (?<to>\S+))?: (?<reason>.+)$/,
    example:
      "memberlist: Failed to send UDP ping: write udp 10.1.0.1:7946->10.1.0.3:7946: sendto: operation not permitted",
    saidBy: "memberlist",
    weight: "act",
    means: "This host could not even send the ping: {reason}.",
    todo: "The cause is on this host: its firewall (“operation not permitted”), its routes (“no route to host”, “network is unreachable”) or its interface.",
    source: "memberlist state.go, probeNode; net.go, handleIndirectPing",
  },
  {
    id: "ack-send-failed",
    line: /^memberlist: Failed to (?:send ack|send nack|forward ack): (?<reason>.+)$/,
    example:
      "memberlist: Failed to send ack: write udp 10.1.0.1:7946->10.1.0.3:7946: sendto: operation not permitted from=10.1.0.3:7946",
    saidBy: "memberlist",
    weight: "act",
    means:
      "This agent was asked whether it lives and could not send the answer: {reason}. The asker will suspect it.",
    todo: "Look at this host's own firewall and routes for the address named.",
    source: "memberlist net.go, handlePing and handleIndirectPing",
  },
  {
    id: "gossip-send-failed",
    line: /^memberlist: Failed to send gossip to (?<to>\S+): (?<reason>.+)$/,
    example:
      "memberlist: Failed to send gossip to 10.1.0.3:7946: write udp 10.1.0.1:7946->10.1.0.3:7946: sendto: operation not permitted",
    saidBy: "memberlist",
    weight: "act",
    means: "News for {to} could not leave this host: {reason}.",
    todo: "Look at this host's firewall and routes for {to}. If {to} was cut off on purpose, the line ends when its member is forgotten.",
    source: "memberlist state.go, gossip",
  },
  {
    id: "public-address-plain",
    line: /^memberlist: Binding to public address without encryption!$/,
    example: "memberlist: Binding to public address without encryption!",
    saidBy: "memberlist",
    weight: "act",
    means:
      "This agent gossips on a public address without a gossip key: whoever reaches the port can read the pool and join it.",
    todo: "Bind to a private address, or set a gossip key.",
    source: "memberlist memberlist.go, setAlive",
  },
  {
    id: "leave-unknown",
    line: /^memberlist: Leave but we're not in the node map\.$/,
    example: "memberlist: Leave but we're not in the node map.",
    saidBy: "memberlist",
    weight: "watch",
    means: "The agent was told to leave but is not in its own member list, so nothing was announced.",
    todo: NOTHING,
    source: "memberlist memberlist.go, Leave",
  },
];
