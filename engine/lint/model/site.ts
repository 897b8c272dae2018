/**
 * Environments: `environments/prod/…` and `environments/stage/…` hold different clusters on purpose, and may reuse
 * addresses. The name is the first folder that says so; everything else is one site, the workspace.
 */

const PARENTS = new Set(["environments", "envs", "env", "inventories", "overlays", "clusters", "stacks"]);

/** Different words for one environment. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["prod", "prod"],
  ["production", "prod"],
  ["stage", "staging"],
  ["staging", "staging"],
  ["stg", "staging"],
  ["test", "test"],
  ["qa", "qa"],
  ["dev", "dev"],
  ["development", "dev"],
  ["uat", "uat"],
  ["preprod", "preprod"],
  ["sandbox", "sandbox"],
  ["lab", "lab"],
  ["demo", "demo"],
]);

/** The site of a file: `prod`, or `""` where no folder names one. `examples` are folders that stand for themselves. */
export function siteOf(path: string, examples: ReadonlySet<string>): string {
  const folders = path.split("/").slice(0, -1);
  const prefix = exampleOf(folders, examples);
  const rest = prefix === "" ? folders : folders.slice(prefix.split("/").length);
  return [prefix, environmentOf(rest)].filter((part) => part !== "").join("/");
}

function environmentOf(folders: readonly string[]): string {
  for (const [index, folder] of folders.entries()) {
    const below = folders[index + 1];
    if (PARENTS.has(folder.toLowerCase()) && below !== undefined) {
      return WORDS.get(below.toLowerCase()) ?? below.toLowerCase();
    }
    const word = environmentWord(folder);
    if (word !== undefined) return word;
  }
  return "";
}

function environmentWord(folder: string): string | undefined {
  for (const part of folder.toLowerCase().split(/[-_]/)) {
    const word = WORDS.get(part);
    if (word !== undefined) return word;
  }
  return undefined;
}

function exampleOf(folders: readonly string[], examples: ReadonlySet<string>): string {
  for (let depth = 1; depth <= folders.length; depth += 1) {
    const prefix = folders.slice(0, depth).join("/");
    if (examples.has(prefix)) return prefix;
  }
  return "";
}

/** More than this many sibling folders with a README each are a collection of examples, not one fleet. */
const EXAMPLES_MIN = 6;

/** The folders of a workspace that are examples beside each other, from the paths of its READMEs. */
export function exampleFolders(readmes: Iterable<string>): ReadonlySet<string> {
  const byParent = new Map<string, Set<string>>();
  for (const path of readmes) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (folder === "") continue;
    const parent = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
    byParent.set(parent, (byParent.get(parent) ?? new Set()).add(folder));
  }
  return new Set(
    [...byParent.values()].filter((folders) => folders.size >= EXAMPLES_MIN).flatMap((f) => [...f]),
  );
}
