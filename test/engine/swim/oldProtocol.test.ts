/** memberlist's protocol 1: the older seal, and no ports. Source: memberlist security.go, net.go. */
import { expect, it } from "vitest";
import { key, ring, SwimLab } from "./swimLab.ts";

it("comes together, and seals the older way: version 0, padded", () => {
  const lab = new SwimLab();
  const old = { keyring: ring(key(1)), config: { protocolVersion: 1 } };
  lab.add("a", old);
  lab.add("b", old);
  expect(lab.join("b", "a")).toEqual([]);
  expect(lab.sees("a")).toEqual(["a", "b"]);
  for (const { bytes } of lab.packets) {
    expect(bytes[0]).toBe(0);
    // Version, nonce, whole blocks, tag.
    expect((bytes.length - 1 - 12 - 16) % 16).toBe(0);
  }
});

it("is understood by those who speak a newer one, and understands them", () => {
  const lab = new SwimLab();
  lab.add("old", { keyring: ring(key(1)), config: { protocolVersion: 1 } });
  lab.add("new", { keyring: ring(key(1)), config: { protocolVersion: 5 } });
  expect(lab.join("new", "old")).toEqual([]);
  lab.run(20_000);
  expect(lab.sees("old")).toEqual(["new", "old"]);
  expect(lab.sees("new")).toEqual(["new", "old"]);
  expect(new Set(lab.packets.map(({ from, bytes }) => `${from} ${bytes[0]}`))).toEqual(
    new Set(["old 0", "new 1"]),
  );
});

it("takes everybody's port for its own, so that a pool on two ports falls apart", () => {
  const lab = new SwimLab();
  lab.add("a", { config: { protocolVersion: 1 } });
  lab.add("b", { address: { ip: "10.0.0.2", port: 7999 }, config: { protocolVersion: 1 } });
  lab.join("b", "a");
  lab.run(60_000);
  expect(lab.sees("a")).toEqual(["a"]);
});
