/**
 * What the codec costs, against msgpackr and @msgpack/msgpack on the same bytes, in turn, median of the pairs.
 * Ratios of one run can be trusted on a busy machine, times can't. Run: npm run bench -- codec
 */
import { createDecipheriv, createSecretKey } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { decode as decodeMsgpack } from "@msgpack/msgpack";
import { Packr, Unpackr } from "msgpackr";
import { concatBytes, EMPTY_BYTES } from "../../engine/base/bytes.ts";
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
import { report } from "./rows.ts";
import { median } from "./statistics.ts";

const pairs = Math.max(5, Number(process.argv[2] ?? 7));
const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
const key = new Secret(new Uint8Array(32).fill(5));
const keyObject = createSecretKey(key.reveal());
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

interface Contest {
  readonly id: string;
  readonly what: string;
  readonly rival: string;
  /** How many times the rival's cost ours may be below, at least. */
  readonly timesMin: number;
  readonly rounds: number;
  readonly ours: () => unknown;
  readonly theirs: () => unknown;
}

const packed = lzwCompress(compound);
const contests: Contest[] = [
  {
    ...{ id: "C1", what: "decode ping", rival: "msgpackr", timesMin: 4, rounds: 40_000 },
    ours: () => decodePacketMessage(ping),
    theirs: () => unpackr.unpack(ping.subarray(1)) as unknown,
  },
  {
    ...{ id: "C1", what: "decode alive with tags", rival: "msgpackr", timesMin: 4, rounds: 30_000 },
    ours: () => decodePacketMessage(alive),
    theirs: () => unpackr.unpack(alive.subarray(1)) as unknown,
  },
  {
    ...{ id: "C1", what: "decode a compound of 7", rival: "msgpackr", timesMin: 4, rounds: 6_000 },
    ours: () => openPacket(compound, plain),
    theirs: () => parts.map((part) => unpackr.unpack(part.subarray(1)) as unknown),
  },
  {
    ...{ id: "C1", what: "decode a compound of 7", rival: "@msgpack/msgpack", timesMin: 4, rounds: 6_000 },
    ours: () => openPacket(compound, plain),
    theirs: () => parts.map((part) => decodeMsgpack(part.subarray(1))),
  },
  {
    ...{ id: "C2", what: "encode alive with tags", rival: "msgpackr", timesMin: 2.5, rounds: 30_000 },
    ours: () => encodeMessage(aliveMessage),
    theirs: () => packr.pack(aliveFields),
  },
  {
    ...{ id: "C3", what: "decode a push/pull of 10,000", rival: "msgpackr", timesMin: 4, rounds: 20 },
    ours: () => decodePushPullColumns(pushPull),
    theirs: () => unpackr.unpackMultiple(pushPullBody) as unknown,
  },
  {
    ...{ id: "C3", what: "encode it", rival: "our decoder", timesMin: 1, rounds: 20 },
    ours: () => encodePushPull(state),
    theirs: () => decodePushPullColumns(pushPull),
  },
  {
    ...{
      id: "C4",
      what: "decrypt, decompress, decode",
      rival: "decrypting alone",
      timesMin: 0.25,
      rounds: 4_000,
    },
    ours: () => openPacket(sealed, { label: "", keyring }),
    theirs: decryptAlone,
  },
  {
    ...{ id: "C5", what: "LZW compress", rival: "deflateRaw level 1", timesMin: 1.25, rounds: 4_000 },
    ours: () => lzwCompress(compound),
    theirs: () => deflateRawSync(compound, { level: 1 }),
  },
  {
    ...{ id: "C5", what: "LZW decompress", rival: "deflateRaw level 1", timesMin: 1.25, rounds: 4_000 },
    ours: () => lzwDecompress(packed, 65_536),
    theirs: () => deflateRawSync(compound, { level: 1 }),
  },
  {
    ...{ id: "C6", what: "decrypt", rival: "node:crypto bare", timesMin: 1 / 1.15, rounds: 8_000 },
    ours: () => keyring.aead.open(key, sealed.subarray(1), EMPTY_BYTES),
    theirs: decryptAlone,
  },
];

/** What any program must do to decrypt one packet, the key object kept. */
function decryptAlone(): Uint8Array {
  const decipher = createDecipheriv("aes-256-gcm", keyObject, sealed.subarray(1, 13));
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

for (const { id, what, rival, timesMin, rounds, ours, theirs } of contests) {
  costUs(ours, rounds);
  costUs(theirs, rounds);
  const runs = Array.from({ length: pairs }, () => [costUs(ours, rounds), costUs(theirs, rounds)] as const);
  const times = median(runs.map(([mine, other]) => other / mine));
  report({
    ...{ id, what },
    measured: `${median(runs.map(([mine]) => mine)).toFixed(2)} µs`,
    beside: `${times.toFixed(2)} times as fast as ${rival}`,
    goal: `${timesMin.toFixed(2)} times`,
    met: times >= timesMin,
  });
}
if (sink === undefined) throw new Error("nothing was measured");
