/**
 * `lanekeeper diagnose FILE…`: pasted output in, the kind of mix and the first safe step out.
 * Exit codes: 0 nothing found, 1 mix found, 2 wrong use. No key, no packet, no network.
 */
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { visible } from "../../base/visible.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { diagnose, type Diagnosis, type PastedText } from "../../lanes/diagnosis.ts";
import { diagnosisText } from "../../lanes/diagnosisText.ts";
import { isMix } from "../../lanes/finding.ts";
import { parseLane, type Lane } from "../../lanes/lane.ts";

export interface DiagnoseOptions {
  /** What is meant to be one pool, such as `10.1.0.0/16` or `dc1`; may come several times. */
  readonly lane: readonly string[];
  readonly output: "json" | "text";
}

export interface DiagnoseStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Texts of all files together. */
const INPUT_BYTES_MAX = 256 * 1_048_576;

/** Runs the command and gives its exit code; `-` reads standard input. */
export async function runDiagnose(
  files: readonly string[],
  { lane, output }: DiagnoseOptions,
  { stdin, stdout, stderr }: DiagnoseStreams = process,
): Promise<number> {
  const lanes = lanesOf(lane);
  const texts = await readAll(files, stdin);
  const problem = !lanes.ok ? lanes.error : !texts.ok ? texts.error : undefined;
  if (!lanes.ok || !texts.ok) {
    stderr.write(`lanekeeper diagnose: ${visible(problem ?? "")}\n`);
    return 2;
  }
  const diagnosis = diagnose(texts.value, lanes.value);
  stdout.write(
    output === "json" ? `${JSON.stringify(diagnosisJson(diagnosis))}\n` : diagnosisText(diagnosis),
  );
  return diagnosis.findings.some(isMix) ? 1 : 0;
}

function lanesOf(texts: readonly string[]): Result<Lane[], string> {
  const lanes: Lane[] = [];
  for (const text of texts) {
    const lane = parseLane(text);
    if (!lane.ok) return fail(`--lane: ${lane.error}`);
    lanes.push(lane.value);
  }
  return lanes.length === 1
    ? fail("--lane: one lane alone tells no two apart; give one for each side")
    : ok(lanes);
}

async function readAll(files: readonly string[], stdin: Readable): Promise<Result<PastedText[], string>> {
  const texts: PastedText[] = [];
  let bytesLeft = INPUT_BYTES_MAX;
  for (const file of files) {
    const bytes = await readOne(file, stdin, bytesLeft);
    if (!bytes.ok) return bytes;
    bytesLeft -= bytes.value.length;
    texts.push({ name: file === "-" ? "standard input" : file, text: bytes.value.toString("utf8") });
  }
  return ok(texts);
}

async function readOne(file: string, stdin: Readable, bytesMax: number): Promise<Result<Buffer, string>> {
  const name = file === "-" ? "standard input" : file;
  try {
    const bytes = file === "-" ? await readStream(stdin, bytesMax) : await readFile(file);
    return bytes.length <= bytesMax ? ok(bytes) : fail(`${name}: more than ${INPUT_BYTES_MAX} bytes in all`);
  } catch (cause) {
    return fail(`cannot read ${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

async function readStream(stdin: Readable, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    sizeBytes += bytes.length;
    if (sizeBytes > bytesMax) break;
  }
  return Buffer.concat(chunks);
}

/** The published shape; `version` grows when it changes. */
function diagnosisJson({ findings, notes, unknowns, read, unread, unreadCount, cutOff }: Diagnosis): unknown {
  return {
    version: 1,
    findings: findings.map(({ members, sinceMs, ...rest }) => ({
      ...rest,
      members: members.map(({ name, ip, port, state, agent }) => ({
        name,
        ip,
        port,
        state,
        datacenter: agent.datacenter,
      })),
      since: sinceMs === undefined ? null : new Date(sinceMs).toISOString(),
    })),
    notes,
    unknowns,
    read,
    unread,
    unreadCount,
    cutOff,
  };
}
