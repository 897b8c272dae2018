/** Reads `lanekeeper.yaml` from its tree: every mistake is a problem with its place; what is right still counts. */
import type { ConfigNode, Entry, ObjectNode, Parsed, SyntaxProblem } from "../parse/tree.ts";
import {
  commentPolicyOf,
  DEFAULT_CONFIG,
  type CommentPolicy,
  type LintConfig,
  type Override,
  type RuleSetting,
} from "./config.ts";
import { type FleetSettings } from "../model/settings.ts";
import type { Preset } from "../rule.ts";
import { nearest } from "./nearest.ts";
import type { RuleNames } from "./ruleNames.ts";

const PRESETS: readonly Preset[] = ["recommended", "strict"];
const SETTINGS: readonly RuleSetting[] = ["off", "information", "warning", "error", "default"];
const KEYS = [
  "extends",
  "rules",
  "overrides",
  "ignore",
  "requireReason",
  "noInlineConfig",
  "reportUnusedDisables",
  "federations",
  "splitHorizonNames",
  "separateWanKeyring",
];

export interface ConfigReading {
  readonly config: LintConfig;
  readonly problems: readonly SyntaxProblem[];
}

/** An empty file is the default. */
export function readConfig({ root, problems }: Parsed, names: RuleNames): ConfigReading {
  const reader = new ConfigReader(names, [...problems]);
  return { config: reader.config(root), problems: reader.problems };
}

class ConfigReader {
  constructor(
    private readonly names: RuleNames,
    readonly problems: SyntaxProblem[],
  ) {}

  config(root: ObjectNode): LintConfig {
    const at = this.entries(root, KEYS);
    const preset = this.word(at.get("extends"), PRESETS) ?? DEFAULT_CONFIG.extends;
    return {
      extends: preset,
      rules: this.rules(at.get("rules")),
      overrides: this.list(at.get("overrides")).flatMap((node) => this.override(node)),
      ignore: this.texts(at.get("ignore")),
      comments: this.comments(at, commentPolicyOf(preset)),
      settings: this.settings(at),
    };
  }

  private comments(at: ReadonlyMap<string, Entry>, defaults: CommentPolicy): CommentPolicy {
    return {
      requireReason: this.flag(at.get("requireReason")) ?? defaults.requireReason,
      noInlineConfig: this.flag(at.get("noInlineConfig")) ?? defaults.noInlineConfig,
      reportUnusedDisables: this.flag(at.get("reportUnusedDisables")) ?? defaults.reportUnusedDisables,
    };
  }

  private settings(at: ReadonlyMap<string, Entry>): FleetSettings {
    return {
      federations: this.list(at.get("federations")).map((node) => this.federation(node)),
      splitHorizonNames: this.texts(at.get("splitHorizonNames")).map((name) => name.toLowerCase()),
      separateWanKeyring: this.flag(at.get("separateWanKeyring")) ?? false,
    };
  }

  private federation(node: ConfigNode): readonly string[] {
    const datacenters = this.textsOf(node, "a federation is a list of datacenters, such as [dc1, dc2]");
    if (datacenters.length === 1) this.problem(node, "a federation has at least two datacenters");
    return datacenters.map((name) => name.toLowerCase());
  }

  private override(node: ConfigNode): Override[] {
    if (node.kind !== "object") {
      this.problem(node, "an override is an object with `files` and `rules`");
      return [];
    }
    const at = this.entries(node, ["files", "rules"]);
    if (!at.has("files")) this.problem(node, "this override names no `files`; give it a list of globs");
    if (!at.has("rules")) this.problem(node, "this override changes no `rules`");
    return [{ files: this.texts(at.get("files")), rules: this.rules(at.get("rules")) }];
  }

  private rules(entry: Entry | undefined): ReadonlyMap<string, RuleSetting> {
    const settings = new Map<string, RuleSetting>();
    if (entry === undefined) return settings;
    if (entry.value.kind !== "object") {
      if (entry.value.kind !== "null") this.problem(entry.value, "`rules` gives each rule a severity");
      return settings;
    }
    for (const rule of entry.value.entries) {
      const [key] = rule.keys;
      if (key === undefined) continue;
      const id = this.names.find(key.text);
      const setting = this.word(rule, SETTINGS);
      if (id === undefined) this.problem(key, this.names.unknown(key.text));
      else if (setting !== undefined) settings.set(id, setting);
    }
    return settings;
  }

  /** The entries of an object by key; keys that mean nothing here are problems. */
  private entries(node: ObjectNode, known: readonly string[]): ReadonlyMap<string, Entry> {
    const found = new Map<string, Entry>();
    for (const entry of node.entries) {
      const [key] = entry.keys;
      if (key === undefined) continue;
      if (known.includes(key.text)) found.set(key.text, entry);
      else this.problem(key, unknownKey(key.text, known));
    }
    return found;
  }

  private word<T extends string>(entry: Entry | undefined, words: readonly T[]): T | undefined {
    if (entry === undefined) return undefined;
    const { value } = entry;
    // YAML 1.1 reads a bare `off` as false; whatever the parser says, the operator wrote off.
    const text =
      value.kind === "boolean" && !value.value ? "off" : value.kind === "string" ? value.value : "";
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) {
      this.problem(value, `\`${entry.keys[0]?.text ?? ""}\` is one of ${words.join(", ")}`);
    }
    return word;
  }

  private flag(entry: Entry | undefined): boolean | undefined {
    if (entry === undefined) return undefined;
    if (entry.value.kind === "boolean") return entry.value.value;
    this.problem(entry.value, `\`${entry.keys[0]?.text ?? ""}\` is true or false`);
    return undefined;
  }

  private list(entry: Entry | undefined): readonly ConfigNode[] {
    if (entry === undefined || entry.value.kind === "null") return [];
    if (entry.value.kind === "list") return entry.value.items;
    this.problem(entry.value, `\`${entry.keys[0]?.text ?? ""}\` is a list`);
    return [];
  }

  private texts(entry: Entry | undefined): readonly string[] {
    if (entry === undefined || entry.value.kind === "null") return [];
    return this.textsOf(entry.value, `\`${entry.keys[0]?.text ?? ""}\` is a list of texts`);
  }

  /** A single text is a list of one. */
  private textsOf(node: ConfigNode, wanted: string): readonly string[] {
    const items = node.kind === "list" ? node.items : [node];
    return items.flatMap((item) => {
      if (item.kind === "string") return [item.value];
      this.problem(item, wanted);
      return [];
    });
  }

  private problem({ span }: Pick<SyntaxProblem, "span">, message: string): void {
    this.problems.push({ message, span });
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  const hint = guess === undefined ? `it may have ${known.join(", ")}` : `did you mean \`${guess}\`?`;
  return `\`${key}\` means nothing here; ${hint}`;
}
