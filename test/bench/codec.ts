/**
 * What the codec costs, against msgpackr and @msgpack/msgpack on the same bytes, in turn, median of the pairs.
 * Ratios of one run can be trusted on a busy machine, times can't. Run:
 *
 *     npx esbuild test/bench/codec.ts --bundle --platform=node --format=esm --outfile=out/bench/codec.mjs
 *     node out/bench/codec.mjs [pairs]
 */
import { createDecipheriv } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { decode as decodeMsgpack } from "@msgpack/msgpack";
import { Packr, Unpackr } from "msgpackr";
import { concatBytes } from "../../engine/base/bytes.ts";
import { Secret } from "../../engine/base/secret.ts";
import { NodeAead } from "../../engine/host/aead.ts";
import { joinCompound } from "../../engine/wire/compound.ts";
import { Keyring } from "../../engine/wire/keyring.ts";
import { lzwCompress, lzwDecompress } from "../../engine/wire/lzw.ts";
import { decodePacketMessage, encodeMessage } from "../../engine/wire/messageCodec.ts";
import type { Alive, PushPull } from "../../engine/wire/messages.ts";
import { openPacket, sealPacket } from "../../engine/wire/packet.ts";
import { encodePushPull } from "../../engine/wire/pushPull.ts";
import { decodePushPullColumns } from "../../engine/wire/pushPullColumns.ts";

const pairs = Math.max(5, Number(process.argv[2] ?? 7));
const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
const key = new Secret(new Uint8Array(32).fill(5));
const keyring = new Keyring(new NodeAead(), [key]);
const plain = { label: "" };

const meta = concatBytes([
  Uint8Array.of(0xff),
  packr.pack({
    role: "consul",
    dc: "dc1",
    port: "8300",
    build: "1.8.7:",
    id: "a521319c-951e-e203-1657-a13e636e689a",
  }),
]);
const aliveOf = (i: number): Alive => ({
  kind: "alive",
  incarnation: 1 + (i % 500),
  node: `node-${String(i).padStart(5, "0")}`,
  ip: `10.1.${(i >> 8) & 255}.${i & 255}`,
  port: 8301,
  meta,
  versions: [1, 5, 2, 2, 5, 4],
});
const ping = encodeMessage({ kind: "ping", seqNo: 70_000, node: "node-00001" });
const aliveMessage = aliveOf(7);
const alive = encodeMessage(aliveMessage);
const parts = [ping, ...Array.from({ length: 6 }, (_, i) => encodeMessage(aliveOf(i)))];
const compound = joinCompound(parts);
const sealed = sealPacket(parts, { label: "", keyring, crc: false, compress: true });
const state: PushPull = {
  kind: "pushPull",
  join: false,
  userState: new Uint8Array(0),
  nodes: Array.from({ length: 10_000 }, (_, i) => {
    const { node, ip, port, incarnation, versions } = aliveOf(i);
    return { name: node, ip, port, meta, incarnation, state: "alive", versions };
  }),
};
const pushPull = encodePushPull(state);
const pushPullBody = pushPull.subarray(1);
const aliveFields = packr.unpack(packr.pack({ ...aliveOf(7), kind: undefined })) as unknown;

interface Row {
  readonly name: string;
  readonly goal: string;
  readonly rounds: number;
  readonly ours: () => unknown;
  readonly theirs: Readonly<Record<string, () => unknown>>;
}

const rows: Row[] = [
  {
    ...{ name: "C1 decode ping", goal: ">= 4x msgpackr", rounds: 40_000 },
    ours: () => decodePacketMessage(ping),
    theirs: {
      msgpackr: () => unpackr.unpack(ping.subarray(1)) as unknown,
      "@msgpack": () => decodeMsgpack(ping.subarray(1)),
    },
  },
  {
    ...{ name: "C1 decode alive+tags", goal: ">= 4x msgpackr", rounds: 30_000 },
    ours: () => decodePacketMessage(alive),
    theirs: {
      msgpackr: () => unpackr.unpack(alive.subarray(1)) as unknown,
      "@msgpack": () => decodeMsgpack(alive.subarray(1)),
    },
  },
  {
    ...{ name: "C1 decode compound of 7", goal: ">= 4x msgpackr", rounds: 6_000 },
    ours: () => openPacket(compound, plain),
    theirs: {
      msgpackr: () => parts.map((part) => unpackr.unpack(part.subarray(1)) as unknown),
      "@msgpack": () => parts.map((part) => decodeMsgpack(part.subarray(1))),
    },
  },
  {
    ...{ name: "C2 encode alive+tags", goal: ">= 2.5x msgpackr", rounds: 30_000 },
    ours: () => encodeMessage(aliveMessage),
    theirs: { msgpackr: () => packr.pack(aliveFields) },
  },
  {
    ...{ name: "C3 decode push/pull 10,000", goal: ">= 4x msgpackr, <= 2.5 ms", rounds: 10 },
    ours: () => decodePushPullColumns(pushPull),
    theirs: {
      msgpackr: () => unpackr.unpackMultiple(pushPullBody) as unknown,
    },
  },
  {
    ...{ name: "C3 encode push/pull 10,000", goal: "<= decode of msgpackr", rounds: 10 },
    ours: () => encodePushPull(state),
    theirs: { "msgpackr decode": () => unpackr.unpackMultiple(pushPullBody) as unknown },
  },
  {
    ...{ name: "C4 receive path", goal: "<= 4x AES-GCM alone (ratio >= 0.25)", rounds: 4_000 },
    ours: () => openPacket(sealed, { label: "", keyring }),
    theirs: { "decrypt alone": decryptAlone },
  },
  {
    ...{ name: "C5 LZW compress", goal: "<= 0.8x deflateRaw 1 (ratio >= 1.25)", rounds: 4_000 },
    ours: () => lzwCompress(compound),
    theirs: { "deflateRaw 1": () => deflateRawSync(compound, { level: 1 }) },
  },
  {
    ...{ name: "C5 LZW decompress", goal: "see C5", rounds: 4_000 },
    ours: () => lzwDecompress(packed, 65_536),
    theirs: { "deflateRaw 1": () => deflateRawSync(compound, { level: 1 }) },
  },
];
const packed = lzwCompress(compound);

function decryptAlone(): Uint8Array {
  const decipher = createDecipheriv("aes-256-gcm", key.reveal(), sealed.subarray(1, 13));
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  const opened = decipher.update(sealed.subarray(13, sealed.length - 16));
  decipher.final();
  return opened;
}

let sink: unknown;

/** CPU microseconds a call. */
function costUs(work: () => unknown, rounds: number): number {
  const start = process.cpuUsage();
  for (let i = 0; i < rounds; i += 1) sink = work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / rounds;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

for (const { name, goal, rounds, ours, theirs } of rows) {
  for (const [rival, work] of Object.entries(theirs)) {
    costUs(ours, rounds);
    costUs(work, rounds);
    const measured = Array.from(
      { length: pairs },
      () => [costUs(ours, rounds), costUs(work, rounds)] as const,
    );
    const ratio = median(measured.map(([mine, other]) => other / mine));
    const [mineUs, otherUs] = [
      median(measured.map(([mine]) => mine)),
      median(measured.map(([, other]) => other)),
    ];
    const costs = `${mineUs.toFixed(2)} us against ${otherUs.toFixed(2)} us`;
    console.log(
      `${name.padEnd(28)} ${ratio.toFixed(2).padStart(6)}x ${rival.padEnd(16)} ${costs}  (goal ${goal})`,
    );
  }
}
if (sink === undefined) throw new Error("nothing was measured");
