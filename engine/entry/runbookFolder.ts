/** The folder of a runbook: its journal, its document, and the files that people take to their hosts. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fail, type Result } from "../base/result.ts";
import type { RuleFile } from "../firewall/dialect.ts";
import type { Journal } from "../unmix/journal.ts";
import { parseJournal } from "./journalFile.ts";

export const JOURNAL_FILE = "journal.json";
export const DOCUMENT_FILE = "runbook.md";

export async function readJournal(folder: string): Promise<Result<Journal, string>> {
  const file = path.join(folder, JOURNAL_FILE);
  const text = await readFile(file, "utf8").catch((error: unknown) => error);
  if (typeof text !== "string")
    return fail(`cannot read ${file}: ${text instanceof Error ? text.message : String(text)}`);
  const journal = parseJournal(text);
  return journal.ok ? journal : fail(`${file}: ${journal.error}`);
}

/** The journal goes first and as a whole: what was shown must never be forgotten. */
export async function writeFolder(
  folder: string,
  journal: Journal,
  document: string,
  files: readonly RuleFile[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, JOURNAL_FILE);
  await writeFile(`${file}.new`, `${JSON.stringify(journal, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  for (const { name, text } of files)
    await writeFile(path.join(folder, name), text, { mode: name.endsWith(".sh") ? 0o755 : 0o644 });
  await writeFile(path.join(folder, DOCUMENT_FILE), document);
}
