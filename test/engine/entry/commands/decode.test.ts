/** The decode command as a shell sees it: output, complaints, exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { type DecodeArguments, runDecode } from "../../../../engine/entry/commands/decode.ts";

const vectors = fileURLToPath(new URL("../../../fixtures/vectors/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lanekeeper-decode-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: Partial<DecodeArguments>, stdin = new Uint8Array(0)) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const defaults: DecodeArguments = { file: "-", stream: false, output: "json" };
  const code = await runDecode({ ...defaults, ...args }, { stdin: Readable.from([stdin]), stdout, stderr });
  return { code, out: String(stdout.read() ?? ""), complaint: String(stderr.read() ?? "") };
}

it("prints a packet's framing and messages under the protocol's names", async () => {
  const { code, out } = await run({ file: join(vectors, "019-udp-suspect-consul-1.8.7-K.bin") });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    framing: [{ layer: "crc" }],
    messages: [{ type: "suspect" }],
  });
});

it("opens an encrypted stream with the second key of a file with comments", async () => {
  const keyFile = join(folder, "keys");
  const other = Buffer.alloc(16, 9).toString("base64");
  const key = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex").toString("base64");
  writeFileSync(keyFile, `# test keys\n\n${other}\n${key}\n`);
  const file = join(vectors, "006-tcp-encryptedv1-join-pushPull-serf-0.9.4-ZE.bin");
  const { code, out } = await run({ file, stream: true, keyFile });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    framing: [{ layer: "encryption", version: 1, keyIndex: 1 }, { layer: "compress" }],
    messages: [{ type: "pushPull", nodes: [{ Name: "enc-d" }], user: { serf: "pushPull" } }],
  });
});

it("exits with 1 and the error's offset when the payload is damaged", async () => {
  const { code, out } = await run({}, Uint8Array.of(2, 0x82));
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    error: { kind: "truncated", offset: 2, layer: "ackResp" },
  });
  const text = await run({ output: "text" }, Uint8Array.of(2, 0x82));
  expect(text).toMatchObject({
    code: 1,
    out: "not readable: ackResp, byte 2: the bytes end inside a value\n",
  });
});

it("exits with 2 when a file is missing or a key is none, naming the line and not the key", async () => {
  expect(await run({ file: join(folder, "absent") })).toMatchObject({ code: 2, out: "" });
  const keyFile = join(folder, "broken");
  writeFileSync(keyFile, "# first\nnot-a-key\n");
  const { code, complaint } = await run({ keyFile });
  expect(code).toBe(2);
  expect(complaint).toContain("line 2");
  expect(complaint).not.toContain("not-a-key");
});
