/** Which parser reads a file, from its name and, where that leaves it open, its text; and what that parser finds. */
import { parseHcl1 } from "./hcl1.ts";
import { parseJson, type JsonReader } from "./json.ts";
import { hasStatements, isTemplateName, paintTags, withoutTemplateEnding } from "./template.ts";
import type { Parsed } from "./tree.ts";
import { veil } from "./veil.ts";
import { parseYaml } from "./yaml.ts";

export type Language = "hcl" | "json" | "yaml";

/** What a tag that comes out as something is painted with: a word that each language takes for a value. */
const FILLERS: Readonly<Record<Language, string>> = { hcl: "\uE000", json: "1", yaml: "x" };

/** HCL 2 of Terraform, Terragrunt, Packer and Nomad jobs looks like HCL 1, and is nobody's agent config. */
const FOREIGN_BLOCK =
  /^[ \t]*(?:(?:resource|data|source)[ \t]+"[^"\n]*"[ \t]+"[^"\n]*"|(?:variable|module|provider|output|job|include|dependency|generate|pack|build)[ \t]+"[^"\n]*"|locals|terraform|moved|import|remote_state|build)[ \t]*\{/m;

/** The language of a file; undefined for one that holds nothing for us to read. */
export function languageOf(path: string, text: string): Language | undefined {
  const name = withoutTemplateEnding(path).toLowerCase();
  if (name.endsWith(".json")) return "json";
  if (/\.ya?ml$/.test(name)) return "yaml";
  if (name.endsWith(".hcl") || name.endsWith(".nomad")) return isForeignHcl(text) ? undefined : "hcl";
  return undefined;
}

/** Whether the text is HCL of a tool that runs no gossip. */
export function isForeignHcl(text: string): boolean {
  return FOREIGN_BLOCK.test(text);
}

/** Reads a file of that language, whether it is a template or not. */
export function parseConfig(
  path: string,
  text: string,
  language: Language,
  reader: JsonReader = "go",
): Parsed {
  if (isTemplateName(path)) return parseTemplate(text, language, reader);
  const parsed = parseText(text, language, reader);
  return maybeTemplate(parsed, text, language) ? parseTemplate(text, language, reader) : parsed;
}

function parseText(text: string, language: Language, reader: JsonReader, paint?: string): Parsed {
  if (language === "hcl") return parseHcl1(text, paint);
  return language === "json" ? parseJson(text, reader) : parseYaml(text);
}

/** A text with tags that only parses once they are painted over is a template, whatever its name. */
function maybeTemplate({ problems }: Parsed, text: string, language: Language): boolean {
  if (language === "yaml" && hasBareTag(text)) return true;
  if (problems.length === 0) return false;
  if (hasStatements(text)) return true;
  const painted = paintTags(text, FILLERS[language]);
  return (
    painted.tags.length > 0 && parseText(painted.text, language, "hcl", FILLERS.hcl).problems.length === 0
  );
}

/** To YAML, `key: {{ x }}` is a mapping whose key is a mapping: no mistake, but nobody means it. */
function hasBareTag(text: string): boolean {
  const starts = [...text.matchAll(/^[^#"'\n]*?(?=\{[{%])/gm)].map((match) => match.index + match[0].length);
  return starts.length > 0 && paintTags(text, "x").tags.some(({ start }) => starts.includes(start));
}

function parseTemplate(text: string, language: Language, reader: JsonReader): Parsed {
  const painted = paintTags(text, FILLERS[language]);
  return veil(parseText(painted.text, language, reader, FILLERS.hcl), text, painted);
}
