import { expect, it } from "vitest";
import { guessSource, readSource, sourceChoices } from "../../extension/sourceChoices.ts";

it.each([
  ["10.1.0.4:8301", ["gossip", "consulHttp", "serfRpc"]],
  ["consul.example", ["gossip", "consulHttp", "serfRpc"]],
  ["10.1.0.4:8500", ["consulHttp", "gossip", "serfRpc"]],
  ["10.1.0.4:7373", ["serfRpc", "gossip", "consulHttp"]],
  ["https://consul.example/edge", ["consulHttp"]],
])("offers for %s what it can mean, the likeliest first", (text, kinds) => {
  expect(sourceChoices(text).map(({ kind }) => kind)).toEqual(kinds);
});

it("shows the three ways without an address, and none for what is no address", () => {
  expect(sourceChoices(" ").map(({ source }) => source)).toEqual([undefined, undefined, undefined]);
  expect(sourceChoices("no address")).toEqual([]);
});

it("completes ports, and takes plain http unless https is said", () => {
  expect(readSource("consulHttp", "10.1.0.4")).toMatchObject({ value: { url: "http://10.1.0.4:8500" } });
  expect(readSource("serfRpc", "10.1.0.4")).toMatchObject({ value: { port: 7373 } });
});

it("takes an HTTP API for a Consul LAN, and RPC for Serf", () => {
  expect(guessSource({ kind: "consulHttp", host: "a", port: 443 })).toMatchObject({
    kind: "consul",
    plane: "lan",
  });
  expect(guessSource({ kind: "serfRpc", host: "a", port: 1 })).toMatchObject({ kind: "serf", plane: "lan" });
});
