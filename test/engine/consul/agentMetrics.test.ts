import fc from "fast-check";
import { expect, it } from "vitest";
import { readAgentMetrics } from "../../../engine/consul/agentMetrics.ts";

/** As Consul 1.8.7 writes it, shortened. */
const BODY = {
  Timestamp: "2026-11-29 12:44:50 +0000 UTC",
  Gauges: [
    { Name: "consul.m1.memberlist.health.score", Value: 2, Labels: {} },
    { Name: "consul.m1.runtime.num_goroutines", Value: 80, Labels: {} },
  ],
  Points: [],
  Counters: [{ Name: "consul.memberlist.msg.suspect", Count: 3, Sum: 3, Max: 1, Mean: 1, Labels: {} }],
  Samples: [{ Name: "consul.memberlist.gossip", Count: 70, Sum: 0.7, Max: 0.056, Mean: 0.011, Labels: {} }],
};

it("takes what the gossip libraries count, by their own names, and nothing else", () => {
  expect(readAgentMetrics(JSON.stringify(BODY))).toEqual({
    ok: true,
    value: {
      since: "2026-11-29 12:44:50 +0000 UTC",
      rows: [
        { name: "memberlist.gossip", kind: "sample", value: 0.011, count: 70, max: 0.056 },
        { name: "memberlist.health.score", kind: "gauge", value: 2 },
        { name: "memberlist.msg.suspect", kind: "counter", value: 1, count: 3, max: 1 },
      ],
    },
  });
});

it.each(["", "[]", "{}", '{"Timestamp":5}', "null"])("refuses %j", (text) => {
  expect(readAgentMetrics(text).ok).toBe(false);
});

it("never throws, and takes no row that is broken", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (gauge, list) => {
      const read = readAgentMetrics(JSON.stringify({ ...BODY, Gauges: gauge, Samples: list }));
      expect(read.ok && read.value.rows.every(({ value }) => Number.isFinite(value))).toBe(true);
    }),
  );
});
