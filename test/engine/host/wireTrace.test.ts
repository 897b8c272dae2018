/** What a trace says of packets, and that a flood is counted and not told. */
import { expect, it } from "vitest";
import { WireTrace } from "../../../engine/host/wireTrace.ts";

const PEER = { ip: "10.1.0.4", port: 8301 };
/** A ping: type 0, then a map of two. */
const PING = Uint8Array.from([
  0,
  0x82,
  0xa5,
  ...Buffer.from("SeqNo"),
  1,
  0xa4,
  ...Buffer.from("Node"),
  0xa1,
  ...Buffer.from("a"),
]);

it("names the messages of a packet, and of a stream its size only", () => {
  const lines: string[] = [];
  const trace = new WireTrace(
    { label: "" },
    (line) => lines.push(line),
    () => 0,
  );
  trace.note({ way: "out", protocol: "udp", peer: PEER, bytes: PING });
  trace.note({ way: "in", protocol: "tcp", peer: PEER, bytes: new Uint8Array(70) });
  trace.note({ way: "in", protocol: "udp", peer: PEER, bytes: Uint8Array.from([255, 1, 2]) });
  trace.note({ way: "in", protocol: "tcp", peer: undefined, bytes: new Uint8Array(1) });
  expect(lines).toEqual([
    `-> 10.1.0.4:8301 udp ${PING.length} B: ping`,
    "<- 10.1.0.4:8301 tcp 70 B",
    expect.stringMatching(/^<- 10\.1\.0\.4:8301 udp 3 B: not readable/),
    "<- a closed stream tcp 1 B",
  ]);
});

it("tells a hundred lines a second, and how many there were besides", () => {
  const lines: string[] = [];
  let nowMs = 0;
  const trace = new WireTrace(
    { label: "" },
    (line) => lines.push(line),
    () => nowMs,
  );
  for (let i = 0; i < 50_000; i += 1) trace.note({ way: "in", protocol: "udp", peer: PEER, bytes: PING });
  expect(lines).toHaveLength(100);
  nowMs = 1_500;
  trace.note({ way: "in", protocol: "udp", peer: PEER, bytes: PING });
  expect(lines.slice(100)).toEqual(["… 49900 more were not told", expect.stringContaining("ping")]);
});
