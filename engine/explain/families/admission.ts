/** memberlist hears of a member: whom it lets in, and whom not. Source: memberlist state.go, aliveNode. */
import { NOTHING, type Explanation } from "../explanation.ts";

export const ADMISSION: readonly Explanation[] = [
  {
    id: "address-conflict",
    line: /^memberlist: Conflicting address for (?<member>.+?)\. Mine: (?<mine>\S+) Theirs: (?<theirs>\S+) Old state: (?<state>.+)$/,
    example:
      "memberlist: Conflicting address for web-3. Mine: 10.1.0.3:7946 Theirs: 10.2.0.3:7946 Old state: 0",
    saidBy: "memberlist",
    weight: "act",
    means:
      "Two agents call themselves {member}: one at {mine}, which this agent keeps, and one at {theirs}. That happens when two pools with the same names have met, or when a host was cloned.",
    todo: "See whether {theirs} is of another pool; if so, the pools are being mixed. Otherwise give one of the two another node name.",
    source: "memberlist state.go, aliveNode",
  },
  {
    id: "address-updated",
    line: /^memberlist: Updating address for left or failed node (?<member>.+?) from (?<old>\S+) to (?<fresh>\S+)$/,
    example: "memberlist: Updating address for left or failed node web-3 from 10.1.0.3:7946 to 10.1.0.9:7946",
    saidBy: "memberlist",
    weight: "watch",
    means:
      "{member} was gone and is back at another address, {fresh} instead of {old}. Its name was free to be taken.",
    todo: "Nothing if the host was moved or rebuilt. Is {fresh} in another cluster's network, an agent there took this name.",
    source: "memberlist state.go, aliveNode; config.go, DeadNodeReclaimTime",
  },
  {
    id: "alive-ignored",
    line: /^memberlist: ignoring alive message for '(?<member>.+?)'(?: \(\S+\))?: (?<reason>.+)$/,
    example: "memberlist: ignoring alive message for 'web-3': Member 'web-3' part of wrong datacenter 'dc2'",
    saidBy: "memberlist",
    weight: "act",
    means:
      "The pool gossips about {member}, and this agent does not take it in: {reason}. Other members did, or they would not tell.",
    todo: "Find out which members have {member} in their list; the pools may be half mixed already.",
    source: "memberlist state.go, aliveNode (the alive delegate)",
  },
  {
    id: "alive-version",
    line: /^memberlist: (?:Ignoring an alive message for|ignoring alive message for) '(?<member>.+?)' \((?<address>\S+)\) because (?:protocol version\(s\) are wrong: .+|Vsn is not present)$/,
    example:
      "memberlist: Ignoring an alive message for 'web-3' (10.1.0.3:7946) because protocol version(s) are wrong: 0 <= 0 <= 0 should be >0",
    saidBy: "memberlist",
    weight: "act",
    means:
      "What is gossiped about {member} has no valid protocol versions. No agent says that of itself; the message was made by something else or damaged.",
    todo: "Find out what runs at {address}.",
    source: "memberlist state.go, aliveNode",
  },
  {
    id: "node-rejected",
    line: /^memberlist: Rejected node (?<member>.+) \((?<address>\S+)\): (?<reason>.+)$/,
    example: "memberlist: Rejected node web-3 (10.2.0.3): 10.2.0.3 is not allowed",
    saidBy: "memberlist",
    weight: "act",
    means:
      "{member} at {address} is outside the addresses that this agent allows (serf_lan_allowed_cidrs and its kin), so it was not let in.",
    todo: "Is it a stranger, find out who joined it: each agent guards only itself, so others may have let it in. Is it one of yours, add its range.",
    source: "memberlist state.go, aliveNode; config.go, IPAllowed",
  },
  {
    id: "alive-blocked",
    line: /^memberlist: Blocked alive(?:\.Addr=(?<address>\S+))? message(?: from)?: (?<reason>.+?) from=(?<from>\S+)$/,
    example: "memberlist: Blocked alive message: 10.2.0.3 is not allowed from=10.2.0.3:8301",
    saidBy: "memberlist",
    weight: "act",
    means:
      "Gossip from {from} about a member was dropped because its address is outside the allowed ranges: {reason}.",
    todo: "The guard works. Find out why {from} gossips into this pool.",
    source: "memberlist net.go, handleAlive",
  },
  {
    id: "address-update-rejected",
    line: /^memberlist: Rejected IP update from (?<one>\S+) to (?<other>\S+) for node (?<member>.+?): (?<reason>.+)$/,
    example:
      "memberlist: Rejected IP update from web-3 to 10.1.0.3 for node 10.2.0.3: 10.2.0.3 is not allowed",
    saidBy: "memberlist",
    weight: "act",
    means:
      "A known member is said to have moved to an address outside the allowed ranges: {reason}. The words of the line are in the wrong order upstream: the first is the member's name, the second its old address, the last the new one.",
    todo: "Find out who took the name.",
    source: "memberlist state.go, aliveNode",
  },
  {
    id: "message-unencoded",
    line: /^memberlist: (?:Failed to (?:encode|encrypt|compress|parse) .+|Encryption of message failed): (?<reason>.+)$/,
    example: "memberlist: Failed to encode message for broadcast: EOF",
    saidBy: "memberlist",
    weight: "watch",
    means: "The agent could not put one of its own messages into bytes: {reason}. The message was not sent.",
    todo: "If it repeats, report it to the product; it is a defect there, not in the network.",
    source: "memberlist broadcast.go and net.go",
  },
  {
    id: "bind-retry",
    line: /^memberlist: (?:Got bind error: (?<reason>.+)|Using dynamic bind port (?<port>\d+))$/,
    example: "memberlist: Using dynamic bind port 35791",
    saidBy: "memberlist",
    weight: "routine",
    means: "The agent was given port 0 and looks for a free one that it can have for UDP and TCP alike.",
    todo: NOTHING,
    source: "memberlist memberlist.go, newMemberlist",
  },
];
