/** A command line of an agent, `consul agent -server …`, or of `consul join …`, read into settings. */
import type { Product } from "../model/agent.ts";
import { assignmentsOf, type Assignment } from "../model/assignments.ts";
import type { Document } from "../model/document.ts";
import type { Where } from "../model/located.ts";
import { hasPlaceholder } from "../model/placeholder.ts";
import { parseHcl1 } from "../parse/hcl1.ts";
import type { ConfigNode } from "../parse/tree.ts";
import { flagOf, type Flag } from "./flags.ts";
import type { Word } from "./words.ts";

/** What a command line says. */
export interface CommandLine {
  readonly product: Product;
  readonly kind: "agent" | "join";
  /** In the order in which they count: list flags before files, scalars after; see `ofFiles`. */
  readonly lists: readonly Assignment[];
  readonly scalars: readonly Assignment[];
  readonly configPaths: readonly ConfigPath[];
  /** Whether a variable or template hides flags. */
  readonly hidesFlags: boolean;
  readonly at: Where;
}

export interface ConfigPath {
  /** As written: a file or a directory of the machine that the agent runs on. */
  readonly path: string;
  readonly at: Where;
}

const PROGRAMS: ReadonlyMap<string, Product> = new Map([
  ["consul", "consul"],
  ["serf", "serf"],
  ["nomad", "nomad"],
]);

/** Reads one command; `undefined` when it starts no agent and joins nothing. `image` tells what a bare `agent` is. */
export function readCommand(words: readonly Word[], image?: Product): CommandLine | undefined {
  for (const [at, { text }] of words.entries()) {
    const product = PROGRAMS.get(programName(text));
    const read = product === undefined ? undefined : readVerb(product, words.slice(at + 1), words);
    if (read !== undefined) return read;
  }
  if (image === undefined) return undefined;
  // The images of Consul and Nomad know which program `agent`, or a first word that is a flag, is meant for.
  const areFlags = words.length > 0 && words.every(({ text }) => text.startsWith("-"));
  return areFlags ? readAgent(image, words, words) : readVerb(image, words, words);
}

function readVerb(product: Product, words: readonly Word[], whole: readonly Word[]): CommandLine | undefined {
  const [first, second] = words;
  if (first?.text === "agent") return readAgent(product, words.slice(1), whole);
  if (first?.text === "join") return readJoin(product, words.slice(1), whole);
  if (product === "nomad" && first?.text === "server" && second?.text === "join") {
    return readJoin(product, words.slice(2), whole);
  }
  return undefined;
}

function programName(word: string): string {
  return (/[^/\\]*$/.exec(word)?.[0] ?? word).replace(/\.exe$|:[\w.-]+$/, "");
}

function readAgent(product: Product, words: readonly Word[], whole: readonly Word[]): CommandLine {
  const line = { lists: [] as Assignment[], scalars: [] as Assignment[], configPaths: [] as ConfigPath[] };
  let hidesFlags = false;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (word === undefined) break;
    const given = readFlag(word, words[i + 1], product);
    if (given === undefined) {
      hidesFlags ||= hasPlaceholder(word.text);
      continue;
    }
    if (given.usedNext) i += 1;
    take(given, product, line);
  }
  return { product, kind: "agent", ...line, hidesFlags, at: span(whole) };
}

interface GivenFlag {
  readonly name: string;
  readonly flag: Flag | undefined;
  readonly value: string;
  readonly at: Where;
  readonly entry: Where;
  readonly usedNext: boolean;
}

/** Go's flags: one dash or two, the value behind `=` or in the next word. */
function readFlag(word: Word, next: Word | undefined, product: Product): GivenFlag | undefined {
  const match = /^--?([a-z][\w-]*)(?:=([\s\S]*))?$/.exec(word.text);
  const name = match?.[1];
  if (name === undefined) return undefined;
  const flag = flagOf(product, name);
  const common = { name, flag, entry: word.at };
  const value = match?.[2];
  if (value !== undefined) return { ...common, value, at: word.valueAt, usedNext: false };
  if (flag?.kind === "switch") return { ...common, value: "true", at: word.at, usedNext: false };
  if (next === undefined || (flag === undefined && next.text.startsWith("-"))) {
    return { ...common, value: "true", at: word.at, usedNext: false };
  }
  return { ...common, value: next.text, at: next.at, entry: join(word.at, next.at), usedNext: true };
}

const CONFIG_FLAGS = new Set(["config-file", "config-dir", "config"]);

function take(
  given: GivenFlag,
  product: Product,
  line: { lists: Assignment[]; scalars: Assignment[]; configPaths: ConfigPath[] },
): void {
  const { name, flag, value, at } = given;
  if (CONFIG_FLAGS.has(name)) line.configPaths.push({ path: value, at });
  else if (name === "hcl" && product === "consul") line.scalars.push(...inlineHcl(given));
  else if (flag?.kind === "list") line.lists.push(assign(given, flag.key, value));
  else if (flag?.kind === "commaList") {
    for (const part of value.split(",")) line.lists.push(assign(given, flag.key, part));
  } else if (flag?.kind === "tag") {
    const [tag = "", ...rest] = value.split("=");
    line.scalars.push(assign(given, `${flag.key}.${tag}`, rest.join("=")));
  } else if (flag !== undefined) line.scalars.push(assign(given, flag.key, value));
}

function inlineHcl({ value, at, entry, name }: GivenFlag): Assignment[] {
  const document: Document = { text: value, root: parseHcl1(value).root, place: () => at };
  return assignmentsOf(document).map((assignment) => ({
    ...assignment,
    entry,
    from: "flag",
    written: `-${name} ${assignment.written}`,
  }));
}

function assign({ name, at, entry }: GivenFlag, key: string, value: string): Assignment {
  return wordAssignment(key, value, at, entry, `-${name}`, "flag");
}

function wordAssignment(
  key: string,
  value: string,
  at: Where,
  entry: Where,
  written: string,
  from: Assignment["from"],
): Assignment {
  const node: ConfigNode = { kind: "string", span: at.span, value };
  const document: Document = {
    text: "",
    root: { kind: "object", span: at.span, entries: [] },
    place: () => at,
  };
  return { key, node, document, at, entry, written, from };
}

/** `consul join [-wan] A…`, `serf join A…`, `nomad server join A…`. */
function readJoin(product: Product, words: readonly Word[], whole: readonly Word[]): CommandLine {
  const isWan = words.some(({ text }) => /^--?wan(?:=true)?$/.test(text));
  const key = product === "nomad" ? "server.server_join.start_join" : isWan ? "start_join_wan" : "start_join";
  const written = `${product} join${isWan ? " -wan" : ""}`;
  const lists = words
    .filter(({ text }) => !text.startsWith("-"))
    .map(({ text, at }) => wordAssignment(key, text, at, at, written, "command"));
  return { product, kind: "join", lists, scalars: [], configPaths: [], hidesFlags: false, at: span(whole) };
}

function span(words: readonly Word[]): Where {
  const [first] = words;
  const last = words.at(-1);
  return first === undefined || last === undefined
    ? { path: "", span: { start: 0, end: 0 } }
    : join(first.at, last.at);
}

function join(from: Where, to: Where): Where {
  return { path: from.path, span: { start: from.span.start, end: to.span.end } };
}
