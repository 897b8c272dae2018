/** The kinds of pool that can be observed, and the guess from a port number. */
import type { PoolKind, Plane, PreflightReport } from "../engine/index.ts";
import { seedText } from "./pool.ts";

export interface PoolChoice {
  readonly kind: PoolKind;
  readonly plane: Plane;
  readonly label: string;
  readonly detail: string;
  /** Upstream's default gossip port. */
  readonly defaultPort: number;
}

export const POOL_CHOICES = [
  {
    kind: "consul",
    plane: "lan",
    label: "Consul LAN",
    detail: "servers and clients of one datacenter",
    defaultPort: 8301,
  },
  {
    kind: "consul",
    plane: "wan",
    label: "Consul WAN",
    detail: "servers of all datacenters",
    defaultPort: 8302,
  },
  {
    kind: "nomad",
    plane: "wan",
    label: "Nomad servers",
    detail: "servers of all regions",
    defaultPort: 4648,
  },
  { kind: "serf", plane: "lan", label: "Serf", detail: "plain Serf agents, LAN timing", defaultPort: 7946 },
  {
    kind: "serf",
    plane: "wan",
    label: "Serf, WAN profile",
    detail: "plain Serf agents started with -profile=wan",
    defaultPort: 0,
  },
  {
    kind: "memberlist",
    plane: "lan",
    label: "memberlist",
    detail: "anything else that speaks memberlist, such as Loki",
    defaultPort: 0,
  },
] as const satisfies readonly PoolChoice[];

/** By upstream's default ports; an unknown port counts as plain Serf. */
export function guessPool(port: number): PoolChoice {
  return POOL_CHOICES.find(({ defaultPort }) => defaultPort === port) ?? POOL_CHOICES[3];
}

/** `dc1 LAN` after the biggest datacenter of the answer; the address before there is one. */
export function poolName(
  choice: PoolChoice,
  report: PreflightReport | undefined,
  seed: { readonly host: string; readonly port: number },
): string {
  const biggest = [...(report?.datacenters ?? [])].sort((a, b) => b.members - a.members)[0]?.name ?? "";
  return `${biggest === "" ? seedText(seed) : biggest} ${choice.plane.toUpperCase()}`;
}
