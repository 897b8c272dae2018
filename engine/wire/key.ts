/** A gossip key as operators write it: standard base64 of 16, 24 or 32 bytes. Source: memberlist security.go. */
import { bytesFromBase64 } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { Secret } from "../base/secret.ts";

/** Reads one key; the error never repeats the text. */
export function parseKey(text: string): Result<Secret, string> {
  const trimmed = text.trim();
  const decoded = bytesFromBase64(trimmed);
  if (!decoded.ok || trimmed === "") {
    return fail(
      `the gossip key is not base64 (${trimmed.length} characters); make one with "consul keygen" or "serf keygen"`,
    );
  }
  const bytes = decoded.value;
  if (bytes.length !== 16 && bytes.length !== 24 && bytes.length !== 32) {
    return fail(`the gossip key has ${bytes.length} bytes; key size must be 16, 24 or 32 bytes`);
  }
  return ok(new Secret(bytes));
}

/** Reads a key file: one key a line, the first is the primary one; blank lines and `#` comments are skipped. */
export function parseKeyFile(text: string): Result<Secret[], string> {
  const keys: Secret[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    const key = parseKey(line);
    if (!key.ok) return fail(`line ${index + 1}: ${key.error}`);
    keys.push(key.value);
  }
  return keys.length > 0 ? ok(keys) : fail("the key file holds no key; write one base64 key a line");
}
