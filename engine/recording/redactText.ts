/**
 * Sentences without the names in them: known names by their pseudonyms, and every word that is none of the engine's own.
 * A list of what may stay, not of what must go: what an agent or an operating system adds to a sentence is foreign.
 */
import { parseIp } from "../base/address.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { VOCABULARY } from "./vocabulary.ts";

/** What names and addresses are made of; the rest separates words. */
const WORDS = /[\p{L}\p{N}_.\-:[\]%@]+/gu;
const PUNCTUATION = /[.:,]+$/;
const ENDPOINT = /^(\[[0-9a-fA-F:.%]+\]|[^:[\]]+):(\d{1,5})$/;
/** Numbers, pseudonyms, and words of ours with more than letters in them. */
const HARMLESS = /^(\d+(\.\d+)?(ms|s|min|h|d|x)?|retry_join|retry_join_wan|x[0-9a-f]{8}|GM\d{3})$/;
/** What Node says of a connection. */
const ERRORS = [
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EPIPE"],
  ...["EADDRINUSE", "EADDRNOTAVAIL", "EACCES", "ENOSPC", "EROFS", "EAI_AGAIN", "getaddrinfo"],
];
const OWN = new Set([...VOCABULARY.split(/\s+/), ...ERRORS.map((word) => word.toLowerCase())]);

/** Words of a text as `VOCABULARY` holds them: those of letters and hyphens alone. */
export function* plainWords(text: string): Generator<string> {
  for (const [word] of text.matchAll(WORDS)) {
    const plain = word.replace(PUNCTUATION, "").toLowerCase();
    if (/^[a-z]+(-[a-z]+)*$/.test(plain)) yield plain;
  }
}

/** Every word is looked at; what is no number and no word of ours counts as a name. */
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
  return HARMLESS.test(word) || isOwn(word.toLowerCase()) || !/[\p{L}\p{N}]/u.test(word)
    ? word
    : names.of(word);
}

/** Also in the plural, whose ending sentences put on when they count, and without it. */
function isOwn(word: string): boolean {
  return OWN.has(word) || OWN.has(`${word}s`) || (word.endsWith("s") && OWN.has(word.slice(0, -1)));
}
