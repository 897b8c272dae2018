/** A made-up pool of any size for page tests: two datacenters, a few troubles, the same every time. */
import { SeededRandom } from "../../engine/base/random.ts";
import { stateCode, type MemberState, type PoolView } from "../../engine/view/view.ts";

/** When the sample's clock stands still, ms since 1970. */
export const SAMPLE_MS = 1_790_000_000_000;

/** A LAN pool of dc1 in which some members of dc2 are mixed when it has more than four members. */
export function samplePool(count: number, atMs = SAMPLE_MS): PoolView {
  const random = new SeededRandom(7);
  const strings = ["", "dc1", "dc2", "role", "consul", "node", "dc", "build", "1.8.7"];
  const tagSets = [
    [3, 4, 6, 1, 7, 8],
    [3, 5, 6, 1, 7, 8],
    [3, 5, 6, 2, 7, 8],
  ];
  const foreign = count > 4 ? Math.min(4, Math.max(1, Math.floor(count / 100))) : 0;
  const columns = {
    name: new Uint32Array(count),
    ip: new Uint32Array(count),
    port: new Uint16Array(count).fill(8301),
    state: new Uint8Array(count),
    incarnation: new Uint32Array(count),
    tags: new Uint32Array(count),
    datacenter: new Uint32Array(count),
    versions: new Uint8Array(6 * count).fill(2),
    rttMs: new Float32Array(count).fill(NaN),
    stateSinceMs: new Float64Array(count).fill(atMs - 259_200_000),
    firstSeenMs: new Float64Array(count).fill(atMs - 300_000_000),
    lastSeenMs: new Float64Array(count).fill(atMs - 1_000),
  };
  const troubles = new Map<number, MemberState>();
  if (count > 3) {
    for (let i = 0; i < Math.max(1, count / 150); i += 1) troubles.set(1 + random.below(count - 1), "failed");
    for (let i = 0; i < Math.max(1, count / 200); i += 1)
      troubles.set(1 + random.below(count - 1), "suspect");
    if (count > 20) troubles.set(4, "left").set(5, "leaving");
  }
  for (let id = 0; id < count; id += 1) {
    const isForeign = id >= count - foreign;
    const isServer = id < Math.min(3, count);
    const name = isForeign
      ? `edge-${id - count + foreign + 1}`
      : isServer
        ? `srv-${id + 1}`
        : `web-${id - 2}`;
    columns.name[id] = strings.push(name) - 1;
    columns.ip[id] = strings.push(`10.${isForeign ? 2 : 1}.${(id >> 8) & 255}.${id & 255}`) - 1;
    const state = isForeign ? "alive" : (troubles.get(id) ?? "alive");
    columns.state[id] = stateCode(state);
    if (state !== "alive") columns.stateSinceMs[id] = atMs - (state === "suspect" ? 6_000 : 240_000);
    columns.incarnation[id] = 1 + random.below(12);
    columns.tags[id] = isForeign ? 2 : isServer ? 0 : 1;
    columns.datacenter[id] = isForeign ? 2 : 1;
    if (id % 3 !== 2) columns.rttMs[id] = 0.3 + random.float() * (isForeign ? 60 : 4);
  }
  const suspects = [...troubles].filter(([id, state]) => state === "suspect" && id < count - foreign);
  const members = Array.from({ length: foreign }, (_, index) => count - foreign + index);
  return {
    revision: 1,
    info: {
      id: "lan/10.1.0.1:8301",
      name: "dc1 LAN",
      kind: "consul",
      plane: "lan",
      attach: "shadow",
      environment: "production",
      encrypted: true,
    },
    atMs,
    count,
    strings,
    tagSets,
    columns,
    coordinates: new Map(),
    accusations: suspects.flatMap(([accused]) => [
      { accused, accuser: 0, sinceMs: atMs - 6_000, incarnation: 3 },
      { accused, accuser: 2, sinceMs: atMs - 4_000, incarnation: 3 },
    ]),
    vantages: [
      {
        member: 0,
        address: "10.1.0.0:8301",
        answeredAtMs: atMs - 1_000,
        problem: undefined,
        states: columns.state.slice(),
        incarnations: columns.incarnation.slice(),
      },
      {
        member: 1,
        address: "10.1.0.1:8301",
        answeredAtMs: atMs - 3_000,
        problem: undefined,
        states: new Uint8Array(0),
        incarnations: new Uint32Array(0),
      },
    ],
    edges:
      foreign === 0
        ? []
        : [
            {
              id: "edge/dc1/dc2",
              plane: "lan",
              from: "dc1",
              to: "dc2",
              members,
              firstSeenMs: atMs - 200_000,
              address: `10.2.${((count - foreign) >> 8) & 255}.${(count - foreign) & 255}:8301`,
              expected: false,
            },
          ],
    findings:
      foreign === 0
        ? []
        : [
            {
              id: "mix/dc1/dc2",
              kind: "P",
              certainty: "likely",
              sentence: `${foreign === 1 ? "One member" : `${foreign} members`} of dc2 are in dc1's LAN pool.`,
              evidence: ["tag dc=dc2", "srv-1 lists them as alive"],
              toBeCertain: "run `consul operator raft list-peers` on a server of each datacenter.",
              firstStep: "stop deployments that write retry_join; keep both sides running.",
              members,
              sinceMs: atMs - 200_000,
            },
          ],
    problems: [],
    traffic: {
      packetsOut: 214,
      bytesOut: 9_800,
      packetsIn: 214,
      bytesIn: 41_000,
      streamsOut: 12,
      packetsUnasked: 0,
      budgetPacketsPerSecond: 2,
      budgetBytesPerSecond: 900,
    },
  };
}
