/** The captured payloads of real agents, and what each holds. */
import { readFileSync } from "node:fs";
import { Secret } from "../../../engine/base/secret.ts";
import { NodeAead } from "../../../engine/host/aead.ts";
import { Keyring } from "../../../engine/wire/keyring.ts";

export interface Vector {
  readonly file: string;
  readonly transport: "udp" | "tcp";
  readonly direction: string;
  readonly keyHex: string | null;
  readonly label: string | null;
  readonly sender: Tree | null;
  readonly decoded: Tree;
}

/** Decoded JSON as the index has it; layers and messages are told apart by their keys. */
export interface Tree {
  readonly [key: string]: Json;
}
export type Json = null | boolean | number | string | readonly Json[] | Tree;

const folder = new URL("../../fixtures/vectors/", import.meta.url);

export function loadVectors(): Vector[] {
  const index: { vectors: Vector[] } = JSON.parse(readFileSync(new URL("index.json", folder), "utf8"));
  return index.vectors;
}

export function payloadOf(vector: Vector): Uint8Array {
  return new Uint8Array(readFileSync(new URL(vector.file, folder)));
}

/** Label and key of the vector's pool; `dialed` from our side: a reply has no label header. */
export function securityOf(vector: Vector): { label: string; keyring?: Keyring; dialed: boolean } {
  const dialed = vector.direction === "server->client" || vector.direction === "peer->observer";
  // One client used a label that its pool did not have: there the label stands with the decoded layers.
  const seen = vector.decoded["label"];
  const label = vector.label ?? (typeof seen === "string" ? seen : "");
  if (vector.keyHex === null) return { label, dialed };
  const key = new Secret(new Uint8Array(Buffer.from(vector.keyHex, "hex")));
  return { label, dialed, keyring: new Keyring(new NodeAead(), [key]) };
}

export function isTree(json: Json | undefined): json is Tree {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** A leaf that is text, "" for anything else. */
export function textOf(json: Json | undefined): string {
  return typeof json === "string" ? json : "";
}

/** The messages inside, wrappers off, in order. */
export function messageTrees(tree: Tree): Tree[] {
  if (isTree(tree["decoded"])) return messageTrees(tree["decoded"]);
  if (isTree(tree["inner"]) && tree["body"] === undefined) return messageTrees(tree["inner"]);
  const parts = tree["parts"];
  if (Array.isArray(parts)) return parts.filter(isTree).flatMap(messageTrees);
  return [tree];
}
