/**
 * One flat pool, or LAN pools bridged by a WAN pool of servers: the same members either way, datacenters spread over
 * the regions in turn. LAN pools never speak with each other, so that one is run for all of its size.
 */
import { lan, wan } from "../../swim/config.ts";
import type { Table } from "../paper/table.ts";
import { costOf, type PoolCost } from "./pool.ts";

export interface WanCase {
  readonly datacenters: number;
  /** In all, servers among them. */
  readonly members: number;
}

export interface WanAnswer extends WanCase {
  readonly flat: PoolCost;
  readonly lanPool: PoolCost;
  readonly wanPool: PoolCost;
}

export const SERVERS_A_DATACENTER = 3;

export function compareLayouts({ datacenters, members }: WanCase, seed: number): WanAnswer {
  const here = Math.ceil(members / datacenters);
  return {
    datacenters,
    members,
    flat: costOf(lan(), members, (member) => member % datacenters, seed),
    lanPool: costOf(lan(), here, () => 0, seed),
    wanPool: costOf(wan(), SERVERS_A_DATACENTER * datacenters, (server) => server % datacenters, seed),
  };
}

/** kB are 1,000 bytes. */
export function tableOf(answers: readonly WanAnswer[]): Table {
  return {
    columns: [
      "datacenters",
      "members",
      "layout",
      "kB/s a client",
      "kB/s a server",
      "kB/s between regions",
      "first knows s",
      "last knows s",
      "suspected at rest",
    ],
    rows: answers.flatMap(({ datacenters, members, flat, lanPool, wanPool }) => {
      const clients = kilo(lanPool.bytes);
      const servers = kilo(lanPool.bytes + wanPool.bytes);
      return [
        [
          datacenters,
          members,
          "flat",
          kilo(flat.bytes),
          kilo(flat.bytes),
          kilo(flat.farBytes),
          ...times(flat),
        ],
        [datacenters, members, "bridged, LAN", clients, servers, kilo(wanPool.farBytes), ...times(lanPool)],
        [datacenters, members, "bridged, WAN", "", servers, kilo(wanPool.farBytes), ...times(wanPool)],
      ];
    }),
  };
}

function times({ firstS, lastS, suspected }: PoolCost): (string | number)[] {
  return [Number(firstS.toFixed(1)), Number(lastS.toFixed(1)), suspected];
}

function kilo(bytes: number): number {
  return Number((bytes / 1_000).toFixed(2));
}
