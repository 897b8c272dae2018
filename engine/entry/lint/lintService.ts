/**
 * The linter of one editor: reads the workspace, keeps a session of it, and tells what changed. Texts of open documents
 * count instead of their files. Rounds of linting are spaced by what the last one took, so that typing never queues up.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { unreachable } from "../../base/assert.ts";
import {
  applyBaseline,
  readBaseline,
  writeBaseline,
  type BaselineEntry,
} from "../../lint/config/baseline.ts";
import { DEFAULT_CONFIG, type LintConfig } from "../../lint/config/config.ts";
import { globs } from "../../lint/config/globs.ts";
import { readConfig } from "../../lint/config/readConfig.ts";
import { refiner } from "../../lint/config/refine.ts";
import { ignores } from "../../lint/config/severity.ts";
import { editorFinding } from "../../lint/editor/editorFinding.ts";
import { fleetSummary } from "../../lint/editor/fleetSummary.ts";
import type {
  EditorPlace,
  LintCommand,
  LintReply,
  LintRoot,
  LintStart,
} from "../../lint/editor/lintProtocol.ts";
import { settingHover } from "../../lint/editor/settingHover.ts";
import type { Finding } from "../../lint/finding.ts";
import { fingerprints } from "../../lint/identity.ts";
import { liveLane } from "../../lint/live/lanesPool.ts";
import { liveFindings } from "../../lint/live/liveFindings.ts";
import type { LivePool } from "../../lint/live/livePool.ts";
import { liveMarkdown } from "../../lint/live/liveReport.ts";
import { Source } from "../../lint/model/source.ts";
import { parseYaml } from "../../lint/parse/yaml.ts";
import { RULES } from "../../lint/rules/index.ts";
import { FleetSession, mayMatter } from "../../lint/session.ts";
import { rehearsalMarkdown, verdict } from "../../rehearse/report.ts";
import { rehearseWithFixes } from "../../rehearse/withFixes.ts";
import { rehearsedRunbook } from "../rehearsedRunbook.ts";
import { discover, reason } from "./discover.ts";
import { ALL_RULES, RULE_NAMES } from "./ruleCatalogue.ts";

/** Longest pause between an edit and its findings, ms. */
const PAUSE_MS_MAX = 250;
const NOTHING: LintStart = { roots: [], configFile: "", baseline: "", files: [] };

export class LintService {
  readonly #reply: (reply: LintReply) => void;
  readonly #sources = new Map<string, Source>();
  /** Versions of open documents; a file on disk has none. */
  readonly #versions = new Map<string, number | undefined>();
  #start = NOTHING;
  #config: LintConfig = DEFAULT_CONFIG;
  #isIgnored = ignores(DEFAULT_CONFIG);
  #isChosen: (name: string) => boolean = () => true;
  #configFindings: readonly Finding[] = [];
  #baseline: readonly BaselineEntry[] = [];
  #session = this.#openSession();
  #livePools: readonly LivePool[] = [];
  #shown = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #lastRoundMs = 0;
  /** Commands are done one after another, whatever they wait for. */
  #queue: Promise<void> = Promise.resolve();

  constructor(reply: (reply: LintReply) => void) {
    this.#reply = reply;
    reply({ kind: "rules", rules: ALL_RULES.map(({ id, code, summary }) => ({ id, code, summary })) });
  }

  /** Never throws; what goes wrong is told. */
  obey(command: LintCommand): Promise<void> {
    this.#queue = this.#queue
      .then(() => this.#do(command))
      .catch((cause: unknown) =>
        this.#reply({ kind: "trouble", message: `Linting failed: ${reason(cause)}` }),
      );
    return this.#queue;
  }

  async #do(command: LintCommand): Promise<void> {
    switch (command.kind) {
      case "start":
        return this.#begin(command.start);
      case "text":
        return this.#take(command.path, command.text, command.version);
      case "read":
        return this.#take(command.path, await this.#textOnDisk(command.path), undefined);
      case "gone":
        return this.#take(command.path, undefined, undefined);
      case "hover":
        return this.#hover(command.id, command.path, command.line, command.column);
      case "baseline":
        return this.#newBaseline(command.id, command.add);
      case "live":
        this.#livePools = command.pools;
        return this.#soon();
      case "compare":
        return this.#compare(command.id, command.pools);
      case "rehearse":
        return this.#rehearse(command.id);
      case "rehearseUnmix":
        return this.#rehearseUnmix(command.id, command.journal);
      default:
        return unreachable(command);
    }
  }

  async #begin(start: LintStart): Promise<void> {
    this.#start = start;
    this.#isChosen = start.files.length === 0 ? () => true : globs(start.files);
    const open = [...this.#versions.keys()].flatMap((name) => this.#sources.get(name) ?? []);
    this.#sources.clear();
    const openConfig = open.find(({ path: name }) => name === start.configFile);
    this.#readConfig(openConfig?.text ?? (await this.#textOnDisk(start.configFile)) ?? "");
    await this.#readBaseline();
    for (const root of start.roots) await this.#readRoot(root);
    for (const source of open) this.#sources.set(source.path, source);
    this.#restart();
  }

  async #readRoot({ folder, prefix }: LintRoot): Promise<void> {
    if (folder === undefined) return;
    const isLeftOut = (name: string): boolean =>
      name.endsWith("/") ? this.#isIgnored(prefix + name) : !this.#isWanted(prefix + name);
    const { texts } = await discover([folder], isLeftOut);
    for (const [name, text] of texts) this.#sources.set(prefix + name, new Source(prefix + name, text));
  }

  #isWanted(name: string): boolean {
    return mayMatter(name) && !this.#isIgnored(name) && this.#isChosen(name);
  }

  #take(name: string, text: string | undefined, version: number | undefined): void {
    if (version === undefined) this.#versions.delete(name);
    else this.#versions.set(name, version);
    if (name === this.#start.configFile) {
      this.#readConfig(text ?? "");
      return this.#restart();
    }
    if (name === this.#start.baseline) {
      this.#takeBaseline(text);
      return this.#soon();
    }
    if (!this.#isWanted(name)) return;
    if (text === undefined) {
      this.#sources.delete(name);
      this.#session.close(name);
    } else {
      this.#sources.set(name, new Source(name, text));
      this.#session.open(name, text);
    }
    this.#soon();
  }

  /** A new session with the present settings and texts. */
  #restart(): void {
    this.#session = this.#openSession();
    for (const [name, { text }] of this.#sources) if (this.#isWanted(name)) this.#session.open(name, text);
    this.#soon();
  }

  #openSession(): FleetSession {
    return new FleetSession({
      rules: RULES,
      settings: this.#config.settings,
      refine: refiner(this.#config, RULE_NAMES),
    });
  }

  #soon(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#queue = this.#queue
          .then(() => this.#round())
          .catch((cause: unknown) =>
            this.#reply({ kind: "trouble", message: `Linting failed: ${reason(cause)}` }),
          );
      },
      Math.min(PAUSE_MS_MAX, this.#lastRoundMs),
    );
  }

  #round(): void {
    const started = performance.now();
    this.#session.update();
    const { fleet } = this.#session;
    const sourceOf = (name: string): Source | undefined => this.#sources.get(name);
    const now = Date.now();
    const findings = [...this.#fresh(), ...liveFindings(fleet, this.#livePools, sourceOf, now)];
    this.#tell(findings);
    const live = fleet.lanes.flatMap((lane) => liveLane(lane, this.#livePools, now) ?? []);
    const summary = fleetSummary(fleet, findings, sourceOf, live);
    this.#reply({ kind: "fleet", fleet: summary });
    this.#lastRoundMs = performance.now() - started;
  }

  /** What the baseline doesn't know. */
  #fresh(): readonly Finding[] {
    const all = [...this.#session.findings(), ...this.#configFindings];
    if (this.#baseline.length === 0) return all;
    return applyBaseline(all, this.#prints(all), this.#baseline).fresh;
  }

  #prints(findings: readonly Finding[]): ReadonlyMap<Finding, string> {
    return fingerprints(findings, (name) => this.#sources.get(name)?.text);
  }

  /** Only files whose findings, or the version they are for, changed. */
  #tell(findings: readonly Finding[]): void {
    const byPath = new Map<string, Finding[]>();
    for (const finding of findings) byPath.set(finding.path, [...(byPath.get(finding.path) ?? []), finding]);
    const before = this.#shown;
    this.#shown = new Map();
    const files = [...new Set([...before.keys(), ...byPath.keys()])].flatMap((name) => {
      const list = (byPath.get(name) ?? []).map((finding) =>
        editorFinding(finding, (file) => this.#sources.get(file)),
      );
      const file = { path: name, version: this.#versions.get(name), findings: list };
      const printed = JSON.stringify(file);
      if (list.length > 0) this.#shown.set(name, printed);
      return before.get(name) === printed ? [] : [file];
    });
    if (files.length > 0) this.#reply({ kind: "findings", files });
  }

  #hover(id: number, name: string, line: number, column: number): void {
    const source = this.#sources.get(name);
    const sourceOf = (file: string): Source | undefined => this.#sources.get(file);
    const offset = source?.offset(line + 1, column + 1) ?? 0;
    const hover =
      source === undefined ? undefined : settingHover(this.#session.fleet, name, offset, sourceOf);
    this.#reply({ kind: "hover", id, hover });
  }

  #newBaseline(id: number, add: EditorPlace | undefined): void {
    const all = this.#session
      .findings()
      .filter(({ severity }) => severity === "error" || severity === "warning");
    const prints = this.#prints(this.#session.findings());
    if (add === undefined) return this.#reply({ kind: "baseline", id, text: writeBaseline(all, prints) });
    const known = new Set(this.#baseline.map(({ fingerprint }) => fingerprint));
    const kept = this.#session.findings().filter((finding) => {
      const isHere =
        finding.path === add.path &&
        finding.line - 1 === add.range.startLine &&
        finding.column - 1 === add.range.startColumn;
      return isHere || known.has(prints.get(finding) ?? "");
    });
    this.#reply({ kind: "baseline", id, text: writeBaseline(kept, prints) });
  }

  #compare(id: number, pools: readonly LivePool[]): void {
    this.#reply({ kind: "comparison", id, markdown: liveMarkdown(this.#session.fleet, pools, Date.now()) });
  }

  #rehearse(id: number): void {
    const wanted = [...this.#sources].filter(([name]) => this.#isWanted(name));
    const texts = new Map(wanted.map(([name, { text }]) => [name, text]));
    const twice = rehearseWithFixes(texts, { rules: RULES, settings: this.#config.settings });
    this.#reply({ kind: "rehearsal", id, markdown: rehearsalMarkdown(twice), verdict: verdict(twice.asIs) });
  }

  #rehearseUnmix(id: number, text: string): void {
    this.#reply({ kind: "rehearsal", id, ...rehearsedRunbook(text, this.#session.fleet) });
  }

  #readConfig(text: string): void {
    const { config, problems } = readConfig(parseYaml(text), RULE_NAMES);
    const source = new Source(this.#start.configFile, text);
    this.#sources.set(source.path, source);
    this.#config = config;
    this.#isIgnored = ignores(config);
    this.#configFindings = problems.map(({ message, span }) => ({
      ...source.place(span),
      rule: "syntax",
      code: "GM001",
      severity: "warning",
      message,
      related: [],
    }));
  }

  async #readBaseline(): Promise<void> {
    const { baseline } = this.#start;
    this.#takeBaseline(baseline === "" ? undefined : await this.#textOnDisk(baseline));
    if (baseline !== "" && this.#baseline.length === 0) {
      this.#reply({
        kind: "trouble",
        message: `The baseline ${baseline} is not there, empty, or not readable.`,
      });
    }
  }

  #takeBaseline(text: string | undefined): void {
    const entries = text === undefined ? undefined : readBaseline(text);
    this.#baseline = entries?.ok === true ? entries.value : [];
  }

  async #textOnDisk(name: string): Promise<string | undefined> {
    const root = this.#start.roots.find(({ prefix }) => name.startsWith(prefix));
    if (name === "" || root?.folder === undefined) return undefined;
    const file = path.resolve(root.folder, name.slice(root.prefix.length));
    return await readFile(file, "utf8").catch(() => undefined);
  }
}
