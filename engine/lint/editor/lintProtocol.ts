/**
 * What an editor and the thread that lints for it say to each other. Structured-clone safe. Paths are the session's;
 * lines and columns count from 0 here, as editors count them, columns in UTF-16 code units, ends exclusive.
 */
import type { Severity } from "../finding.ts";
import type { LiveLane } from "../live/lanesPool.ts";
import type { LivePool } from "../live/livePool.ts";

export type { LiveLane, LivePool };

export interface EditorRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface EditorPlace {
  readonly path: string;
  readonly range: EditorRange;
}

export interface EditorEdit extends EditorPlace {
  readonly text: string;
}

export interface EditorFix {
  readonly title: string;
  readonly edits: readonly EditorEdit[];
  readonly isSafe: boolean;
}

export interface EditorFinding extends EditorPlace {
  readonly rule: string;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly (EditorPlace & { readonly message: string })[];
  readonly fix?: EditorFix;
  readonly isUnnecessary: boolean;
}

/** All findings of a file; an empty list clears it. */
export interface FileFindings {
  readonly path: string;
  /** Of the document that was read, where the text came from one. */
  readonly version: number | undefined;
  readonly findings: readonly EditorFinding[];
}

/** A lane as the *Agent Configs* view shows it. */
export interface LaneSummary {
  readonly id: string;
  readonly name: string;
  readonly product: string;
  /** Environment, `""` where there is only one. */
  readonly site: string;
  /** Of its gossip keys, never a key itself. */
  readonly keyFingerprints: readonly string[];
  readonly serverCount: number;
  readonly agentCount: number;
  readonly files: readonly string[];
  readonly seeds: readonly (EditorPlace & { readonly text: string })[];
  /** Errors first. */
  readonly conflicts: readonly LaneConflict[];
}

/** What could make two lanes one, with the two places that say so. */
export interface LaneConflict {
  readonly otherName: string;
  readonly rule: string;
  readonly message: string;
  readonly severity: Severity;
  readonly here: EditorPlace;
  readonly there: EditorPlace;
}

/** A line over a setting that says which lane its file belongs to. */
export interface LaneLens extends EditorPlace {
  readonly laneId: string;
}

export interface FleetSummary {
  readonly lanes: readonly LaneSummary[];
  readonly lenses: readonly LaneLens[];
  /** Files that configure an agent. */
  readonly fileCount: number;
  /** Errors and warnings, whether they are about two lanes or one. */
  readonly findingCount: number;
  /** Those of them that belong to no lane, since nothing tells their cluster's name. */
  readonly unnamedFiles: readonly string[];
  /** Lanes that an attached pool has members of. */
  readonly live: readonly LiveLane[];
}

/** What is known about the setting under the pointer: plain sentences. */
export interface SettingHover {
  readonly range: EditorRange;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface RuleEntry {
  readonly id: string;
  readonly code: string;
  readonly summary: string;
}

export interface LintRoot {
  /** Folder on disk; undefined where there is none, then the editor sends each text itself. */
  readonly folder: string | undefined;
  /** What its paths start with in the session: `""` for a single root, else its name and a slash. */
  readonly prefix: string;
}

export interface LintStart {
  readonly roots: readonly LintRoot[];
  /** Path of `lanekeeper.yaml` in the session. */
  readonly configFile: string;
  /** Path of the baseline in the session; `""` for none. */
  readonly baseline: string;
  /** Globs of the files that are linted; none means all whose names the linter knows. */
  readonly files: readonly string[];
}

export type LintCommand =
  /** Also starts anew, with other settings. */
  | { readonly kind: "start"; readonly start: LintStart }
  /** A document's text; it counts instead of the file on disk until `read`. */
  | {
      readonly kind: "text";
      readonly path: string;
      readonly text: string;
      readonly version: number | undefined;
    }
  /** The file on disk is new, changed or gone, or its document was closed. */
  | { readonly kind: "read"; readonly path: string }
  | { readonly kind: "gone"; readonly path: string }
  | {
      readonly kind: "hover";
      readonly id: number;
      readonly path: string;
      readonly line: number;
      readonly column: number;
    }
  /** Asks for the text of a baseline with all findings, or with what it has and those of one place. */
  | { readonly kind: "baseline"; readonly id: number; readonly add: EditorPlace | undefined }
  /** Asks for a rehearsal of the workspace, as a page of Markdown. */
  | { readonly kind: "rehearse"; readonly id: number }
  /** Asks for a rehearsal of a runbook, by the text of its journal; the workspace's join lists are part of it. */
  | { readonly kind: "rehearseUnmix"; readonly id: number; readonly journal: string }
  /** What attached pools show; they are evidence until the next such message. */
  | { readonly kind: "live"; readonly pools: readonly LivePool[] }
  /** Asks for a page that holds the workspace against these pools. */
  | { readonly kind: "compare"; readonly id: number; readonly pools: readonly LivePool[] };

export type LintReply =
  | { readonly kind: "rules"; readonly rules: readonly RuleEntry[] }
  | { readonly kind: "findings"; readonly files: readonly FileFindings[] }
  /** Follows each round of findings. */
  | { readonly kind: "fleet"; readonly fleet: FleetSummary }
  | { readonly kind: "hover"; readonly id: number; readonly hover: SettingHover | undefined }
  | { readonly kind: "baseline"; readonly id: number; readonly text: string }
  | { readonly kind: "comparison"; readonly id: number; readonly markdown: string }
  | { readonly kind: "rehearsal"; readonly id: number; readonly markdown: string; readonly verdict: string }
  /** Something about the workspace that isn't a finding, such as a baseline that can't be read. */
  | { readonly kind: "trouble"; readonly message: string };
