import { expect, it } from "vitest";
import type { Address } from "../../../engine/base/address.ts";
import type { Outbox } from "../../../engine/base/machine.ts";
import { Endpoint, GuestDoor } from "../../../engine/observer/door.ts";
import { openPacket } from "../../../engine/wire/packet.ts";
import { StreamReader } from "../../../engine/wire/stream.ts";

const seed = { ip: "10.1.0.1", port: 8301 };
const range = { base: "10.1.0.0", prefixBits: 16 };

function recorder(): Outbox<unknown> & { sent: { to: Address; bytes: Uint8Array }[]; written: Uint8Array[] } {
  const sent: { to: Address; bytes: Uint8Array }[] = [];
  const written: Uint8Array[] = [];
  return {
    sent,
    written,
    send: (to, bytes) => void sent.push({ to, bytes }),
    dial: () => 1,
    write: (_, bytes) => void written.push(bytes),
    close: () => undefined,
    event: () => undefined,
  };
}

const door = (): GuestDoor => new GuestDoor({ label: "" }, [seed], [range]);

it.each([
  ["10.1.0.1:8301, the seed", seed, true],
  ["an address inside a confirmed range", { ip: "10.1.9.9", port: 8301 }, true],
  ["an address outside of them", { ip: "10.2.0.1", port: 8301 }, false],
  ["loopback, when the seed is not", { ip: "127.0.0.1", port: 8301 }, false],
  ["link-local", { ip: "169.254.1.1", port: 8301 }, false],
  ["multicast", { ip: "224.0.0.1", port: 8301 }, false],
  ["broadcast", { ip: "255.255.255.255", port: 8301 }, false],
  ["no port", { ip: "10.1.9.9", port: 0 }, false],
])("%s passes: %o %s", (_, address, passes) => {
  expect(door().admit(address) instanceof Endpoint).toBe(passes);
});

it("never asks link-local, multicast or loopback even when a range covers everything", () => {
  const open = new GuestDoor({ label: "" }, [seed], [{ base: "0.0.0.0", prefixBits: 0 }]);
  for (const ip of ["169.254.1.1", "224.0.0.1", "255.255.255.255", "127.0.0.1"]) {
    expect(open.admit({ ip, port: 8301 })).toContain(ip);
  }
});

it("asks for the state with an empty push/pull that is no join", () => {
  const out = recorder();
  door().ask(1, out);
  const reader = new StreamReader({ label: "", dialed: false });
  const [bytes] = out.written;
  expect(reader.push(bytes ?? new Uint8Array(0))).toEqual({
    ok: true,
    value: { kind: "pushPull", join: false, nodes: [], userState: new Uint8Array(0) },
  });
});

it("says a ping with the exact name and nothing else", () => {
  const own = door();
  const endpoint = own.admit(seed);
  const out = recorder();
  if (endpoint instanceof Endpoint) own.say({ kind: "ping", seqNo: 7, node: "web-1" }, endpoint, out);
  const [packet] = out.sent;
  expect(packet?.to).toEqual(seed);
  const opened = openPacket(packet?.bytes ?? new Uint8Array(0), { label: "" });
  expect(opened).toMatchObject({
    ok: true,
    value: { messages: [{ kind: "ping", seqNo: 7, node: "web-1" }] },
  });
});

it("lets no endpoint of another pool pass", () => {
  const foreign = door().admit(seed);
  const out = recorder();
  const own = door();
  expect(
    () => foreign instanceof Endpoint && own.say({ kind: "ping", seqNo: 1, node: "x" }, foreign, out),
  ).toThrow("belongs to");
  expect(() => foreign instanceof Endpoint && own.dial(foreign, out)).toThrow("belongs to");
  expect(out.sent).toEqual([]);
});
