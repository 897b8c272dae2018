import fc from "fast-check";
import { expect, it } from "vitest";
import { readJoinAddress } from "../../../../engine/lint/model/joinAddress.ts";

it.each([
  ["10.0.0.1", "10.0.0.1", undefined],
  ["10.0.0.1:8301", "10.0.0.1", 8301],
  ["Seed.Example.NET.", "seed.example.net", undefined],
  ["consul_server_0:8302", "consul_server_0", 8302],
  ["[fd00::10]:8302", "fd00::10", 8302],
  ["[fd00:0:0::11]", "fd00::11", undefined],
  ["fd00::12", "fd00::12", undefined],
  ["::ffff:10.0.0.1", "10.0.0.1", undefined],
])("%s is read as the host %s with port %s", (text, host, port) => {
  expect(readJoinAddress(text)).toMatchObject({ kind: "host", host, port });
});

it.each([
  ["", undefined],
  ["http://10.0.0.1:8301", ["10.0.0.1:8301"]],
  ["10.0.0.1:8301/", ["10.0.0.1:8301"]],
  ["10.0.0.1/24", undefined],
  ["10.0.0.1,10.0.0.2", ["10.0.0.1", "10.0.0.2"]],
  ["10.0.0.1; 10.0.0.2", ["10.0.0.1", "10.0.0.2"]],
  ["seed:", ["seed"]],
  ["seed:eight", undefined],
  ["10.0.0.1:0", undefined],
  ["10.0.0.1:65536", undefined],
  ["10.0.0.256", undefined],
  ["fd00::1:8301", ["[fd00::1]:8301"]],
  ["[fd00::1", ["[fd00::1]"]],
  ["fd00::1]:8301", ["[fd00::1]:8301"]],
  ["a:b:c", undefined],
])("%j is malformed, and is repaired to %j", (text, repair) => {
  const target = readJoinAddress(text);
  expect(target.kind).toBe("malformed");
  expect(target.kind === "malformed" ? target.repair : "none").toEqual(repair);
});

it("a template of go-sockaddr names the joiner itself, which is a warning", () => {
  expect(readJoinAddress("{{ GetPrivateIP }}")).toMatchObject({ kind: "malformed", severity: "warning" });
});

it("reads any text without throwing, and what it repairs needs no further repair", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from("af01:.[]/, x")), maxLength: 24 }),
      (text) => {
        const target = readJoinAddress(text);
        if (target.kind !== "malformed" || text.startsWith("{{")) return;
        for (const repaired of target.repair ?? []) {
          const again = readJoinAddress(repaired);
          expect(again.kind === "malformed" && again.repair?.includes(repaired) === true).toBe(false);
        }
      },
    ),
  );
});
