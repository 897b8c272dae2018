/**
 * The one filter language, the same in tree, dashboard and command line:
 * `state:suspect|failed -role:server addr:10.2.0.0/16 rtt>50ms "web 1" | name:db`.
 * Space is and, a lone `|` is or, `|` inside a value lists alternatives, `-` negates, quotes keep spaces.
 */
import { cidrContains, parseCidr } from "../base/address.ts";
import { roleOf } from "./role.ts";
import { MEMBER_STATES, stateOf, type MemberId, type PoolView } from "./view.ts";

/** A filter that was read; words that make no sense are in `problems` and match nothing away. */
export interface MemberFilter {
  matches(view: PoolView, id: MemberId): boolean;
  /** One sentence each: what is wrong and what to write instead. */
  readonly problems: readonly string[];
  /** Whether it lets everything through. */
  readonly isEmpty: boolean;
}

/** Longest filter that is read, in characters. */
export const FILTER_LENGTH_MAX = 2_000;

type Test = (view: PoolView, id: MemberId) => boolean;

export const FILTER_KEYS = ["state", "dc", "role", "addr", "name", "rtt", "inc"] as const;

/** Reads a filter; never throws. */
export function parseFilter(text: string): MemberFilter {
  const problems: string[] = [];
  const groups: Test[][] = [[]];
  for (const word of splitWords(text.slice(0, FILTER_LENGTH_MAX))) {
    if (word.text === "|" && !word.isQuoted) groups.push([]);
    else groups.at(-1)?.push(wordTest(word, problems));
  }
  const filled = groups.filter((tests) => tests.length > 0);
  return {
    matches: (view, id) =>
      filled.length === 0 || filled.some((tests) => tests.every((test) => test(view, id))),
    problems,
    isEmpty: filled.length === 0,
  };
}

interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Splits at spaces outside of quotes; quotes may stand in the middle (`name:"a b"`) and are taken off. */
function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (const [match] of text.matchAll(/(?:"[^"]*"?|[^\s"])+/g)) {
    const isQuoted = match.startsWith('"');
    words.push({ text: match.replaceAll('"', ""), isQuoted });
  }
  return words;
}

function wordTest(word: Word, problems: string[]): Test {
  if (word.isQuoted) return nameTest([word.text]);
  const isNegated = word.text.length > 1 && word.text.startsWith("-");
  const test = plainTest(isNegated ? word.text.slice(1) : word.text, problems);
  return isNegated ? (view, id) => !test(view, id) : test;
}

function plainTest(text: string, problems: string[]): Test {
  const comparison = /^(rtt|inc)(>=|<=|>|<|:)(\d+(?:\.\d+)?)(ms|s|us)?$/.exec(text);
  if (comparison !== null) return comparisonTest(comparison);
  const colon = text.indexOf(":");
  // An IPv6 literal or an address with a port is no key.
  const key = /^[a-z]+$/i.test(text.slice(0, Math.max(0, colon))) ? text.slice(0, colon).toLowerCase() : "";
  if (key === "") return nameTest(text.split("|"));
  const values = text
    .slice(colon + 1)
    .split("|")
    .filter((value) => value !== "");
  if (values.length === 0) return everything;
  return keyTest(key, values, problems);
}

function keyTest(key: string, values: readonly string[], problems: string[]): Test {
  switch (key) {
    case "state":
      return stateTest(values, problems);
    case "dc":
      return oneOf(values, (view, id) => view.strings[view.columns.datacenter[id] ?? 0] ?? "");
    case "role":
      return oneOf(values, roleOf);
    case "addr":
      return addressTest(values, problems);
    case "name":
      return nameTest(values);
    case "rtt":
    case "inc":
      problems.push(`"${key}:${values.join("|")}" is not a comparison; write ${key}>50`);
      return everything;
    default:
      problems.push(`"${key}" is not a key; keys are ${FILTER_KEYS.join(", ")}`);
      return everything;
  }
}

function everything(): boolean {
  return true;
}

function oneOf(values: readonly string[], read: (view: PoolView, id: MemberId) => string): Test {
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  return (view, id) => wanted.has(read(view, id).toLowerCase());
}

function stateTest(values: readonly string[], problems: string[]): Test {
  const states: readonly string[] = MEMBER_STATES;
  for (const value of values) {
    if (!states.includes(value.toLowerCase()))
      problems.push(`"${value}" is not a state; states are ${MEMBER_STATES.join(", ")}`);
  }
  return oneOf(values, (view, id) => stateOf(view.columns.state[id]));
}

function nameTest(parts: readonly string[]): Test {
  const wanted = parts.filter((part) => part !== "").map((part) => part.toLowerCase());
  if (wanted.length === 0) return everything;
  return (view, id) => {
    const name = (view.strings[view.columns.name[id] ?? 0] ?? "").toLowerCase();
    return wanted.some((part) => name.includes(part));
  };
}

/** A range matches what it covers, anything else is the beginning of `ip:port`. */
function addressTest(values: readonly string[], problems: string[]): Test {
  const tests = values.map((value) => {
    if (!value.includes("/")) return (ip: string, port: number) => `${ip}:${port}`.startsWith(value);
    const cidr = parseCidr(value);
    if (!cidr.ok) problems.push(cidr.error);
    return (ip: string) => ip !== "" && (!cidr.ok || cidrContains(cidr.value, ip));
  });
  return (view, id) => {
    const ip = view.strings[view.columns.ip[id] ?? 0] ?? "";
    const port = view.columns.port[id] ?? 0;
    return tests.some((test) => test(ip, port));
  };
}

/** What was never measured fits no comparison. */
function comparisonTest(match: RegExpExecArray): Test {
  const [, key = "", operator = "", number = "0", unit = "ms"] = match;
  const factor = key === "inc" || unit === "ms" ? 1 : unit === "s" ? 1_000 : 0.001;
  const limit = Number(number) * factor;
  return (view, id) => {
    const value = (key === "rtt" ? view.columns.rttMs[id] : view.columns.incarnation[id]) ?? NaN;
    if (operator === ">") return value > limit;
    if (operator === ">=") return value >= limit;
    if (operator === "<") return value < limit;
    return operator === "<=" ? value <= limit : value === limit;
  };
}
