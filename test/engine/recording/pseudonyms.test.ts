import { expect, it } from "vitest";
import { Pseudonyms } from "../../../engine/recording/pseudonyms.ts";

it.each(["1.8.7", "v0.9.4", "0.8.2-dev", "1.20.0+ent:3a4b5c6d", "1.8.7:", "8300", "role", "10.20.30"])(
  "%s says nothing of anybody and stays",
  (text) => expect(new Pseudonyms(new Uint8Array(32)).ofTag(text)).toBe(text),
);

it.each(["123456789012", "4915112345678", "12-paris", "1-acme", "7-east1", "1:deadbeefcafe", "10.20.30.40"])(
  "%s may be an account, a number or a place, and does not stay",
  (text) => expect(new Pseudonyms(new Uint8Array(32)).ofTag(text)).not.toContain(text),
);
