/** Finds and reads the files that may configure an agent. What can't be read is told, never left out silently. */
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { mayMatter } from "../../lint/session.ts";

/** Larger than any agent's config, and small enough to read a thousand of them. */
const FILE_BYTES_MAX = 2 * 1_048_576;
const FILES_MAX = 50_000;
const DEPTH_MAX = 40;
const FOLDERS_IGNORED = new Set([
  "node_modules",
  ".git",
  ".hg",
  ".svn",
  ".terraform",
  ".vagrant",
  ".vscode-test",
]);

export interface Workspace {
  /** What all paths are relative to: the first folder that was named, else the current one. */
  readonly root: string;
  /** By path relative to the root, with forward slashes, in order. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files and folders that could not be read. */
  readonly unreadable: readonly string[];
  /** Files that were left out on purpose, with the reason. */
  readonly skipped: readonly string[];
}

/** Reads files and folders; a file that is named itself is read whatever its name. */
export async function discover(
  places: readonly string[],
  isIgnored: (path: string) => boolean,
): Promise<Workspace> {
  const root = await rootOf(places);
  const walk = new Walk(root, isIgnored);
  for (const place of places) await walk.visit(path.resolve(place), 0, true);
  const texts = new Map([...walk.texts].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { root, texts, unreadable: walk.unreadable, skipped: walk.skipped };
}

/** The first folder among the places; for files alone, the current folder. */
export async function rootOf(places: readonly string[]): Promise<string> {
  for (const place of places) {
    const found = await stat(place).catch(() => undefined);
    if (found?.isDirectory() === true) return path.resolve(place);
  }
  return process.cwd();
}

class Walk {
  readonly texts = new Map<string, string>();
  readonly unreadable: string[] = [];
  readonly skipped: string[] = [];

  constructor(
    private readonly root: string,
    private readonly isIgnored: (path: string) => boolean,
  ) {}

  async visit(place: string, depth: number, isNamed: boolean): Promise<void> {
    try {
      const found = await stat(place);
      if (found.isDirectory()) await this.visitFolder(place, depth);
      else if (found.isFile()) await this.visitFile(place, found.size, isNamed);
    } catch (cause) {
      // What a link of a folder no longer leads to is no input that got lost.
      const isLost = isNamed || (cause as { code?: unknown }).code !== "ENOENT";
      if (isLost) this.unreadable.push(`${this.relative(place)}: ${reason(cause)}`);
      else this.skipped.push(`${this.relative(place)}: leads nowhere`);
    }
  }

  private async visitFolder(folder: string, depth: number): Promise<void> {
    if (depth > DEPTH_MAX) {
      this.skipped.push(`${this.relative(folder)}: more than ${DEPTH_MAX} folders deep`);
      return;
    }
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const place = path.join(folder, entry.name);
      // A link to a folder may lead round in a circle; what it points to inside is visited anyway.
      if (entry.isSymbolicLink() && (await isFolder(place))) continue;
      const wanted = entry.isDirectory()
        ? !FOLDERS_IGNORED.has(entry.name) && !this.isIgnored(`${this.relative(place)}/`)
        : mayMatter(this.relative(place)) && !this.isIgnored(this.relative(place));
      if (wanted) await this.visit(place, depth + 1, false);
    }
  }

  private async visitFile(place: string, sizeBytes: number, isNamed: boolean): Promise<void> {
    const name = this.relative(place);
    if (this.texts.has(name)) return;
    if (sizeBytes > FILE_BYTES_MAX) {
      this.skipped.push(`${name}: larger than ${FILE_BYTES_MAX / 1_048_576} MiB`);
    } else if (this.texts.size >= FILES_MAX) {
      if (this.texts.size === FILES_MAX)
        this.skipped.push(`${name} and what follows: more than ${FILES_MAX} files`);
    } else {
      const text = decode(await readFile(place));
      if (text !== undefined) this.texts.set(name, text);
      else if (isNamed) this.skipped.push(`${name}: not a text file`);
    }
  }

  private relative(place: string): string {
    return path.relative(this.root, place).split(path.sep).join("/");
  }
}

async function isFolder(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** A byte order mark is left in place: offsets count it, and a fix keeps it. */
function decode(bytes: Buffer): string | undefined {
  return bytes.includes(0) ? undefined : bytes.toString("utf8");
}

export function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
