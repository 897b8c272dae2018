/** `lanekeeper decode`: a captured payload in, what it says out. Exit codes: 0 read, 1 not readable, 2 wrong use. */
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { unreachable } from "../../base/assert.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { NodeAead } from "../../host/aead.ts";
import { decodeToJson, type DescribedMessage, type Description } from "../../wire/describe.ts";
import type { WireError } from "../../wire/error.ts";
import { parseKeyFile } from "../../wire/key.ts";
import { Keyring } from "../../wire/keyring.ts";

export interface DecodeArguments {
  /** A path, or `-` for standard input. */
  readonly file: string;
  /** The file holds one direction of a TCP connection, not a datagram. */
  readonly stream: boolean;
  readonly keyFile?: string | undefined;
  readonly label?: string | undefined;
  readonly output: "json" | "text";
}

export interface DecodeStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** More than any payload that our readers accept. */
const INPUT_BYTES_MAX = 64 * 1_048_576;

/** Runs the command and gives its exit code; never throws on what the files hold. */
export async function runDecode(
  args: DecodeArguments,
  { stdin, stdout, stderr }: DecodeStreams = process,
): Promise<number> {
  const keyring = await readKeyring(args.keyFile);
  if (!keyring.ok) return misuse(stderr, keyring.error);
  const bytes = await readInput(args.file, stdin);
  if (!bytes.ok) return misuse(stderr, bytes.error);
  const options = { stream: args.stream, label: args.label ?? "" };
  const description = decodeToJson(
    bytes.value,
    keyring.value === undefined ? options : { ...options, keyring: keyring.value },
  );
  stdout.write(`${formatted(description, args.output)}\n`);
  return "error" in description ? 1 : 0;
}

function misuse(stderr: Writable, message: string): 2 {
  stderr.write(`lanekeeper decode: ${message}\n`);
  return 2;
}

async function readKeyring(keyFile: string | undefined): Promise<Result<Keyring | undefined, string>> {
  if (keyFile === undefined) return ok(undefined);
  const text = await readFile(keyFile, "utf8").catch((cause: unknown) => cause);
  if (typeof text !== "string") return fail(`cannot read the key file ${keyFile}: ${reason(text)}`);
  const keys = parseKeyFile(text);
  return keys.ok ? ok(new Keyring(new NodeAead(), keys.value)) : fail(`${keyFile}: ${keys.error}`);
}

async function readInput(file: string, stdin: Readable): Promise<Result<Uint8Array, string>> {
  try {
    const bytes = file === "-" ? await readAll(stdin) : new Uint8Array(await readFile(file));
    if (bytes.length <= INPUT_BYTES_MAX) return ok(bytes);
  } catch (cause) {
    return fail(`cannot read ${file === "-" ? "standard input" : file}: ${reason(cause)}`);
  }
  return fail(`the input is longer than ${INPUT_BYTES_MAX} bytes; a payload never is`);
}

async function readAll(stdin: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    sizeBytes += bytes.length;
    if (sizeBytes > INPUT_BYTES_MAX) break;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function formatted(description: Description, output: DecodeArguments["output"]): string {
  switch (output) {
    case "json":
      return JSON.stringify(description);
    case "text":
      return asText(description);
    default:
      return unreachable(output);
  }
}

function asText(description: Description): string {
  if ("error" in description) return notReadable(description.error);
  const layers = description.framing.map(({ layer, ...rest }) => `${layer} ${JSON.stringify(rest)}`);
  return [...layers, ...description.messages.map(messageText)].join("\n");
}

function notReadable({ layer, offset, message }: WireError): string {
  return `not readable: ${layer}, byte ${offset}: ${message}`;
}

function messageText({ type, ...fields }: DescribedMessage): string {
  return `${type} ${JSON.stringify(fields, null, 2)}`;
}
