/** All guided scenarios, the most common accident first. */
import { accidentalJoin } from "./accidental-join.ts";
import { lanWanMingle } from "./lan-wan-mingle.ts";
import { oneWayPartition } from "./one-way-partition.ts";
import { recycledIp } from "./recycled-ip.ts";
import type { ClusterScenario } from "./scenario.ts";
import { sickAccuser } from "./sick-accuser.ts";
import { staleSnapshot } from "./stale-snapshot.ts";
import { twoNetworks } from "./two-networks.ts";

export const SCENARIOS: readonly ClusterScenario[] = [
  accidentalJoin,
  oneWayPartition,
  sickAccuser,
  recycledIp,
  twoNetworks,
  staleSnapshot,
  lanWanMingle,
];
