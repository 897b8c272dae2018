/** Answers about keys fit their limit, and nothing prints a key. */
import { describe, expect, it } from "vitest";
import { Secret } from "../../../engine/base/secret.ts";
import { NodeAead } from "../../../engine/host/aead.ts";
import {
  decodeKeyResponse,
  encodeKeyRequest,
  encodeKeyResponse,
} from "../../../engine/serf/internalMessages.ts";
import { answerKeyQuery, fitListing, KeyTally } from "../../../engine/serf/keyQueries.ts";
import { Keyring } from "../../../engine/wire/keyring.ts";

const aead = new NodeAead();
const key = (fill: number, size = 32): Secret => new Secret(new Uint8Array(size).fill(fill));
const tally = (nodes: number): KeyTally => new KeyTally("list", nodes, (held) => aead.fingerprint(held));

describe("a member asked to change its keys", () => {
  it.each([
    ["install", key(2), true, ""],
    ["install", key(2, 17), false, "key size must be 16, 24 or 32 bytes"],
    ["use", key(9), false, "requested key is not in the keyring"],
    ["remove", key(1), false, "removing the primary key is not allowed"],
  ] as const)("%s says how it went", (operation, asked, isDone, message) => {
    const keyring = new Keyring(aead, [key(1)]);
    expect(answerKeyQuery(operation, encodeKeyRequest(asked), keyring)).toMatchObject({ isDone, message });
  });

  it("says that there is nothing to change when it does not encrypt", () => {
    const answer = answerKeyQuery("use", encodeKeyRequest(key(1)), undefined);
    expect(answer.message).toBe("No keyring to modify (encryption not enabled)");
  });

  it("does nothing with a request that cannot be read", () => {
    const keyring = new Keyring(aead, [key(1)]);
    expect(answerKeyQuery("install", Uint8Array.of(7, 0xc1), keyring).isDone).toBe(false);
    expect(keyring.all).toHaveLength(1);
  });
});

it("shortens a list of keys until it fits, and says so", () => {
  const keyring = new Keyring(
    aead,
    Array.from({ length: 60 }, (_, i) => key(i)),
  );
  const payload = fitListing(
    answerKeyQuery("list", new Uint8Array(0), keyring),
    1_024,
    ({ length }) => length + 60,
  );
  const answer = decodeKeyResponse(payload);
  if (!answer.ok) throw new Error(answer.error.message);
  expect(payload.length + 60).toBeLessThanOrEqual(1_024);
  expect(answer.value.message).toBe(
    `truncated key list response, showing first ${answer.value.keys.length} of 60 keys`,
  );
});

it("counts who holds which key, by fingerprint, and prints none", () => {
  const counted = tally(3);
  const full = answerKeyQuery("list", new Uint8Array(0), new Keyring(aead, [key(1), key(2)]));
  counted.take("a", encodeKeyResponse(full));
  counted.take(
    "b",
    encodeKeyResponse(answerKeyQuery("list", new Uint8Array(0), new Keyring(aead, [key(2)]))),
  );
  counted.take("c", Uint8Array.of(99));
  const summary = counted.summary();
  expect(summary).toMatchObject({ nodes: 3, responses: 3, errors: 1 });
  expect([...summary.keys.values()].map(({ members, primaryOf }) => [members, primaryOf])).toEqual([
    [1, 1],
    [2, 1],
  ]);
  const printed = JSON.stringify([...summary.keys]) + [...summary.messages].join();
  for (const held of full.keys) expect(printed).not.toContain(held);
});
