/**
 * A workspace of agent configs that is being edited: files go in, the findings that changed come out. Only what a
 * change touches is read and checked again. Knows no disk, no network and no editor.
 */
import type { Finding } from "./finding.ts";
import type { Fleet } from "./model/fleet.ts";
import type { FleetSettings } from "./model/settings.ts";
import type { Comment } from "./parse/tree.ts";
import type { Rule } from "./rule.ts";

export interface SessionOptions {
  readonly rules: readonly Rule[];
  readonly settings?: FleetSettings;
  /**
   * Has the last word on the findings of one file: levels, suppressions, baseline. Called with all findings of the
   * file, none included, sorted by place; what it returns is what callers see. Must depend on its arguments only.
   */
  readonly refine?: (file: LintedFile, findings: readonly Finding[]) => readonly Finding[];
}

/** A file as the session reads it. */
export interface LintedFile {
  readonly path: string;
  readonly text: string;
  /** Of whatever language it is in; none where it has no comments. */
  readonly comments: readonly Comment[];
}

/** The complete findings of each path whose findings changed; an empty list clears it. */
export type ChangedFindings = ReadonlyMap<string, readonly Finding[]>;

export interface FleetSession {
  /** Takes a file in, or its new text. Costs nothing until the next `update`. */
  open(path: string, text: string): void;
  close(path: string): void;
  /** Reads and checks what is due. */
  update(): ChangedFindings;
  /** All findings of all files, by path, then place. */
  findings(): readonly Finding[];
  /** What the files mean, for hovers, lenses and the Agent Configs view. */
  readonly fleet: Fleet;
}

/** Starts an empty session. */
export declare function openSession(options: SessionOptions): FleetSession;

/** A session used once. */
export declare function lintFleet(
  files: Iterable<readonly [path: string, text: string]>,
  options: SessionOptions,
): readonly Finding[];

/** Whether a file of that name may hold something that matters here; its text decides. */
export declare function mayMatter(path: string): boolean;
