/** A Consul agent joins, and its servers hear of each other over LAN and WAN. */
import { NOTHING, type Explanation } from "../explanation.ts";

export const CONSUL_JOINS: readonly Explanation[] = [
  {
    id: "consul-joining",
    line: /^(?:agent: )?(?:\((?<pool>LAN|WAN)\) joining: (?:lan_addresses=|wan_addresses=)?\[(?<addresses>.*)\]|Joining cluster\.\.\.(?:: cluster=(?<cluster>LAN|WAN))?)$/,
    example: "(LAN) joining: lan_addresses=[10.1.0.3]",
    saidBy: "Consul",
    weight: "watch",
    means:
      "The agent joins by its join list, or because somebody ran `consul join`. Consul refuses a LAN join only where the datacenter names, or the segments, differ, and a WAN join of those who are no servers.",
    todo: "Check that the addresses are of its own datacenter (LAN), or of servers (WAN).",
    source: "consul agent/agent.go, JoinLAN and JoinWAN; agent/retry_join.go",
  },
  {
    id: "consul-joined",
    line: /^(?:agent: )?(?:\((?<pool>LAN|WAN)\) joined: (?:number_of_nodes=[1-9]\d*|[1-9]\d* Err: <nil>)|Join (?:cluster )?completed\. Synced with (?:initial agents: cluster=(?<cluster>LAN|WAN) num_agents=(?<agents>\d+)|(?<initial>\d+) initial agents))$/,
    example: "(LAN) joined: number_of_nodes=1",
    saidBy: "Consul",
    weight: "routine",
    means: "Member lists were exchanged with that many of the addresses; both sides are one pool now.",
    todo: NOTHING,
    source: "consul agent/agent.go, JoinLAN and JoinWAN; agent/retry_join.go",
  },
  {
    id: "consul-join-failed",
    line: /^(?:agent: )?(?:\((?<pool>LAN|WAN)\) (?:couldn't join: .*|joined: 0 Err: .*)|Join (?:cluster )?failed(?:, will retry)?:.*|[Mm]ax join retry exhausted, exiting)$/s,
    example: "(LAN) couldn't join: number_of_nodes=0 error=\"1 error occurred:",
    saidBy: "Consul",
    weight: "act",
    means: "None of the addresses could be joined. The reasons follow, one an address.",
    todo: "See the reason of each address. With retry_join the agent goes on trying.",
    source: "consul agent/agent.go, JoinLAN and JoinWAN; agent/retry_join.go",
  },
  {
    id: "consul-retry-list",
    line: /^(?:agent: )?(?:Retry join is supported for the following discovery methods: .+|Discovered (?:LAN |WAN )?servers: .+|(?:No servers to join|Using .+ for .*discovery))$/,
    example: "Discovered servers: cluster=LAN cluster=LAN servers=10.1.0.3",
    saidBy: "Consul",
    weight: "watch",
    means:
      "The agent looks for addresses to join. What it discovered is what it will join, whatever the tags meant.",
    todo: "Check that what is discovered is of this datacenter only; a filter that is too wide finds another cluster's servers.",
    source: "consul agent/retry_join.go",
  },
  {
    id: "lan-server-added",
    line: /^(?:consul: )?[Aa]dding (?<plane>LAN |WAN )?server:? (?:server=)?"?(?<server>\S+) \(Addr: \S+?\) \(DC: (?<datacenter>.+?)\)"?$/,
    example: 'Adding LAN server: server="web-3 (Addr: tcp/10.1.0.3:8300) (DC: dc1)"',
    saidBy: "Consul",
    weight: "routine",
    means: "{server} of {datacenter} is a server that this agent may now send its requests to.",
    todo: "Is {server} of another cluster with the same datacenter name, this agent now asks, and a leader adds to Raft, a stranger.",
    source: "consul agent/consul/server_serf.go, lanNodeJoin; client_serf.go, nodeJoin",
  },
  {
    id: "lan-server-removed",
    line: /^(?:consul: )?[Rr]emoving (?<plane>LAN |WAN )?server:? (?:server=)?"?(?<server>\S+) \(Addr: \S+?\) \(DC: (?<datacenter>.+?)\)"?$/,
    example: 'Removing LAN server: server="web-3 (Addr: tcp/10.1.0.3:8300) (DC: dc1)"',
    saidBy: "Consul",
    weight: "watch",
    means:
      "{server} of {datacenter} failed or left, so this agent sends it no more requests. Raft is not concerned by this line.",
    todo: "See why {server} went.",
    source: "consul agent/consul/server_serf.go, lanNodeFailed; client_serf.go, nodeFail",
  },
  {
    id: "area-event",
    line: /^Handled event for server in area: event=(?<event>\S+) server=(?<server>\S+) area=(?<area>\S+)$/,
    example: "Handled event for server in area: event=member-join server=web-3.dc1 area=wan",
    saidBy: "Consul",
    weight: "routine",
    means:
      "The router took note of {event} of the server {server} in the area {area}: to whom requests for other datacenters go.",
    todo: "In the area wan, a name without a datacenter suffix is a LAN member in the WAN pool: LAN and WAN are mingled.",
    source: "consul agent/router/serf_adapter.go",
  },
  {
    id: "flood-join",
    line: /^Successfully performed flood-join for server at address: server=(?<server>\S+) address=(?<address>\S+)$/,
    example:
      "Successfully performed flood-join for server at address: server=web-3.dc1 address=10.1.0.3:8302",
    saidBy: "Consul",
    weight: "routine",
    means:
      "This server put a server of its own LAN pool into the WAN pool, as Consul does by itself for each. After a LAN mix, the strangers enter the WAN pool in this way too.",
    todo: NOTHING,
    source: "consul agent/router/router.go and agent/consul/flood.go",
  },
  {
    id: "flood-join-failed",
    line: /^Failed to flood-join server(?: at address)?: server=(?<server>\S+)(?: address=(?<address>\S+))?(?: error=(?<reason>.+))?$/,
    example:
      'Failed to flood-join server: server=web-3.dc1 address=10.1.0.3:8300 error="no wan join port for server"',
    saidBy: "Consul",
    weight: "act",
    means:
      "This server wanted to put {server} into the WAN pool, since it is a server of its own LAN pool, and could not: {reason}.",
    todo: "Has {server} a datacenter suffix, it is a WAN member in the LAN pool: LAN and WAN are mingled.",
    source: "consul agent/consul/flood.go and agent/router/serf_flooder.go",
  },
  {
    id: "no-servers",
    line: /^(?:manager: )?No (?:healthy )?[Ss]ervers available$|^No servers available\.?$/,
    example: "No servers available",
    saidBy: "Consul",
    weight: "act",
    means:
      "This agent knows no server that it could ask. It has not joined, or joined a pool of clients only.",
    todo: "See its join lines; compare `consul members` here and on a server.",
    source: "consul agent/router/manager.go, FindServer",
  },
  {
    id: "servers-rebalanced",
    line: /^(?:manager: )?(?:Rebalanced servers, (?:new active server: .+|next active server is .+)|Rebalanced \d+ servers, .+|cycled away from server:? .+)$/,
    example:
      'Rebalanced servers, new active server: number_of_servers=3 active_server="web-3 (Addr: tcp/10.1.0.3:8300) (DC: dc1)"',
    saidBy: "Consul",
    weight: "routine",
    means:
      "The agent chose anew which server it asks first; it does so from time to time and after failures.",
    todo: NOTHING,
    source: "consul agent/router/manager.go, RebalanceServers",
  },
  {
    id: "server-ping-failed",
    line: /^(?:manager: )?pinging server failed: server="?(?<server>\S+) .*$/,
    example:
      'pinging server failed: server="web-3 (Addr: tcp/10.1.0.3:8300) (DC: dc1)" error="rpc error making call: stream closed"',
    saidBy: "Consul",
    weight: "watch",
    means: "{server} is in the list but did not answer on its RPC port (8300).",
    todo: "With many of them, port 8300 is cut while gossip still goes through.",
    source: "consul agent/router/manager.go, RebalanceServers",
  },
];
