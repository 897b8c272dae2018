import { expect, it } from "vitest";
import { Secret } from "../../../engine/base/secret.ts";

it("shows no key byte in any way to text", () => {
  const secret = new Secret(Uint8Array.of(1, 2, 3));
  expect([String(secret), JSON.stringify({ secret }), secret.toString()]).toEqual([
    "•••",
    '{"secret":"•••"}',
    "•••",
  ]);
  expect(secret.reveal()).toEqual(Uint8Array.of(1, 2, 3));
});
