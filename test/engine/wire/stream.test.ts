/** Streams: what we seal opens again, at any chunking; a peer's word never costs memory. */
import { expect, it } from "vitest";
import { Secret } from "../../../engine/base/secret.ts";
import { NodeAead } from "../../../engine/host/aead.ts";
import { Keyring } from "../../../engine/wire/keyring.ts";
import type { PushPull, StreamMessage } from "../../../engine/wire/messages.ts";
import { sealStream, StreamReader, type StreamSecurity } from "../../../engine/wire/stream.ts";

const keyring = (byte: number): Keyring =>
  new Keyring(new NodeAead(), [new Secret(new Uint8Array(16).fill(byte))]);
const state: PushPull = {
  kind: "pushPull",
  join: false,
  nodes: Array.from({ length: 40 }, (_, i) => ({
    name: `n${i}`,
    ip: i % 2 === 0 ? `10.0.0.${i}` : `fd00::${i + 1}`,
    port: 7946,
    meta: new Uint8Array(i).fill(0xff),
    incarnation: i * 100_000,
    state: "suspect" as const,
    versions: [1, 5, 2, 2, 5, 5] as const,
  })),
  userState: Uint8Array.of(2, 0x80),
};
const messages: StreamMessage[] = [
  state,
  { kind: "ping", seqNo: 1, node: "a" },
  { kind: "ackResp", seqNo: 1, payload: new Uint8Array(0) },
  { kind: "user", payload: new Uint8Array(300).fill(3) },
  { kind: "err", error: "no" },
];
const securities = [
  { label: "" },
  { label: "blue" },
  { label: "blue", keyring: keyring(1) },
  { label: "", keyring: keyring(1) },
];

it("gives every message back, by whatever chunks it comes, in both directions", () => {
  for (const message of messages) {
    for (const security of securities) {
      for (const dialed of [true, false]) {
        for (const compress of [true, false]) {
          const bytes = sealStream(message, { ...security, dialed, compress });
          const reader = new StreamReader({ ...security, dialed: !dialed });
          let answer: ReturnType<StreamReader["push"]>;
          for (let at = 0; at < bytes.length; at += 7) answer = reader.push(bytes.subarray(at, at + 7));
          expect(answer).toEqual({ ok: true, value: message });
        }
      }
    }
  }
});

it("says at every cut that the stream ended too early", () => {
  const bytes = sealStream(state, { label: "blue", dialed: true, compress: false });
  for (let size = 0; size < bytes.length; size += 1) {
    const reader = new StreamReader({ label: "blue", dialed: false });
    expect(reader.push(bytes.subarray(0, size))).toBeUndefined();
    expect(reader.end()).toMatchObject({ ok: false, error: { kind: "truncated", offset: size } });
  }
});

const us: StreamSecurity = { label: "", dialed: true };
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

it.each([
  {
    what: "a 4 GiB frame",
    bytes: hex("0a ffffffff"),
    security: { ...us, keyring: keyring(1) },
    kind: "tooLarge",
  },
  { what: "16 million nodes", bytes: hex("06 81 a5 4e6f646573 ce 01000000"), security: us, kind: "tooLarge" },
  {
    what: "2 GiB of user state",
    bytes: hex("06 81 ac 5573657253746174654c656e ce 7fffffff"),
    security: us,
    kind: "tooLarge",
  },
  {
    what: "a 1 GiB buffer",
    bytes: hex("09 82 a4 416c676f 00 a3 427566 db 40000000"),
    security: us,
    kind: "tooLarge",
  },
  { what: "encryption without our having a key", bytes: hex("0a"), security: us, kind: "encrypted" },
  {
    what: "plaintext from a caller where we have a key",
    bytes: hex("06"),
    security: { label: "", dialed: false, keyring: keyring(1) },
    kind: "notEncrypted",
  },
  {
    what: "HTTP",
    bytes: new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n"),
    security: us,
    kind: "unsupported",
  },
  { what: "SSH", bytes: new TextEncoder().encode("SSH-2.0-OpenSSH"), security: us, kind: "unsupported" },
  {
    what: "a foreign label",
    bytes: hex("f4 01 78 06"),
    security: { label: "y", dialed: false },
    kind: "labelMismatch",
  },
])("refuses $what at once, as $kind", ({ bytes, security, kind }) => {
  expect(new StreamReader(security).push(bytes)).toMatchObject({ ok: false, error: { kind } });
});

it("believes a claim of a million nodes only as far as bytes come", () => {
  const reader = new StreamReader(us);
  expect(reader.push(hex("06 81 a5 4e6f646573 ce 00100000"))).toBeUndefined();
  expect(reader.push(hex("80 80 80"))).toBeUndefined();
  expect(reader.end()).toMatchObject({ ok: false, error: { kind: "truncated" } });
});

it("reads the plaintext error of a peer that has no key", () => {
  const error: StreamMessage = {
    kind: "err",
    error: "Remote state is encrypted and encryption is not configured",
  };
  const bytes = sealStream(error, { label: "", dialed: false, compress: true });
  const reader = new StreamReader({ ...us, keyring: keyring(1) });
  expect(reader.push(bytes)).toEqual({ ok: true, value: error });
  const other = new StreamReader({ ...us, keyring: keyring(1) });
  const plainState = sealStream(state, { label: "", dialed: false, compress: true });
  expect(other.push(plainState)).toMatchObject({ ok: false, error: { kind: "notEncrypted" } });
});

it("names a wrong key and a wrong label in the additional data", () => {
  const bytes = sealStream(state, { label: "a", dialed: false, compress: true, keyring: keyring(1) });
  const kindWith = (label: string, key: Keyring): string => {
    const answer = new StreamReader({ label, dialed: true, keyring: key }).push(bytes);
    return answer === undefined ? "waiting" : answer.ok ? "read" : answer.error.kind;
  };
  expect(kindWith("a", keyring(2))).toBe("noKeyFits");
  expect(kindWith("b", keyring(1))).toBe("noKeyFits");
  expect(kindWith("a", keyring(1))).toBe("read");
});

it("leaves out a node whose versions nobody told us", () => {
  const [node] = state.nodes;
  if (node === undefined) throw new Error("the state has nodes");
  const nodes = [{ ...node, versions: undefined }, node];
  const bytes = sealStream({ ...state, nodes }, { ...us, dialed: false, compress: false });
  const answer = new StreamReader(us).push(bytes);
  expect(answer?.ok === true && answer.value.kind === "pushPull" && answer.value.nodes).toEqual([node]);
});
