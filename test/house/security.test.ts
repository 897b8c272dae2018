/** The numbers that the threat model promises are those of the code. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { NESTING_MAX } from "../../engine/wire/msgpack.ts";
import { PACKET_PLAIN_BYTES_MAX } from "../../engine/wire/packet.ts";
import { PUSH_PULL_NODES_MAX } from "../../engine/wire/pushPull.ts";
import { STREAM_FRAME_BYTES_MAX, STREAM_PLAIN_BYTES_MAX } from "../../engine/wire/stream.ts";

it("promises in SECURITY.md the limits that the wire layer has", () => {
  const text = readFileSync("engine/SECURITY.md", "utf8").replace(/\s+/g, " ");
  const mib = (bytes: number): string => `${bytes / 1_048_576} MiB`;
  expect(text).toContain(`packets ${mib(PACKET_PLAIN_BYTES_MAX)} when unpacked`);
  expect(text).toContain(
    `streams ${mib(STREAM_FRAME_BYTES_MAX)} and ${mib(STREAM_PLAIN_BYTES_MAX)} unpacked`,
  );
  expect(text).toContain(`${PUSH_PULL_NODES_MAX.toLocaleString("en-US")} nodes in a list`);
  expect(text).toContain(`nesting ${NESTING_MAX}`);
});
