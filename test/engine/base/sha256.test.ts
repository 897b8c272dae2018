import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { sha256 } from "../../../engine/base/sha256.ts";

it.each([0, 1, 55, 56, 63, 64, 65, 1_000])("gives Node's digest of %i bytes", (size) => {
  const message = new Uint8Array(size).map((_, index) => index * 7);
  expect(Buffer.from(sha256(message)).toString("hex")).toBe(
    createHash("sha256").update(message).digest("hex"),
  );
});
