/** Lists of members for tests, as an agent would give them. */
import { agentFacts } from "../../../engine/consul/members.ts";
import {
  NO_EVIDENCE,
  type Evidence,
  type SeenMember,
  type MemberList,
  type RaftConfiguration,
} from "../../../engine/evidence/evidence.ts";

export interface MemberOptions {
  readonly port?: number;
  readonly state?: SeenMember["state"];
  readonly seenMs?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A Consul server; its LAN self unless the name ends with its datacenter. */
export function server(name: string, ip: string, dc: string, options: MemberOptions = {}): SeenMember {
  const isWan = name.endsWith(`.${dc}`);
  const tags = {
    role: "consul",
    dc,
    id: `id-${ip}`,
    port: "8300",
    vsn: "2",
    build: "1.8.7:",
    expect: "3",
    ...(isWan ? {} : { wan_join_port: "8302" }),
    ...options.tags,
  };
  return member(name, ip, { port: isWan ? 8302 : 8301, ...options, tags });
}

export function client(name: string, ip: string, dc: string, options: MemberOptions = {}): SeenMember {
  return member(name, ip, {
    port: 8301,
    ...options,
    tags: { role: "node", dc, id: `id-${ip}`, build: "1.8.7:", ...options.tags },
  });
}

/** A plain Serf agent. */
export function member(name: string, ip: string, options: MemberOptions = {}): SeenMember {
  return {
    name,
    ip,
    port: options.port ?? 7946,
    state: options.state ?? "alive",
    agent: agentFacts(options.tags ?? {}),
    known: "tags",
    firstSeenMs: options.seenMs,
    id: undefined,
  };
}

export function list(members: readonly SeenMember[], rest: Partial<MemberList> = {}): MemberList {
  return {
    from: "the list",
    teller: "",
    plane: undefined,
    isPartial: false,
    isLoose: false,
    beganAs: "",
    members,
    ...rest,
  };
}

export function evidence(
  lists: readonly (MemberList | readonly SeenMember[])[],
  rest: Partial<Evidence> = {},
): Evidence {
  const whole = lists.map((one) => ("members" in one ? one : list(one)));
  return { ...NO_EVIDENCE, lists: whole, ...rest };
}

/** A Raft configuration of these servers, the first being its leader. */
export function raftOf(members: readonly SeenMember[]): RaftConfiguration {
  const peers = members.map(({ name, ip, agent }, index) => ({
    id: agent.nodeId,
    node: name,
    address: `${ip}:8300`,
    voter: true,
    leader: index === 0,
  }));
  return { from: `raft of ${members[0]?.name ?? ""}`, peers };
}
