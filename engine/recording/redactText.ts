/** Sentences without the names in them: known ones by their pseudonyms, and whatever looks like one. */
import { parseIp } from "../base/address.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

/** What names and addresses are made of; the rest separates words. */
const WORDS = /[\p{L}\p{N}_.\-:[\]%@]+/gu;
const PUNCTUATION = /[.:,]+$/;
const ENDPOINT = /^(\[[0-9a-fA-F:.%]+\]|[^:[\]]+):(\d{1,5})$/;
/** Words of our own sentences that would pass for names. */
const HARMLESS = /^(\d+(\.\d+)?(ms|s|min|h|d|x)?|http|https|retry_join|retry_join_wan|x[0-9a-f]{8}|GM\d{3})$/;

/** Every word is looked at; one with a digit among letters or a dot inside counts as a name. */
export function redactText(text: string, names: Pseudonyms): string {
  let plain = text;
  for (const original of odd(names.originals)) plain = plain.replaceAll(original, names.of(original));
  return plain.replace(WORDS, (word) => {
    const tail = PUNCTUATION.exec(word)?.[0] ?? "";
    return `${redactWord(word.slice(0, word.length - tail.length), names)}${tail}`;
  });
}

/** Names with spaces or signs in them are no single word. */
function* odd(originals: Iterable<string>): Generator<string> {
  for (const original of originals) if (!/^[\p{L}\p{N}_.\-:[\]%@]+$/u.test(original)) yield original;
}

function redactWord(word: string, names: Pseudonyms): string {
  if (word === "") return "";
  const known = names.find(word);
  if (known !== undefined) return known;
  if (parseIp(word).ok) return names.of(word);
  if (ENDPOINT.test(word)) return names.ofAddress(word);
  const tagged = /^([a-z_]+)$/.test(word) || HARMLESS.test(word);
  if (tagged) return word;
  const looksLikeName = /\d/.test(word) || /[^.]\.[^.]/.test(word) || /@/.test(word);
  return looksLikeName ? names.of(word) : word;
}
