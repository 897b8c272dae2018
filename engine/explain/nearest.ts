/** Known lines that share most words with an unknown one: a hint where to read, never an answer. */
import type { Explanation } from "./explanation.ts";
import { EXPLANATIONS } from "./families.ts";

const NEAREST_MAX = 3;
/** Half of the words in common (Dice's coefficient); below it, likeness is chance. */
const LIKENESS_MIN = 0.5;
const WORDS_MAX = 60;

const KNOWN = EXPLANATIONS.map((explanation) => ({ explanation, words: wordsOf(explanation.example) }));

/** At most three, the most alike first; none where nothing is alike. */
export function nearestTo(message: string): readonly Explanation[] {
  const words = wordsOf(message);
  if (words.size < 2) return [];
  return KNOWN.map(({ explanation, words: known }) => ({ explanation, likeness: likeness(words, known) }))
    .filter(({ likeness }) => likeness >= LIKENESS_MIN)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, NEAREST_MAX)
    .map(({ explanation }) => explanation);
}

/** Words that a line has from its author; what holds digits is a name or a number of this case. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[a-z][a-z'/-]*(?![\w.:]*\d)/g) ?? [];
  return new Set(words.slice(0, WORDS_MAX));
}

function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const word of one) if (other.has(word)) common += 1;
  return (2 * common) / (one.size + other.size);
}
