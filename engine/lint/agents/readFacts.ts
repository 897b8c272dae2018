/** One file → what it contributes to the fleet. The name tells the language, the text tells whether it matters. */
import { unreachable } from "../../base/assert.ts";
import { fileDocument, type Document } from "../model/document.ts";
import { NOTHING, type FileFacts, type Fragment } from "../model/facts.ts";
import { isPlaceholderAddress } from "../model/placeholder.ts";
import type { Source } from "../model/source.ts";
import { isForeignHcl, languageOf, parseConfig, type Language } from "../parse/language.ts";
import { isTemplateName, withoutTemplateEnding } from "../parse/template.ts";
import type { Comment, Parsed, SyntaxProblem } from "../parse/tree.ts";
import { readCompose, readComposeHosts } from "./compose.ts";
import { fragmentOf } from "./fragment.ts";
import { readHeadlessService, readLabelledPods } from "./gossipServices.ts";
import { readHelmValues } from "./helm.ts";
import { readNames, readYamlInventory } from "./inventory.ts";
import { isManifest, readConfigMap, readMemberlistMap, readWorkload } from "./kubernetes.ts";
import { readMemberlist } from "./memberlist.ts";
import { entryOf, nodeAt } from "./nodes.ts";
import { readScript } from "./scripts.ts";

/** Files that are no config themselves, but start an agent or name its machine. */
type Kind = Language | "script" | "names" | "readme";

/** What a file's name promises; `undefined` for what is never read. The text may still say otherwise. */
export function kindOf(path: string): Kind | undefined {
  const name = (/[^/]*$/.exec(path)?.[0] ?? path).toLowerCase();
  if (name.startsWith("readme")) return "readme";
  if (/(?:\.(?:bak|orig|disabled|old|swp|md|tf|tfvars)|~)$/.test(name)) return undefined;
  const bare = withoutTemplateEnding(name.replace(/\.(?:example|sample|dist)$/, ""));
  const language = languageOf(bare, "");
  if (language !== undefined) return language;
  if (/\.(?:service|sh|bash|conf|cmd|bat|ps1)$/.test(bare) || /^(?:procfile|dockerfile)/.test(bare))
    return "script";
  if (/^(?:hosts|inventory)(?:\.(?:ini|cfg|txt))?$|\.hosts$/.test(bare)) return "names";
  // A template whose name hides what it makes: `consul.ctmpl`, `agent.tpl`.
  return isTemplateName(name) ? "hcl" : undefined;
}

export interface ReadFile {
  readonly facts: FileFacts;
  readonly comments: readonly Comment[];
}

/** Reads a file that `kindOf` knows; what is broken yields what can be read. */
export function readFile(source: Source): ReadFile {
  const kind = kindOf(source.path);
  switch (kind) {
    case "hcl":
      if (isForeignHcl(source.text)) return { facts: nothing(source), comments: [] };
      return readConfig(source, parse(source, "hcl"), false);
    case "json":
      return readConfig(source, parse(source, "json"), true);
    case "yaml":
      return readYaml(source);
    case "script":
      return {
        facts: { ...nothing(source), launches: readScript(source) },
        comments: hashComments(source.text),
      };
    case "names":
      return { facts: { ...nothing(source), records: readNames(source) }, comments: [] };
    case "readme":
    case undefined:
      return { facts: nothing(source), comments: [] };
    default:
      return unreachable(kind);
  }
}

function parse(source: Source, language: Language): Parsed {
  return parseConfig(source.path, source.text, language);
}

function nothing(source: Source): FileFacts {
  return { source, problems: [], ...NOTHING };
}

function readConfig(source: Source, parsed: Parsed, isJson: boolean): ReadFile {
  const document = fileDocument(source, parsed.root);
  const problems = parsed.problems.filter(({ span }) => !isPlaceholderAddress(source.slice(span)));
  const isTemplate = parsed.isTemplate || problems.length < parsed.problems.length;
  const fragment = fragmentOf(source, document, isJson, isTemplate);
  // Another program's file may be broken as it likes; and what says little is not known to be an agent's.
  const shown = fragment?.alone === "agent" ? onePerLine(problems, source) : [];
  const facts = { ...nothing(source), problems: shown, fragments: fragment === undefined ? [] : [fragment] };
  return { facts, comments: parsed.comments };
}

/** What follows a mistake on its line is mostly its echo. */
function onePerLine(problems: readonly SyntaxProblem[], source: Source): SyntaxProblem[] {
  const lines = new Set<number>();
  return problems.filter(({ span }) => {
    const { line } = source.position(span.start);
    return lines.has(line) ? false : lines.add(line) !== undefined;
  });
}

/** Words without which no YAML file has anything to do with an agent; saves parsing all others. */
const YAML_HINT =
  /\b(?:agent|consul|nomad|serf|memberlist|gossipEncryption|join|joinWan|joinPeers|DatacenterName|ansible_host|loki|tempo|mimir|cortex)\b/;

function readYaml(source: Source): ReadFile {
  if (!YAML_HINT.test(source.text)) return { facts: nothing(source), comments: [] };
  const parsed = parse(source, "yaml");
  const fragments = [];
  const launches = [];
  const headlessServices = [];
  const labelledPods = [];
  const records = [];
  for (const root of parsed.roots) {
    const document = fileDocument(source, root);
    if (isManifest(root)) {
      launches.push(...readWorkload(source, document));
      fragments.push(...readConfigMap(source, document), ...readMemberlistMap(source, document));
      fragments.push(...readRelease(source, document));
      headlessServices.push(...readHeadlessService(document));
      labelledPods.push(...readLabelledPods(document));
    } else if (entryOf(root, "services") !== undefined) {
      launches.push(...readCompose(source, document));
      records.push(...readComposeHosts(source, document));
    } else {
      fragments.push(...readHelmValues(source, document));
      fragments.push(...readMemberlist(source, document, parsed.isTemplate));
      records.push(...readYamlInventory(document));
    }
  }
  const facts = { ...nothing(source), fragments, launches, records, headlessServices, labelledPods };
  return { facts, comments: parsed.comments };
}

/** A Helm release as Flux and Argo CD keep it: the chart's values inside of a manifest. */
function readRelease(source: Source, document: Document): Fragment[] {
  const { root } = document;
  const values =
    nodeAt(root, "spec", "values") ??
    nodeAt(root, "spec", "source", "helm", "valuesObject") ??
    nodeAt(root, "spec", "source", "helm", "values");
  if (values?.kind !== "object") return [];
  const inside = { ...document, root: values };
  return [...readHelmValues(source, inside), ...readMemberlist(source, inside, false)];
}

/** The comments of shells and unit files: from `#` or `;` at the start of a line, or `#` after a blank. */
function hashComments(text: string): Comment[] {
  return Array.from(text.matchAll(/(?<=^[ \t]*|[ \t])[#]([^\n]*)|(?<=^[ \t]*);([^\n]*)/gm), (match) => ({
    text: (match[1] ?? match[2] ?? "").trim(),
    span: { start: match.index, end: match.index + match[0].length },
  }));
}
