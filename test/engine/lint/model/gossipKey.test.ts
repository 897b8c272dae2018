import { expect, it } from "vitest";
import { NodeAead } from "../../../../engine/host/aead.ts";
import { Secret } from "../../../../engine/base/secret.ts";
import { readGossipKey, type GossipKey } from "../../../../engine/lint/model/gossipKey.ts";
import type { Where } from "../../../../engine/lint/model/located.ts";

const at: Where = { path: "a.hcl", span: { start: 0, end: 0 } };
const read = (value: string): GossipKey | undefined =>
  readGossipKey({ known: true, value, at, entry: at, written: "encrypt" });

it.each([
  ["AAAAAAAAAAAAAAAAAAAAAA==", undefined],
  ["qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0=", undefined],
  ["AAAAAAAAAAAAAA==", "decodes to 10 bytes; a key has 16, 24 or 32"],
  ["not base64!", "has characters that standard base64 does not have"],
])("%s: %s", (text, problem) => {
  expect(read(text)).toMatchObject({ kind: "literal", problem });
});

it("prints the fingerprint that the host's cipher prints for the same key", () => {
  const bytes = new Uint8Array(32).map((_, index) => index * 3);
  const key = read(Buffer.from(bytes).toString("base64"));
  expect(key?.kind === "literal" ? key.fingerprint : "").toBe(new NodeAead().fingerprint(new Secret(bytes)));
});

it("holds neither the key's text nor its bytes", () => {
  const text = "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0=";
  expect(JSON.stringify(read(text))).not.toContain(text.slice(0, 8));
});

it.each(["REDACTED", "REPLACE_WITH_KEY", "changeme", "<key>"])("%s waits to be filled in", (text) => {
  expect(read(text)).toMatchObject({ isPlaceholderWord: true });
});

it("an empty key is none, and a placeholder is unknown", () => {
  expect(read("")).toBeUndefined();
  const unknown = { known: false, text: "${key}", at, entry: at, written: "encrypt" } as const;
  expect(readGossipKey(unknown)).toMatchObject({ kind: "unknown" });
});
