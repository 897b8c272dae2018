import { expect, it } from "vitest";
import { peerProblem, streamProblem, unresolved, wireProblem } from "../../../engine/observer/problems.ts";
import type { WireError } from "../../../engine/wire/error.ts";

const error = (kind: WireError["kind"]): WireError => ({
  kind,
  offset: 3,
  layer: "stream",
  message: "so it is",
});
const head = (text: string): Uint8Array => new TextEncoder().encode(text);

it.each([
  ["HTTP/1.1 400 Bad Request", "an HTTP server"],
  ["SSH-2.0-OpenSSH_9.2", "an SSH server"],
  ["220 mail ESMTP", "a mail or FTP server"],
])("knows %j for %s", (banner, what) => {
  const problem = wireProblem("10.0.0.1:22", error("unsupported"), head(banner), false);
  expect(problem).toMatchObject({ kind: "notGossip", message: `10.0.0.1:22 is ${what}, not a gossip port.` });
});

it.each([
  ["encrypted", "keyNeeded"],
  ["noKeyFits", "wrongKey"],
  ["notEncrypted", "keyNotNeeded"],
  ["labelMismatch", "labelMismatch"],
  ["tooLarge", "tooLarge"],
  ["malformed", "garbage"],
] as const)("has its own words for %s", (kind, problem) => {
  expect(wireProblem("a:1", error(kind), head("x"), true).kind).toBe(problem);
});

it.each([
  ["refused", 0, "noListener"],
  ["unreachable", 0, "unreachable"],
  ["timeout", 0, "timeout"],
  ["timeout", 9, "stalled"],
  ["ended", 0, "labelMismatch"],
  ["reset", 9, "garbage"],
] as const)("a stream that ended %s after %i bytes: %s", (reason, bytes, kind) => {
  expect(streamProblem("a:1", reason, bytes).kind).toBe(kind);
});

it.each([
  ["Remote state is encrypted and encryption is not configured", "keyNotNeeded"],
  ["Encryption is configured but remote state is not encrypted", "keyNeeded"],
  ["no installed keys could decrypt the message", "wrongKey"],
  ["something new", "refused"],
])("understands the peer's %j", (text, kind) => {
  expect(peerProblem("a:1", text).kind).toBe(kind);
});

it("says that a name has no addresses in upstream's words", () => {
  expect(unresolved("x").message).toBe('hostname "x" had no resolvable IPs');
});
