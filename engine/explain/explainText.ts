/** Explanations as text for a terminal and as Markdown for an editor: the same words, other marks. */
import { visible } from "../base/visible.ts";
import type { Explained, ExplainedText } from "./explain.ts";
import type { Explanation, Weight } from "./explanation.ts";

const WEIGHTS: Readonly<Record<Weight, string>> = {
  routine: "routine",
  watch: "worth a look if it repeats",
  act: "find out why",
};
const SHOWN_CHARS_MAX = 300;

interface Marks {
  readonly line: (text: string) => string;
  readonly head: (text: string) => string;
  readonly item: (name: string, text: string) => string;
  readonly foreign: (text: string) => string;
}

const TEXT: Marks = {
  line: (text) => `> ${text}`,
  head: (text) => `  ${text}`,
  item: (name, text) => `  ${`${name}:`.padEnd(7)} ${text}`,
  foreign: visible,
};
const MARKDOWN: Marks = {
  line: (text) => `## ${text}`,
  head: (text) => `_${text}_\n`,
  item: (name, text) => `- **${name}:** ${text}`,
  foreign: markdownText,
};

export function explainText(text: ExplainedText): string {
  return sections(text, TEXT);
}

export function explainMarkdown(text: ExplainedText): string {
  return `# Log lines explained\n\n${sections(text, MARKDOWN)}`;
}

function sections(text: ExplainedText, marks: Marks): string {
  const parts = text.explained.map((one) => section(one, marks).join("\n"));
  return `${[...parts, summary(text)].join("\n\n")}\n`;
}

function section({ entry, count, answer, causes }: Explained, marks: Marks): string[] {
  const { foreign, item } = marks;
  const place = count > 1 ? ` (line ${entry.line} and ${count - 1} more like it)` : "";
  const title = marks.line(`${foreign(shown(entry.message))}${place}`);
  const reasons = causes.map(({ means, todo }) =>
    item("reason", `${foreign(means)} ${foreign(todo)}`.trim()),
  );
  if (answer.kind === "unknown") {
    return [
      title,
      marks.head(
        causes.length === 0
          ? "This line is not known here, so nothing is claimed about it."
          : "The line as a whole is not known here; the reason in it is.",
      ),
      ...reasons,
      ...(answer.nearest.length === 0 ? [] : [item("nearest", nearestWords(answer.nearest, marks))]),
    ];
  }
  const { of, means, todo } = answer.explanation;
  return [
    title,
    marks.head(`${speakers(of, entry.logger, foreign)} · ${WEIGHTS[of.weight]}`),
    item("means", foreign(means)),
    ...reasons,
    item("do", foreign(todo)),
    item("source", foreign(of.source)),
  ];
}

function speakers({ saidBy }: Explanation, logger: string, foreign: Marks["foreign"]): string {
  return logger === "" ? `said by ${saidBy}` : `said by ${saidBy}, logger ${foreign(logger)}`;
}

/** A similar line may mean the contrary, so its meaning is not given, only where to read. */
function nearestWords(nearest: readonly Explanation[], { foreign }: Marks): string {
  return nearest.map(({ example, source }) => `${foreign(shown(example))} [${foreign(source)}]`).join("; ");
}

function summary({ messages, unknown, isCutOff }: ExplainedText): string {
  if (messages === 0) return "There is nothing to explain: the text is empty.";
  const counted = `${messages} message${messages === 1 ? "" : "s"}, ${unknown} not known`;
  return isCutOff ? `${counted}; the text goes on beyond what is looked at.` : `${counted}.`;
}

function shown(text: string): string {
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
}

/** Nothing of a name may become a link, an image or HTML. */
function markdownText(text: string): string {
  return visible(text).replace(/[\\<>[\]*_|!#&`~]/g, (character) => `\\${character}`);
}
