/** Labels inside the state machine. No agent here knows them: the form is memberlist's label.go, as in our vectors. */
import { expect, it } from "vitest";
import { key, ring, SwimLab } from "./swimLab.ts";

/** 0xf4, the length, the label: outermost and in clear. Source: memberlist label.go. */
const HEADER = Uint8Array.of(0xf4, 4, 0x70, 0x72, 0x6f, 0x64);

it("brings those of one label together, and writes it in front of every packet", () => {
  const lab = new SwimLab();
  lab.add("a", { label: "prod" });
  lab.add("b", { label: "prod" });
  expect(lab.join("b", "a")).toEqual([]);
  expect(lab.sees("a")).toEqual(["a", "b"]);
  for (const { bytes } of lab.packets) expect(bytes.subarray(0, 6)).toEqual(HEADER);
});

it("writes it in front of what is encrypted too, and binds it to the seal", () => {
  const lab = new SwimLab();
  lab.add("a", { label: "prod", keyring: ring(key(1)) });
  lab.add("b", { label: "prod", keyring: ring(key(1)) });
  lab.add("other", { label: "test", keyring: ring(key(1)) });
  expect(lab.join("b", "a")).toEqual([]);
  for (const { bytes } of lab.packets) expect(bytes.subarray(0, 6)).toEqual(HEADER);
  expect(lab.join("other", "a")).toHaveLength(1);
  expect(lab.sees("a")).toEqual(["a", "b"]);
});

it.each([
  ["another label", "test", "prod"],
  ["no label, into a pool that has one", "", "prod"],
  ["a label, into a pool that has none", "prod", ""],
])("keeps out who has %s", (_, label, other) => {
  const lab = new SwimLab();
  lab.add("pool", { label: other });
  lab.add("stranger", { label });
  expect(lab.join("stranger", "pool")).toHaveLength(1);
  expect(lab.sees("pool")).toEqual(["pool"]);
  expect(lab.sees("stranger")).toEqual(["stranger"]);
});
