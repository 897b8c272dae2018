/** Addresses that the workspace's agent configs name as seeds, each with the line that says so. No VS Code here. */
import { parseHostPort, type FleetSummary } from "../engine/index.ts";
import { guessPool } from "./poolChoices.ts";

export interface FoundSeed {
  /** `host:port`, ready to be asked. */
  readonly address: string;
  readonly lane: string;
  /** `dc1/agent.hcl:12`, counted from 1. */
  readonly place: string;
}

/** More than these are looked up in the Agent Configs view. */
const SEEDS_MAX = 20;

/** Gossip ports by product, where a seed names none. */
const PORTS: Readonly<Record<string, number>> = { consul: 8301, nomad: 4648, serf: 7946 };

/** Each address once; templates and auto-join strings are no addresses, and left out. */
export function workspaceSeeds(fleet: FleetSummary | undefined): readonly FoundSeed[] {
  const found = new Map<string, FoundSeed>();
  for (const { name, product, seeds } of fleet?.lanes ?? []) {
    for (const { text, path, range } of seeds) {
      const read = /[=\s{}$]/.test(text) ? undefined : parseHostPort(text, PORTS[product] ?? 7946);
      if (read?.ok !== true) continue;
      const { host, port } = read.value;
      const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
      const place = `${path}:${range.startLine + 1}`;
      if (!found.has(address)) found.set(address, { address, lane: name, place });
    }
  }
  return [...found.values()].slice(0, SEEDS_MAX);
}

/** For the row of a seed: which pool its port means. */
export function seedKind({ address }: FoundSeed): string {
  return guessPool(Number(/:(\d+)$/.exec(address)?.[1] ?? 0)).label;
}
