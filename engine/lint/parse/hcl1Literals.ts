/** What the literals of HCL 1 stand for. Source: hashicorp/hcl v1.0.0, hcl/token/token.go and hcl/strconv/quote.go. */

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};

const ESCAPE = /\\(?:([abfnrtv\\"])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|)/g;
const UNICODE_MAX = 0x10ffff;

/**
 * The text between the quotes of a string; what stands in `${…}` is left as it is. `badEscape` gets the offset, from
 * the start of the given text, of the first backslash that starts no escape; it then stands for itself.
 */
export function unquote(text: string, badEscape: (offset: number) => void): string {
  if (!text.includes("\\")) return text;
  return outsideInterpolations(text, (part, offset) => unescape(part, offset, badEscape));
}

function unescape(text: string, offset: number, badEscape: (offset: number) => void): string {
  let bad: number | undefined;
  const value = text.replace(ESCAPE, (escape, simple, byte, four, eight, octal, at: number) => {
    if (typeof simple === "string") return SIMPLE_ESCAPES[simple] ?? escape;
    const digits = [byte, four, eight].find((group): group is string => typeof group === "string");
    const code =
      digits !== undefined ? parseInt(digits, 16) : typeof octal === "string" ? parseInt(octal, 8) : -1;
    const most = typeof octal === "string" ? 255 : UNICODE_MAX;
    if (code >= 0 && code <= most) return String.fromCodePoint(code);
    bad ??= offset + at;
    return escape;
  });
  if (bad !== undefined) badEscape(bad);
  return value;
}

/** Applies `change` to what is not in `${…}`; braces nest. */
function outsideInterpolations(text: string, change: (part: string, offset: number) => string): string {
  let result = "";
  let at = 0;
  for (;;) {
    const open = text.indexOf("${", at);
    if (open === -1) return result + change(text.slice(at), at);
    let end = open + 2;
    for (let braces = 1; braces > 0 && end < text.length; end++) {
      if (text[end] === "{") braces++;
      else if (text[end] === "}") braces--;
    }
    result += change(text.slice(at, open), at) + text.slice(open, end);
    at = end;
  }
}

/** A whole number within ±2^63, perhaps hexadecimal or octal, or a fraction; undefined for what Go reads neither as. */
export function numberValue(text: string): number | undefined {
  if (/^-?(?:[1-9]\d{0,14}|0)$/.test(text)) return Number(text);
  const digits = text.startsWith("-") ? text.slice(1) : text;
  const sign = digits.length === text.length ? 1 : -1;
  if (/^\d*\.\d*$|^\d+(?:\.\d*)?[eE][+-]?\d+$/.test(digits)) return finite(sign * Number(digits));
  const value = wholeNumber(digits);
  return value !== undefined && value < 2n ** 63n + (sign < 0 ? 1n : 0n) ? sign * Number(value) : undefined;
}

function wholeNumber(digits: string): bigint | undefined {
  if (/^0[xX][\da-fA-F]+$|^[1-9]\d*$/.test(digits)) return BigInt(digits);
  return /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : undefined;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/**
 * The lines between `<<EOF` and `EOF`, with their last line feed; after `<<-EOF` without the closing line's
 * indentation where every line has it.
 */
export function heredocValue(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").split("\n").slice(1);
  const closing = lines.pop() ?? "";
  const indent = /^[ \t]*/.exec(closing)?.[0] ?? "";
  const joined = lines.map((line) => `${line}\n`).join("");
  if (!text.startsWith("<<-")) return joined + indent;
  if (!lines.every((line) => line.startsWith(indent))) return joined;
  return lines.map((line) => `${line.slice(indent.length)}\n`).join("");
}
