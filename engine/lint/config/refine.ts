/** The last word on a file's findings: `lanekeeper.yaml` sets their severities, comments excuse some. */
import type { Finding } from "../finding.ts";
import type { SessionOptions } from "../session.ts";
import type { LintConfig } from "./config.ts";
import type { RuleNames } from "./ruleNames.ts";
import { levels, type Levels } from "./severity.ts";
import { suppress } from "./suppress.ts";

/**
 * For `SessionOptions.refine`; one for a whole session, since it compiles the globs. `globPath` turns a finding's path
 * into one relative to the folder of `lanekeeper.yaml`.
 */
export function refiner(
  config: LintConfig,
  names: RuleNames,
  globPath: (path: string) => string = (path) => path,
): NonNullable<SessionOptions["refine"]> {
  const level = levels(config, globPath);
  return (file, findings) => {
    const wanted = leveled(findings, level);
    const left = suppress(file, wanted, config.comments, names);
    if (left === wanted) return wanted;
    const isOwn = new Set(wanted);
    const about = left.filter((finding) => !isOwn.has(finding));
    return [...left.filter((finding) => isOwn.has(finding)), ...leveled(about, level)].sort(byPlace);
  };
}

function leveled(findings: readonly Finding[], level: Levels): readonly Finding[] {
  return findings.flatMap((finding) => {
    const severity = level(finding);
    if (severity === undefined) return [];
    return [severity === finding.severity ? finding : { ...finding, severity }];
  });
}

function byPlace(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}
