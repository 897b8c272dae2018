/** The presets have upstream's values. Source: serf config.go DefaultConfig; consul agent/consul/config.go. */
import { expect, it } from "vitest";
import { consulLan, consulWan, serfAgent, swimConfigOf } from "../../../engine/serf/config.ts";

const HOUR_MS = 3_600_000;

it.each([
  [
    "the serf agent",
    serfAgent(),
    { protocolVersion: 5, reconnectTimeoutMs: 24 * HOUR_MS, leavePropagateDelayMs: 1_000 },
  ],
  [
    "Consul's LAN",
    consulLan(),
    { protocolVersion: 4, reconnectTimeoutMs: 72 * HOUR_MS, leavePropagateDelayMs: 3_000 },
  ],
  [
    "Consul's WAN",
    consulWan(),
    { protocolVersion: 4, reconnectTimeoutMs: 72 * HOUR_MS, enableNameConflictResolution: false },
  ],
])("%s", (_, config, values) => {
  expect(config).toMatchObject({ ...values, tombstoneTimeoutMs: 24 * HOUR_MS, broadcastTimeoutMs: 5_000 });
});

it("a WAN pool of Consul gossips to three members a round, and probes every five seconds", () => {
  expect(consulWan().swim).toMatchObject({ gossipNodes: 3, probeIntervalMs: 5_000, suspicionMult: 6 });
});

it("the versions of a member are those of its Serf protocol", () => {
  expect(swimConfigOf(consulLan()).delegateVersions).toEqual([2, 5, 4]);
  expect(swimConfigOf(serfAgent()).delegateVersions).toEqual([2, 5, 5]);
});
