/** A rule's help in Markdown, made from its own fields: for SARIF, the terminal, and wherever its page is not. */
import type { ExampleFiles, Rule } from "../rule.ts";

export function rulePage({ id, code, summary, severity, whyItIsARisk, examples, since }: Rule): string {
  return [
    `# ${id} (${code}, ${severity})`,
    `${summary}.`,
    "## Why two pools can merge",
    whyItIsARisk,
    "## Wrong",
    ...filesText(examples.flagged),
    "## Right",
    ...filesText(examples.clean),
    `Since version ${since}.`,
    "",
  ].join("\n\n");
}

function filesText(files: ExampleFiles): string[] {
  return Object.entries(files).map(
    ([path, text]) => `\`${path}\`\n\n\`\`\`${languageOf(path)}\n${text.trimEnd()}\n\`\`\``,
  );
}

function languageOf(path: string): string {
  const ending = /\.(\w+)$/.exec(path)?.[1] ?? "";
  return ending === "service" ? "ini" : ending;
}
