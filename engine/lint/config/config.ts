/** What `lanekeeper.yaml` may say, with its defaults. Reading it is `readConfig.ts`'s work. */
import { NO_SETTINGS, type FleetSettings } from "../model/settings.ts";
import type { Preset } from "../rule.ts";

/** `default` is the rule's own severity, to take a setting back in an override. */
export type RuleSetting = "off" | "information" | "warning" | "error" | "default";

export interface Override {
  /** Globs relative to the folder of `lanekeeper.yaml`. */
  readonly files: readonly string[];
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

/** How far comments in the linted files may switch rules off. */
export interface CommentPolicy {
  /** A comment that disables a rule must say why, after ` -- `. */
  readonly requireReason: boolean;
  /** Comments disable nothing. */
  readonly noInlineConfig: boolean;
  /** A comment that disables nothing is a finding. */
  readonly reportUnusedDisables: boolean;
}

export interface LintConfig {
  readonly extends: Preset;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Later ones win. */
  readonly overrides: readonly Override[];
  /** Globs of files that are not read at all. */
  readonly ignore: readonly string[];
  readonly comments: CommentPolicy;
  /** What the operator knows and no file says; names in lower case. */
  readonly settings: FleetSettings;
}

/** What holds without a `lanekeeper.yaml`. */
export const DEFAULT_CONFIG: LintConfig = {
  extends: "recommended",
  rules: new Map(),
  overrides: [],
  ignore: [],
  comments: commentPolicyOf("recommended"),
  settings: NO_SETTINGS,
};

/** `strict` wants a reason for every comment that disables a rule. */
export function commentPolicyOf(preset: Preset): CommentPolicy {
  return { requireReason: preset === "strict", noInlineConfig: false, reportUnusedDisables: true };
}
