import { expect, it } from "vitest";
import { parseGossipKey } from "../../extension/gossipKey.ts";

it.each([16, 24, 32])("reads a base64 key of %i bytes", (size) => {
  const text = Buffer.alloc(size, 7).toString("base64");
  expect(parseGossipKey(` ${text}\n`)).toEqual({ ok: true, value: new Uint8Array(size).fill(7) });
});

it.each(["", "not base64!", "c2hvcnQ="])("refuses %j without repeating it", (text) => {
  const key = parseGossipKey(text);
  expect(key.ok).toBe(false);
  if (!key.ok && text !== "") expect(key.error).not.toContain(text);
});
