import { expect, it } from "vitest";
import fc from "fast-check";
import { declaredPools } from "../../extension/declaredPools.ts";

it("reads a pool by its gossip address, its HTTP API or its RPC port", () => {
  const { pools, problems } = declaredPools([
    {
      name: "dc1 LAN",
      kind: "consul",
      seed: "10.1.0.4:8301",
      cidrs: ["10.1.0.0/16"],
      environment: "production",
    },
    { name: "dc1 API", kind: "consul", apiAddress: "https://10.1.0.4:8501" },
    { name: "web", kind: "serf", apiAddress: "10.1.0.9:7373" },
  ]);
  expect(problems).toEqual([]);
  expect(pools).toMatchObject([
    { id: "lan/10.1.0.4:8301", environment: "production", confirmedCidrs: ["10.1.0.0/16"] },
    { api: { kind: "consulHttp", url: "https://10.1.0.4:8501" } },
    { api: { kind: "serfRpc" }, host: "10.1.0.9", port: 7373 },
  ]);
});

it.each([
  ["no name", { kind: "serf", seed: "10.1.0.4:7946" }, /entry 1: name/],
  ["neither address", { name: "x", kind: "serf" }, /either seed or apiAddress/],
  [
    "both addresses",
    { name: "x", kind: "serf", seed: "a:1", apiAddress: "a:2" },
    /either seed or apiAddress/,
  ],
  ["a range that is none", { name: "x", kind: "serf", seed: "a:1", cidrs: ["10.1"] }, /10\.1\.0\.0\/16/],
  ["an unknown word, such as a key", { name: "x", kind: "serf", seed: "a:1", key: "abc" }, /entry 1: key/],
])("names an entry with %s, and leaves it out", (_, entry, problem) => {
  const read = declaredPools([entry]);
  expect(read.pools).toEqual([]);
  expect(read.problems).toEqual([expect.stringMatching(problem)]);
});

it("takes anything that a settings file can hold", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { pools, problems } = declaredPools([value]);
      expect(pools.length + problems.length).toBe(1);
      expect(() => declaredPools(value)).not.toThrow();
    }),
  );
});
