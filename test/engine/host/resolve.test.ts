import { expect, it } from "vitest";
import { resolveHost } from "../../../engine/host/resolve.ts";

const never = (): Promise<readonly string[]> => Promise.reject(new Error("was asked"));

it.each([
  ["an address is taken as it is, nobody is asked", "10.1.0.4", never, ["10.1.0.4"]],
  [
    "a name with several addresses: all of them",
    "a",
    () => ["10.1.0.4", "10.1.0.5"],
    ["10.1.0.4", "10.1.0.5"],
  ],
  ["IPv4 first", "a", () => ["fd00::1", "10.1.0.4"], ["10.1.0.4", "fd00::1"]],
  ["a name with IPv6 only", "a", () => ["fd00::1"], ["fd00::1"]],
  ["the same address twice is one", "a", () => ["10.1.0.4", "10.1.0.4"], ["10.1.0.4"]],
])("%s", async (_, host, addressesOf, ips) => {
  expect(await resolveHost(host, () => Promise.resolve(addressesOf()))).toEqual({ ok: true, value: ips });
});

it.each([
  ["a name that nobody knows", never],
  ["a name without any address", () => Promise.resolve([])],
])("%s says so in upstream's words", async (_, addressesOf) => {
  expect(await resolveHost("db.example", addressesOf)).toMatchObject({
    ok: false,
    error: {
      kind: "unresolved",
      message: expect.stringContaining('hostname "db.example" had no resolvable IPs'),
    },
  });
});
