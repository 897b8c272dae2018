import { expect, it } from "vitest";
import type { Input, Machine } from "../../../engine/base/machine.ts";
import { NEVER } from "../../../engine/base/time.ts";
import { Pausable } from "../../../engine/cluster/pausable.ts";

class Listener implements Machine<never, never> {
  readonly deadline = 7;
  readonly heard: string[] = [];
  step(_: number, input: Input<never>): void {
    this.heard.push(input.kind === "datagram" ? `datagram ${input.bytes[0]}` : input.kind);
  }
}

it("keeps what arrives for a stopped machine, in order and up to a limit, and fires no timer", () => {
  const inner = new Listener();
  const machine = new Pausable(inner);
  const out = {} as never;
  const from = { ip: "127.0.0.1", port: 1 };
  machine.setPaused(true);
  expect(machine.deadline).toBe(NEVER);
  for (let i = 0; i < 300; i += 1)
    machine.step(i, { kind: "datagram", from, bytes: Uint8Array.of(i & 0xff) }, out);
  machine.step(300, { kind: "streamClosed", stream: 1, reason: "ended" }, out);
  machine.step(301, { kind: "deadline" }, out);
  expect(inner.heard).toEqual([]);
  machine.setPaused(false);
  expect(machine.deadline).toBe(0);
  machine.step(302, { kind: "deadline" }, out);
  expect(inner.heard).toHaveLength(258);
  expect(inner.heard.slice(0, 2)).toEqual(["datagram 0", "datagram 1"]);
  expect(inner.heard.slice(-2)).toEqual(["streamClosed", "deadline"]);
});
