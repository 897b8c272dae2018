/** A text of log lines or errors → what each means. What is not known is said to be, with the nearest that is. */
import { readEntries, type Entry } from "./entries.ts";
import type { Cause, Explanation } from "./explanation.ts";
import { EXPLANATIONS } from "./families.ts";
import { CAUSES } from "./families/causes.ts";
import { nearestTo } from "./nearest.ts";

/** An explanation with the names of this line filled in. */
export interface Filled<Of extends Explanation | Cause> {
  readonly of: Of;
  readonly means: string;
  readonly todo: string;
}

/** What can be said of a message. Only a whole match is `known`; a similar line may mean the contrary. */
export type Answer =
  | { readonly kind: "known"; readonly explanation: Filled<Explanation> }
  | { readonly kind: "unknown"; readonly nearest: readonly Explanation[] };

/** One message, or all that mean the same: the first stands for them. */
export interface Explained {
  readonly entry: Entry;
  /** Messages that have the same explanation and the same reasons. */
  readonly count: number;
  readonly answer: Answer;
  readonly causes: readonly Filled<Cause>[];
}

export interface ExplainedText {
  readonly explained: readonly Explained[];
  readonly messages: number;
  readonly unknown: number;
  readonly isCutOff: boolean;
}

/** Explains all messages of a text, in the order in which their kinds appear. Never throws. */
export function explain(text: string): ExplainedText {
  const { entries, isCutOff } = readEntries(text);
  const kinds = new Map<string, Explained>();
  let unknown = 0;
  for (const entry of entries) {
    const one = explainEntry(entry);
    if (one.answer.kind === "unknown" && one.causes.length === 0) unknown += 1;
    const key = keyOf(one);
    const before = kinds.get(key);
    kinds.set(key, before === undefined ? one : { ...before, count: before.count + 1 });
  }
  return { explained: [...kinds.values()], messages: entries.length, unknown, isCutOff };
}

function explainEntry(entry: Entry): Explained {
  const causes = causesIn([entry.message, ...entry.more].join("\n"));
  return { entry, count: 1, answer: answerTo(entry.message), causes };
}

function answerTo(message: string): Answer {
  for (const explanation of EXPLANATIONS) {
    const match = explanation.line.exec(message);
    if (match !== null) return { kind: "known", explanation: fill(explanation, match) };
  }
  return { kind: "unknown", nearest: nearestTo(message) };
}

function causesIn(text: string): Filled<Cause>[] {
  return CAUSES.flatMap((cause) => {
    const match = cause.words.exec(text);
    return match === null ? [] : [fill(cause, match)];
  });
}

/** Puts what the line named into the sentences; a name that this form of the line lacks leaves “it”. */
function fill<Of extends Explanation | Cause>(of: Of, { groups }: RegExpExecArray): Filled<Of> {
  const put = (sentence: string): string =>
    sentence.replace(/\{(\w+)\}/g, (_, name: string) => groups?.[name]?.trim() ?? "");
  return { of, means: tidy(put(of.means)), todo: tidy(put(of.todo)) };
}

/** What a missing name leaves behind. */
function tidy(sentence: string): string {
  return sentence
    .replace(/ {2,}/g, " ")
    .replace(/[:;] ?\./g, ".")
    .replace(/ \( *\)/g, "")
    .trim();
}

/** Unknown messages are kept apart by their words, numbers aside. */
function keyOf({ entry, answer, causes }: Explained): string {
  const kind =
    answer.kind === "known"
      ? answer.explanation.of.id
      : `?${entry.message.replace(/\d+/g, "#").slice(0, 200)}`;
  return [kind, ...causes.map(({ of }) => of.id)].join("|");
}
