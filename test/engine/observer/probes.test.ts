/** A person's own questions: asked once, of those who may be asked, at no more than a member's pace. */
import { expect, it } from "vitest";
import { formatAddress } from "../../../engine/base/address.ts";
import { SeededRandom } from "../../../engine/base/random.ts";
import { guestBudget } from "../../../engine/observer/budget.ts";
import { GuestDoor } from "../../../engine/observer/door.ts";
import { Guest } from "../../../engine/observer/guest.ts";
import type { MemberProbe, ProbeAnswer } from "../../../engine/view/probe.ts";
import { encodeMessage } from "../../../engine/wire/messageCodec.ts";
import { sealPacket } from "../../../engine/wire/packet.ts";
import { FakeNetwork } from "../../simulation/fakePool.ts";

const seed = { ip: "10.1.0.1", port: 8301 };
const security = { label: "" };
const members = [1, 2, 3].map((n) => ({ name: `m${n}`, address: { ip: `10.1.0.${n}`, port: 8301 } }));
const outside = { name: "far", address: { ip: "10.9.0.1", port: 8301 } };

function watched(): FakeNetwork {
  const door = new GuestDoor(security, [seed], [{ base: "10.1.0.0", prefixBits: 24 }]);
  const times = { pingTimeoutMs: 800, streamTimeoutMs: 10_000 };
  const guest = new Guest(
    door,
    { seed, security, budget: guestBudget(5_000), ...times },
    new SeededRandom(7),
  );
  const network = new FakeNetwork(guest, [...members, outside], [], new SeededRandom(8));
  network.cutOff.add("m3");
  network.run(2_500);
  return network;
}

function answerTo(probe: MemberProbe): ProbeAnswer | undefined {
  const network = watched();
  network.command({ kind: "probe", probeId: 1, probe });
  network.run(6_000);
  const answers = network.events.flatMap((event) => (event.kind === "probed" ? [event.answer] : []));
  expect(answers).toHaveLength(1);
  return answers[0];
}

it.each<[string, MemberProbe, unknown]>([
  ["a member that answers", { kind: "ping", member: "m2" }, { kind: "reached" }],
  ["a member that a helper reaches", { kind: "pingFrom", helper: "m1", member: "m2" }, { kind: "reached" }],
  [
    "a member that the helper can't reach",
    { kind: "pingFrom", helper: "m1", member: "m3" },
    { kind: "notReached" },
  ],
  [
    "a name that nobody has",
    { kind: "ping", member: "m9" },
    { kind: "notAsked", reason: 'no member is called "m9"' },
  ],
  [
    "a member outside the confirmed ranges",
    { kind: "ping", member: "far" },
    { kind: "notAsked", reason: "10.9.0.1:8301 lies outside the ranges that were confirmed" },
  ],
  [
    "a target outside the confirmed ranges",
    { kind: "pingFrom", helper: "m1", member: "far" },
    { kind: "notAsked", reason: "10.9.0.1:8301 lies outside the ranges that were confirmed" },
  ],
])("%s", (_, probe, answer) => {
  expect(answerTo(probe)).toMatchObject(answer as object);
});

it("pings over TCP, so that no member spends a retransmit on us", () => {
  const network = watched();
  network.command({ kind: "probe", probeId: 1, probe: { kind: "ping", member: "m2" } });
  network.run(6_000);
  const overTcp = network.uttered.filter(({ over, message }) => over === "tcp" && message.kind === "ping");
  expect(overTcp.map(({ to, message }) => [to.ip, message])).toMatchObject([["10.1.0.2", { node: "m2" }]]);
});

it("asks no member more than once a second, however many questions wait", () => {
  const network = watched();
  for (let probeId = 1; probeId <= 30; probeId += 1) {
    const member = `m${1 + (probeId % 2)}`;
    network.command({ kind: "probe", probeId, probe: { kind: "pingFrom", helper: member, member: "m3" } });
  }
  network.run(40_000);
  const answers = network.events.filter(({ kind }) => kind === "probed");
  expect(answers).toHaveLength(30);
  const askedAt = new Map<string, number>();
  for (const { at, to, message } of network.uttered) {
    if (message.kind === "pushPull") continue;
    const text = formatAddress(to);
    expect(at - (askedAt.get(text) ?? -Infinity), `${message.kind} to ${text}`).toBeGreaterThanOrEqual(1_000);
    askedAt.set(text, at);
  }
});

it("tells what came unasked from an answer that came late", () => {
  const door = new GuestDoor(security, [seed], []);
  const times = { pingTimeoutMs: 800, streamTimeoutMs: 10_000 };
  const guest = new Guest(
    door,
    { seed, security, budget: guestBudget(5_000), ...times },
    new SeededRandom(7),
  );
  const network = new FakeNetwork(guest, members.slice(0, 1), [], new SeededRandom(8));
  network.run(3_000);
  const ping = network.uttered.find(({ message }) => message.kind === "ping")?.message;
  if (ping?.kind !== "ping") throw new Error("nothing was pinged");
  const hear = (message: Parameters<typeof encodeMessage>[0]): void => {
    const bytes = sealPacket([encodeMessage(message)], { ...security, crc: false, compress: false });
    guest.step(3_000, { kind: "datagram", from: seed, bytes }, network);
  };
  const unasked = (): number => network.events.filter(({ kind }) => kind === "unasked").length;
  hear({ kind: "ackResp", seqNo: ping.seqNo, payload: new Uint8Array(0) });
  expect(unasked()).toBe(0);
  hear({ kind: "ping", seqNo: 5, node: "observer" });
  expect(unasked()).toBe(1);
});
