/**
 * `lanekeeper explain [TEXT|-]`: a log line or an error in, what it means out. Exit codes: 0 all known, 1 something is
 * not, 2 wrong use. No network.
 */
import type { Readable, Writable } from "node:stream";
import { explain, type ExplainedText } from "../../explain/explain.ts";
import { explainText } from "../../explain/explainText.ts";

export interface ExplainStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const INPUT_BYTES_MAX = 64 * 1_048_576;

/** Runs the command and gives its exit code; without words, or with `-`, it reads standard input. */
export async function runExplain(
  words: readonly string[],
  { output }: { readonly output: "json" | "text" },
  { stdin, stdout, stderr }: ExplainStreams = process,
): Promise<number> {
  const given = words.join(" ");
  const text = given === "" || given === "-" ? await readAll(stdin) : given;
  if (text === undefined) {
    stderr.write(`lanekeeper explain: more than ${INPUT_BYTES_MAX} bytes\n`);
    return 2;
  }
  if (text.trim() === "") {
    stderr.write("lanekeeper explain: give a log line or an error, or pipe a log in\n");
    return 2;
  }
  const explained = explain(text);
  stdout.write(output === "json" ? `${JSON.stringify(explainJson(explained))}\n` : explainText(explained));
  return explained.unknown === 0 ? 0 : 1;
}

async function readAll(stdin: Readable): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    sizeBytes += bytes.length;
    if (sizeBytes > INPUT_BYTES_MAX) return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The published shape; `version` grows when it changes. */
function explainJson({ explained, messages, unknown, isCutOff }: ExplainedText): unknown {
  return {
    version: 1,
    messages,
    unknown,
    cutOff: isCutOff,
    explained: explained.map(({ entry, count, answer, causes }) => ({
      line: entry.line,
      count,
      level: entry.level,
      logger: entry.logger,
      message: entry.message,
      known: answer.kind === "known",
      ...(answer.kind === "known"
        ? {
            id: answer.explanation.of.id,
            saidBy: answer.explanation.of.saidBy,
            weight: answer.explanation.of.weight,
            means: answer.explanation.means,
            todo: answer.explanation.todo,
            source: answer.explanation.of.source,
          }
        : { nearest: answer.nearest.map(({ id, example, source }) => ({ id, example, source })) }),
      reasons: causes.map(({ of, means, todo }) => ({ id: of.id, means, todo, source: of.source })),
    })),
  };
}
