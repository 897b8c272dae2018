/** Finds and reads `lanekeeper.yaml`. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fail, ok, type Result } from "../../base/result.ts";
import { DEFAULT_CONFIG, type LintConfig } from "../../lint/config/config.ts";
import { readConfig } from "../../lint/config/readConfig.ts";
import type { RuleNames } from "../../lint/config/ruleNames.ts";
import { Source } from "../../lint/model/source.ts";
import { parseYaml } from "../../lint/parse/yaml.ts";
import { reason } from "./discover.ts";

const NAMES = ["lanekeeper.yaml", "lanekeeper.yml"];

export interface ConfigFile {
  readonly config: LintConfig;
  /** Whose folder the globs start at; the workspace's own where there is no file. */
  readonly folder: string;
}

/** The named file, else the nearest one from the workspace upwards; problems are lines of `file:line:column: what`. */
export async function loadConfig(
  named: string | undefined,
  root: string,
  names: RuleNames,
): Promise<Result<ConfigFile, string>> {
  const file = named ?? (await nearestConfig(root));
  if (file === undefined) return ok({ config: DEFAULT_CONFIG, folder: root });
  const text = await readFile(file, "utf8").catch((cause: unknown) => cause);
  if (typeof text !== "string") return fail(`cannot read ${file}: ${reason(text)}`);
  const { config, problems } = readConfig(parseYaml(text), names);
  const source = new Source(file, text);
  const lines = problems.map(({ message, span }) => {
    const { line, column } = source.position(span.start);
    return `${file}:${line}:${column}: ${message}`;
  });
  return lines.length === 0
    ? ok({ config, folder: path.dirname(path.resolve(file)) })
    : fail(lines.join("\n"));
}

async function nearestConfig(folder: string): Promise<string | undefined> {
  for (const name of NAMES) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) return file;
  }
  const above = path.dirname(folder);
  // A repository's own rules end at its root.
  const isTop = (await stat(path.join(folder, ".git")).catch(() => undefined)) !== undefined;
  return above === folder || isTop ? undefined : nearestConfig(above);
}
