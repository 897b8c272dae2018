/** memberlist and what arrives on its UDP port. */
import type { Explanation } from "../explanation.ts";

export const PACKETS: readonly Explanation[] = [
  {
    id: "decrypt-failed",
    line: /^memberlist: Decrypt packet failed: (?<reason>.+?) from=(?<from>\S+)$/,
    example:
      "memberlist: Decrypt packet failed: No installed keys could decrypt the message from=10.2.0.3:8301",
    saidBy: "memberlist",
    weight: "act",
    means:
      "{from} sends gossip here that none of this agent's keys opens: {reason}. It has another gossip key, or none.",
    todo: "Is {from} of this pool, give it the key. Is it of another, its join list or a recycled address leads it here; the key is what keeps the two pools apart, so do not share it.",
    source: "memberlist net.go, ingestPacket",
  },
  {
    id: "packet-undecodable",
    line: /^memberlist: Failed to decode (?<what>.+?(?: request| response| message| ping)?): (?<reason>.+) from=(?<from>\S+)$/,
    example:
      "memberlist: Failed to decode indirect ping request: codec.decoder: Only encoded map or array can be decoded into a struct. (valueType: 5) from=10.2.0.3:8301",
    saidBy: "memberlist",
    weight: "act",
    means:
      "{from} sent something that begins like gossip and is none. Where this agent has no gossip key and {from} has one, this is what ciphertext looks like.",
    todo: "Compare the gossip keys of the two by their fingerprints. Otherwise something that is no agent sends to this port.",
    source: "memberlist net.go, handlePing and its neighbours",
  },
  {
    id: "packet-type-unknown",
    line: /^memberlist: (?:msg type|Message type) \((?<type>\d+)\) not supported from=(?<from>\S+?)(?: \(packet handler\))?$/,
    example: "memberlist: msg type (147) not supported from=10.2.0.3:8301",
    saidBy: "memberlist",
    weight: "act",
    means:
      "{from} sent a packet that is no gossip message. Where this agent has no gossip key and {from} has one, this is what ciphertext looks like.",
    todo: "Compare the gossip keys of the two; otherwise find out what sends to this port.",
    source: "memberlist net.go, handleCommand",
  },
  {
    id: "packet-checksum",
    line: /^memberlist: Got invalid checksum for UDP packet: .+$/,
    example: "memberlist: Got invalid checksum for UDP packet: 1a2b3c4d, 5e6f7081",
    saidBy: "memberlist",
    weight: "watch",
    means: "A packet was damaged on its way, or is no gossip. It was dropped.",
    todo: "If it repeats, look for a device that changes packets, or for another program on this port.",
    source: "memberlist net.go, ingestPacket",
  },
  {
    id: "packet-truncated",
    line: /^memberlist: Compound request had (?<count>\d+) truncated messages from=(?<from>\S+)$/,
    example: "memberlist: Compound request had 3 truncated messages from=10.1.0.3:7946",
    saidBy: "memberlist",
    weight: "act",
    means:
      "A packet from {from} arrived cut off; {count} of its messages are lost. The network carries smaller packets than the agents send (1,400 bytes, 512 across the WAN).",
    todo: "Look at the MTU of tunnels and overlays between the two.",
    source: "memberlist net.go, handleCompound",
  },
  {
    id: "label-unacceptable",
    line: /^memberlist: discarding (?<form>packet|stream) with unacceptable label "(?<label>.*)": (?:from=)?(?<from>\S+)$/,
    example: 'memberlist: discarding packet with unacceptable label "tempo": from=10.1.0.3:7946',
    saidBy: "memberlist",
    weight: "act",
    means:
      "{from} belongs to a pool with the label “{label}” and knocks at this one, which has another label. The label kept them apart.",
    todo: "Find the join entry or the Kubernetes service that names members of both. While a label is being introduced, switch its verification off on all members first.",
    source: "memberlist net.go, ingestPacket and handleConn",
  },
  {
    id: "label-double",
    line: /^memberlist: unexpected double (?<form>packet|stream) label header: (?:from=)?(?<from>\S+)$/,
    example: "memberlist: unexpected double packet label header: from=10.1.0.3:7946",
    saidBy: "memberlist",
    weight: "act",
    means: "{from} put a label before its gossip, but this agent does not verify labels and has none.",
    todo: "Give this agent the label of its pool, or find out why {from} talks to it.",
    source: "memberlist net.go, ingestPacket and handleConn",
  },
  {
    id: "handler-queue-full",
    line: /^memberlist: handler queue full, dropping message \((?<type>\d+)\) from=(?<from>\S+)$/,
    example: "memberlist: handler queue full, dropping message (4) from=10.1.0.3:7946",
    saidBy: "memberlist",
    weight: "act",
    means:
      "This agent gets gossip faster than it can take it in and drops some. The pool churns heavily, the agent has too little CPU, or somebody floods it.",
    todo: "Look at the agent's CPU and at how many members join and fail in a minute.",
    source: "memberlist net.go, handleCommand",
  },
  {
    id: "packet-compressed-bad",
    line: /^memberlist: Failed to decompress payload: (?<reason>.+) from=(?<from>\S+)$/,
    example: "memberlist: Failed to decompress payload: lzw: invalid code from=10.1.0.3:7946",
    saidBy: "memberlist",
    weight: "watch",
    means: "A compressed packet from {from} could not be unpacked: {reason}. It was dropped.",
    todo: "If it repeats, the packets are damaged, or are no gossip.",
    source: "memberlist net.go, handleCompressed",
  },
  {
    id: "udp-read-failed",
    line: /^memberlist: (?:Error reading UDP packet: (?<reason>.+)|UDP packet too short \((?<size>\d+) bytes\) (?:from=)?\S+)$/,
    example: "memberlist: UDP packet too short (0 bytes) from=10.1.0.3:7946",
    saidBy: "memberlist",
    weight: "watch",
    means: "The UDP port gave an error or an empty packet. Empty ones are what port scanners send.",
    todo: "If it repeats, see who sends it.",
    source: "memberlist net_transport.go, udpListen",
  },
];
