/** What cannot be seen has its own words, from real agents. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attachShadow } from "../../engine/entry/attach.ts";
import { findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";
import { attachRequest } from "./watching.ts";

const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
const key = randomBytes(16);
const other = randomBytes(16);
const agents: RunningAgent[] = [];

beforeAll(async () => {
  if (isSkipped) return;
  agents.push(await startSerf({ name: "plain", ip: "127.51.20.1" }));
  agents.push(await startSerf({ name: "locked", ip: "127.51.20.2", key: key.toString("base64") }));
});

afterAll(() => Promise.all(agents.map((agent) => agent.stop())));

it.skipIf(isSkipped).each([
  ["the wrong key", "127.51.20.2", 7946, other, "wrongKey"],
  ["no key for an encrypted pool", "127.51.20.2", 7946, undefined, "keyNeeded"],
  ["a key for a plain pool", "127.51.20.1", 7946, key, "keyNotNeeded"],
  ["nobody listening", "127.51.20.9", 7946, undefined, "noListener"],
  ["a name without addresses", "no-such-host.invalid", 7946, undefined, "unresolved"],
] as const)("%s", async (_, host, port, given, kind) => {
  const request = attachRequest({ host, port, plane: "lan", key: given, cidrs: [] });
  expect(await attachShadow(request)).toMatchObject({ ok: false, error: { kind } });
});

it.skipIf(isSkipped)("a key that is refused is not tried again", async () => {
  const locked = agents[1];
  const refusals = (): number => locked?.log().split("No installed keys could decrypt").length ?? 0;
  const before = refusals();
  const request = attachRequest({ host: "127.51.20.2", port: 7946, plane: "lan", key: other, cidrs: [] });
  expect(await attachShadow(request)).toMatchObject({ ok: false });
  expect(refusals() - before).toBe(1);
});
