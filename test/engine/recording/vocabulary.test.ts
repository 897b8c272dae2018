/** The words that stay in redacted sentences are those that the engine's own sources write, and no others. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { plainWords } from "../../../engine/recording/redactText.ts";
import { VOCABULARY } from "../../../engine/recording/vocabulary.ts";

/** Those that write sentences into a view or an event. */
const LAYERS = [
  ...["base", "view", "wire", "swim", "serf", "consul", "evidence", "lanes", "observer"],
  ...["simulator", "host", "cluster"],
];
const FILE = "engine/recording/vocabulary.ts";

function ownWords(): string[] {
  const words = new Set<string>();
  for (const layer of LAYERS) {
    const folder = path.join("engine", layer);
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const text = readFileSync(path.join(folder, name), "utf8");
      collect(ts.createSourceFile(name, text, ts.ScriptTarget.Latest), words);
    }
  }
  return [...words].sort();
}

function collect(node: ts.Node, words: Set<string>): void {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
  if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node))
    for (const word of plainWords(node.text)) words.add(word);
  ts.forEachChild(node, (child) => collect(child, words));
}

/** A word that is missing is only hidden, so that a new sentence need not wait for this list. */
const BEHIND_MAX = 60;

it("are nearly all in the list, and it holds few others; UPDATE=1 writes it anew", () => {
  const words = ownWords();
  if (process.env["UPDATE"] === "1") {
    const lines: string[] = [];
    let line = "";
    for (const word of words) {
      if (line.length + word.length > 108) {
        lines.push(line.trim());
        line = "";
      }
      line += ` ${word}`;
    }
    const comment =
      "/** Words of the engine's own sentences, in lower case; written by `vocabulary.test.ts` with UPDATE=1. */";
    writeFileSync(
      FILE,
      `${comment}\nexport const VOCABULARY = \`\n${[...lines, line.trim()].join("\n")}\n\`;\n`,
    );
  }
  const listed = new Set(VOCABULARY.trim().split(/\s+/));
  const ours = new Set(words);
  expect(words.filter((word) => !listed.has(word)).length).toBeLessThan(BEHIND_MAX);
  expect([...listed].filter((word) => !ours.has(word)).length).toBeLessThan(BEHIND_MAX);
});
