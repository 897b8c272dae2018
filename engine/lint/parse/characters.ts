/** Classes of characters as HCL 1 has them. Source: hcl/scanner/scanner.go, isLetter, isDigit, isWhitespace. */

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

export function isDecimal(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isHexadecimal(code: number): boolean {
  return isDecimal(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

/** Whether a name may start here. */
export function isLetter(code: number): boolean {
  if (code < 0x80) return ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || code === 0x5f;
  return LETTER.test(String.fromCodePoint(code));
}

/** Whether a name may go on here: letters, digits, `-` and `.`. */
export function isNamePart(code: number): boolean {
  if (code < 0x80) return isLetter(code) || isDecimal(code) || code === 0x2d || code === 0x2e;
  return LETTER.test(String.fromCodePoint(code)) || DIGIT.test(String.fromCodePoint(code));
}

/** Blank, tab, line feed, carriage return. */
export function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
