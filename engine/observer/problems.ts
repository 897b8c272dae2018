/** Each way in which a pool cannot be seen, with its own words: what happened, where, and what to do. */
import type { StreamEnd } from "../base/machine.ts";
import type { PoolProblem } from "../view/view.ts";
import type { WireError } from "../wire/error.ts";
import { usualService } from "./services.ts";

/** First bytes by which other services give themselves away. */
const BANNERS: readonly (readonly [RegExp, string])[] = [
  [/^HTTP\/|^<!doctype|^<html/i, "an HTTP server"],
  [/^SSH-/, "an SSH server"],
  [/^\x16\x03|^\x15\x03/, "a TLS server"],
  [/^220[ -]/, "a mail or FTP server"],
];

/** Why a stream ended before an answer. */
export function streamProblem(address: string, reason: StreamEnd, receivedBytes: number): PoolProblem {
  switch (reason) {
    case "refused":
      return problem("noListener", `Nothing listens on ${address} (connection refused).`, CHECK_PORT);
    case "unreachable":
      return problem("unreachable", `${address} cannot be reached from this machine.`, CHECK_ROUTE);
    case "timeout":
      return receivedBytes > 0
        ? problem("stalled", `${address} stopped after ${receivedBytes} bytes of its answer.`, CHECK_LOAD)
        : problem("timeout", `${address} did not answer in time.`, CHECK_ROUTE);
    case "ended":
    case "reset":
    case "failed":
      return receivedBytes > 0 ? cutOff(address, receivedBytes) : closedAtOnce(address);
  }
}

/** Why the bytes of an answer could not be read. `head` are its first bytes. */
export function wireProblem(
  address: string,
  error: WireError,
  head: Uint8Array,
  hasKey: boolean,
): PoolProblem {
  const banner = bannerOf(head);
  if (banner !== undefined) {
    return problem("notGossip", `${address} is ${banner}, not a gossip port.`, CHECK_PORT);
  }
  switch (error.kind) {
    case "encrypted":
      return problem("keyNeeded", `The pool at ${address} is encrypted.`, "Set its gossip key.");
    case "noKeyFits":
      return problem("wrongKey", `None of the gossip keys fits the pool at ${address}.`, CHECK_KEY);
    case "notEncrypted":
      return problem(
        "keyNotNeeded",
        `The pool at ${address} is not encrypted, but a key was given.`,
        DROP_KEY,
      );
    case "labelMismatch":
      return problem("labelMismatch", `The label does not fit: ${error.message}.`, CHECK_LABEL);
    case "tooLarge":
      return problem("tooLarge", `The answer of ${address} is refused: ${error.message}.`, CHECK_PORT);
    case "truncated":
    case "malformed":
    case "unsupported":
    case "checksum":
      return problem(
        "garbage",
        `The answer of ${address} is no gossip: ${error.layer}, byte ${error.offset}: ${error.message}.`,
        hasKey ? `${CHECK_PORT} ${CHECK_KEY}` : CHECK_PORT,
      );
  }
}

/** The peer's own error text, as memberlist sends it. Source: memberlist net.go, errResp. */
export function peerProblem(address: string, text: string): PoolProblem {
  const lower = text.toLowerCase();
  if (lower.includes("remote state is not encrypted")) {
    return problem("keyNeeded", `The pool at ${address} is encrypted.`, "Set its gossip key.");
  }
  if (lower.includes("encryption is not configured")) {
    return problem("keyNotNeeded", `The pool at ${address} is not encrypted, but a key was given.`, DROP_KEY);
  }
  if (lower.includes("could decrypt")) {
    return problem("wrongKey", `None of the gossip keys fits the pool at ${address}.`, CHECK_KEY);
  }
  return problem(
    "refused",
    `${address} answered with an error: ${text.slice(0, 200)}`,
    "See the agent's log.",
  );
}

export function udpBlocked(address: string): PoolProblem {
  return problem(
    "udpBlocked",
    `${address} answers over TCP but not over UDP: suspicion cannot be heard, only read every few seconds.`,
    "Open UDP on the gossip port, or go on with what TCP shows.",
  );
}

export function quarantined(address: string, why: string): PoolProblem {
  return problem(
    "quarantined",
    `${address} is asked no more: ${why}.`,
    "Detach and observe again if that was expected.",
  );
}

export function unresolved(host: string): PoolProblem {
  return problem(
    "unresolved",
    `hostname "${host}" had no resolvable IPs`,
    "Check the name, or give an address.",
  );
}

/** Problems that asking again cannot mend: they wait for the user. */
export function waitsForUser({ kind }: PoolProblem): boolean {
  return [
    "wrongKey",
    "keyNeeded",
    "keyNotNeeded",
    "labelMismatch",
    "notGossip",
    "quarantined",
    "unresolved",
  ].includes(kind);
}

const CHECK_PORT =
  "Check host and port: Serf listens on 7946, Consul on 8301 (LAN) and 8302 (WAN), Nomad on 4648.";
const CHECK_ROUTE = "Check the route and the firewall between this machine and the member.";
const CHECK_LOAD = "Ask another member, or try again later.";
const CHECK_KEY = "Compare the fingerprint of the key with the one that the agents use.";
const CHECK_LABEL = "Give the label that the agents are configured with.";
const DROP_KEY = "Observe the pool without a key.";

function closedAtOnce(address: string): PoolProblem {
  const service = usualService(address);
  if (service !== undefined) {
    return problem(
      "notGossip",
      `${address} closed the connection without a byte; that is ${service}.`,
      CHECK_PORT,
    );
  }
  return problem(
    "labelMismatch",
    `${address} closed the connection without a byte: another label, or no gossip port.`,
    `${CHECK_LABEL} ${CHECK_PORT}`,
  );
}

function cutOff(address: string, receivedBytes: number): PoolProblem {
  return problem(
    "garbage",
    `${address} closed the connection after ${receivedBytes} bytes of its answer.`,
    CHECK_LOAD,
  );
}

function bannerOf(head: Uint8Array): string | undefined {
  const text = String.fromCharCode(...head.subarray(0, 16));
  return BANNERS.find(([pattern]) => pattern.test(text))?.[1];
}

function problem(kind: PoolProblem["kind"], message: string, advice: string): PoolProblem {
  return { kind, message, advice };
}
