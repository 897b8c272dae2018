/** Real files of other people parse as they were found to parse. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { languageOf, parseConfig } from "../../../../engine/lint/parse/language.ts";

const CORPUS = "../shared/corpus";

interface CorpusFile {
  readonly file: string;
  readonly parse: { readonly as: string; readonly outcome: string };
}

const isHere = existsSync(`${CORPUS}/index.json`);
if (!isHere) console.warn(`skipped: there is no corpus of public config files in ${CORPUS}`);
const index = isHere
  ? (JSON.parse(readFileSync(`${CORPUS}/index.json`, "utf8")) as { files: CorpusFile[] })
  : { files: [] };
const ours = index.files.filter(({ parse }) => ["hcl1", "json", "yaml"].includes(parse.as));

describe.skipIf(!isHere)("real files", () => {
  it.each(ours)("$file: $parse.outcome", ({ file, parse }) => {
    const text = readFileSync(`${CORPUS}/${file}`, "utf8");
    const language = languageOf(file, text);
    if (language === undefined) throw new Error("has no language");
    expect(language).toBe(parse.as.replace("1", ""));
    const { problems, isTemplate, root } = parseConfig(file, text, language);
    expect(root.entries.length).toBeGreaterThan(0);
    switch (parse.outcome) {
      case "ok":
      case "ok-with-placeholders":
        return expect(problems).toEqual([]);
      case "syntax-error":
        return expect(problems).not.toEqual([]);
      case "template-not-parseable-raw":
        return expect(isTemplate || problems.length > 0).toBe(true);
      default:
        throw new Error(`unknown outcome ${parse.outcome}`);
    }
  });

  it("Terraform is left alone", () => {
    const terraform = index.files.filter(({ parse }) => parse.as === "hcl2");
    expect(terraform.length).toBeGreaterThan(0);
    for (const { file } of terraform) {
      expect(languageOf(`${file}.hcl`, readFileSync(`${CORPUS}/${file}`, "utf8"))).toBeUndefined();
    }
  });
});
