/** How loud each finding is: the rule's own word, then the preset's, then `lanekeeper.yaml`'s. */
import type { Finding, Severity } from "../finding.ts";
import type { LintConfig, RuleSetting } from "./config.ts";
import { globs } from "./globs.ts";

/** What becomes of a finding; undefined switches it off. */
export type Levels = (finding: Finding) => Severity | undefined;

/** Compiles a configuration's globs once. Globs see paths relative to the folder of `lanekeeper.yaml`. */
export function levels(config: LintConfig, globPath: (path: string) => string): Levels {
  const overrides = config.overrides.map(({ files, rules }) => ({ matches: globs(files), rules }));
  return (finding) => {
    let setting = config.rules.get(finding.rule) ?? "default";
    for (const { matches, rules } of overrides) {
      const own = rules.get(finding.rule);
      if (own !== undefined && matches(globPath(finding.path))) setting = own;
    }
    return severityOf(finding.severity, setting, config.extends);
  };
}

/** Whether a path is left out by `ignore`. */
export function ignores(config: LintConfig): (path: string) => boolean {
  return globs(config.ignore);
}

/** `strict` has no notes: what is worth saying is a warning. */
function severityOf(
  own: Severity,
  setting: RuleSetting,
  preset: LintConfig["extends"],
): Severity | undefined {
  if (setting === "off") return undefined;
  if (setting !== "default") return setting;
  return preset === "strict" && own === "information" ? "warning" : own;
}
