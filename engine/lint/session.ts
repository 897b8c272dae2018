/**
 * A workspace of agent configs that is being edited: files go in, the findings that changed come out. Only what a
 * change touches is read and checked again. Knows no disk, no network and no editor.
 */
import { readAgent } from "./agents/readAgent.ts";
import { kindOf, readFile, type ReadFile } from "./agents/readFacts.ts";
import type { Finding } from "./finding.ts";
import type { Agent } from "./model/agent.ts";
import { buildFleet } from "./model/buildFleet.ts";
import type { Draft } from "./model/draft.ts";
import type { Fleet } from "./model/fleet.ts";
import { groupFiles } from "./model/group.ts";
import { NO_SETTINGS, type FleetSettings } from "./model/settings.ts";
import { exampleFolders, siteOf } from "./model/site.ts";
import { Source } from "./model/source.ts";
import type { Comment } from "./parse/tree.ts";
import type { Rule } from "./rule.ts";
import { RuleRunner } from "./runRules.ts";

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

/** Whether a file of that name may hold something that matters here; its text decides. */
export function mayMatter(path: string): boolean {
  return kindOf(path) !== undefined;
}

/** A session used once. */
export function lintFleet(
  files: Iterable<readonly [path: string, text: string]>,
  options: SessionOptions,
): readonly Finding[] {
  const session = new FleetSession(options);
  for (const [path, text] of files) session.open(path, text);
  session.update();
  return session.findings();
}

export class FleetSession {
  readonly #options: SessionOptions;
  readonly #runner: RuleRunner;
  readonly #files = new Map<string, OpenFile>();
  /** Agents by their draft's id, kept while the facts they are made from are the same objects. */
  #agents = new Map<string, { readonly draft: Draft; readonly site: string; readonly agent: Agent }>();
  #fleet: Fleet;
  #shown = new Map<string, readonly Finding[]>();
  #isDue = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#runner = new RuleRunner(options.rules);
    this.#fleet = this.#buildFleet();
  }

  /** Takes a file in, or its new text. Costs nothing until the next `update`. */
  open(path: string, text: string): void {
    if (this.#files.get(path)?.source.text === text) return;
    this.#files.set(path, { source: new Source(path, text), read: undefined, whenQuiet: undefined });
    this.#isDue = true;
  }

  close(path: string): void {
    this.#isDue = this.#files.delete(path) || this.#isDue;
  }

  /** Reads and checks what is due. */
  update(): ChangedFindings {
    if (!this.#isDue) return new Map();
    this.#isDue = false;
    this.#fleet = this.#buildFleet();
    const found = this.#runner.run(this.#fleet, (path) => this.#files.get(path)?.source);
    const before = this.#shown;
    this.#shown = new Map();
    for (const [path, file] of sorted(this.#files)) {
      const raw = [...syntaxFindings(file), ...(found.get(path) ?? [])];
      // Most files have nothing said about them, and what `refine` makes of that stays the same.
      const findings =
        raw.length > 0 ? this.#refined(file, raw) : (file.whenQuiet ??= this.#refined(file, []));
      if (findings.length > 0) this.#shown.set(path, findings);
    }
    return difference(before, this.#shown);
  }

  /** All findings of all files, by path, then place. */
  findings(): readonly Finding[] {
    return [...this.#shown.values()].flat();
  }

  /** What the files mean, for hovers, lenses and the Agent Configs view; as of the last `update`. */
  get fleet(): Fleet {
    return this.#fleet;
  }

  #buildFleet(): Fleet {
    const settings = this.#options.settings ?? NO_SETTINGS;
    const facts = sorted(this.#files).map(([, file]) => (file.read ??= readFile(file.source)).facts);
    const examples = exampleFolders([...this.#files.keys()].filter((path) => kindOf(path) === "readme"));
    const agents = new Map<string, { draft: Draft; site: string; agent: Agent }>();
    const sites = new Map<string, string>();
    for (const draft of groupFiles(facts)) {
      const folder = draft.home.path.slice(0, draft.home.path.lastIndexOf("/") + 1);
      const site = sites.get(folder) ?? siteOf(draft.home.path, examples);
      sites.set(folder, site);
      const before = this.#agents.get(draft.id);
      const isSame =
        before?.site === site &&
        before.draft.assignments.length === draft.assignments.length &&
        sameDraft(before.draft, draft);
      agents.set(
        draft.id,
        isSame && before !== undefined ? before : { draft, site, agent: readAgent(draft, site) },
      );
    }
    this.#agents = agents;
    return buildFleet({
      agents: [...agents.values()].map(({ agent }) => agent),
      records: facts.flatMap(({ records }) => records),
      headlessServices: facts.flatMap(({ headlessServices }) => headlessServices),
      labelledPods: facts.flatMap(({ labelledPods }) => labelledPods),
      settings,
      source: (path) => this.#files.get(path)?.source,
    });
  }

  #refined({ source, read }: OpenFile, findings: readonly Finding[]): readonly Finding[] {
    const inOrder = [...findings].sort((a, b) => a.span.start - b.span.start || (a.code < b.code ? -1 : 1));
    const { path, text } = source;
    return this.#options.refine?.({ path, text, comments: read?.comments ?? [] }, inOrder) ?? inOrder;
  }
}

interface OpenFile {
  readonly source: Source;
  read: ReadFile | undefined;
  /** What is shown of it while no rule has anything to say. */
  whenQuiet: readonly Finding[] | undefined;
}

function syntaxFindings({ source, read }: OpenFile): Finding[] {
  return (read?.facts.problems ?? []).map(({ message, span }) => ({
    ...source.place(span),
    rule: "syntax",
    code: "GM001",
    severity: "error",
    message,
    related: [],
  }));
}

/** Assignments are made anew only when their file is read anew, so the same objects mean the same settings. */
function sameDraft(one: Draft, other: Draft): boolean {
  return (
    one.isClosed === other.isClosed &&
    one.home === other.home &&
    one.nameScope === other.nameScope &&
    one.host === other.host &&
    one.files.join("\n") === other.files.join("\n") &&
    one.assignments.every((assignment, index) => assignment === other.assignments[index])
  );
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function difference(
  before: ReadonlyMap<string, readonly Finding[]>,
  after: ReadonlyMap<string, readonly Finding[]>,
): ChangedFindings {
  const changed = new Map<string, readonly Finding[]>();
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [old = [], now = []] = [before.get(path), after.get(path)];
    if (JSON.stringify(old) !== JSON.stringify(now)) changed.set(path, now);
  }
  return changed;
}
