/** The rows of the Test Clusters view, from what a cluster says of itself. */
import { expect, it } from "vitest";
import { clusterRow, type ClusterRow } from "../../../extension/trees/clusterRows.ts";
import type { ClusterStatus } from "../../../engine/view/cluster.ts";

const STATUS: ClusterStatus = {
  name: "loopback",
  runs: "sockets",
  state: "running",
  speed: 1,
  agents: [
    { name: "dc1-server-1", datacenter: "dc1", role: "server", state: "running", address: "127.77.1.1:8301" },
    { name: "dc1-client-1", datacenter: "dc1", role: "client", state: "killed", address: "127.77.1.2:8301" },
  ],
  pools: [{ key: "lan/dc1", name: "dc1 LAN" }],
  faults: [{ id: 3, text: "kill dc1-client-1", sinceMs: 1_000, untilMs: 31_000 }],
  scenario: undefined,
  notes: ["a note"],
};

function lines({ label, description, contextValue, children }: ClusterRow, depth = 0): string[] {
  const line = `${"  ".repeat(depth)}${label} | ${description} | ${contextValue}`;
  return [line, ...children.flatMap((child) => lines(child, depth + 1))];
}

it("shows datacenters, members, faults with their time, and notes", () => {
  expect(
    lines(clusterRow({ name: "loopback", status: STATUS, failure: undefined, isRunning: true })),
  ).toEqual([
    "loopback | 1 DC · 2 members · running on loopback | cluster.running.sockets",
    "  dc1 | 2 members · 1 not running | clusterDatacenter",
    "    dc1-server-1 | server · 127.77.1.1:8301 | clusterMember.running.server",
    "    dc1-client-1 | client · killed · 127.77.1.2:8301 | clusterMember.killed.client",
    "  Active faults | 1 | clusterFaults",
    "    kill dc1-client-1 | for 30 s | clusterFault",
    "  a note |  | note",
  ]);
});

it("tells the step of a scenario, and in the end its verdict", () => {
  const scenario = {
    id: "x",
    title: "Recycled IP",
    step: 2,
    steps: 3,
    words: "dc2 gets it",
    verdict: undefined,
  };
  const status = { ...STATUS, runs: "simulated" as const, speed: 10, scenario };
  const facts = { name: "x", status, failure: undefined, isRunning: true };
  expect(lines(clusterRow(facts)).slice(0, 2)).toEqual([
    "x | 1 DC · 2 members · running 10× | cluster.running.simulated",
    "  Recycled IP | step 2 of 3: dc2 gets it | scenario",
  ]);
  const verdict = { isPassed: true, words: "verdict: passed" };
  const over = { ...facts, status: { ...status, scenario: { ...scenario, verdict } } };
  expect(lines(clusterRow(over))[1]).toBe("  Recycled IP | verdict: passed | scenario");
});

it("keeps a stopped cluster, and says why one did not start", () => {
  const stopped = clusterRow({
    name: "a",
    status: { ...STATUS, state: "stopped" },
    failure: undefined,
    isRunning: false,
  });
  expect(stopped.contextValue).toBe("cluster.stopped.sockets");
  const failed = clusterRow({ name: "a", status: undefined, failure: "address in use", isRunning: false });
  expect(lines(failed)).toEqual(["a | failed | cluster.stopped.sockets", "  address in use |  | problem"]);
});
