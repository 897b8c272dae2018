/** Log lines, what follows them, and the banner that an agent prints when it starts, as blocks. */
import { parseHostPort } from "../../base/address.ts";
import type { LogFact } from "../logFact.ts";
import type { Block } from "./block.ts";
import { readFact, type BareFact } from "./logFacts.ts";
import { readLogLine } from "./logLine.ts";

/** Lines that may continue one message: an error of many parts. */
const CONTINUATION_MAX = 200;
/** By what an agent names its own address or name in passing. */
const OWN_ADDRESS = /local-address=(\S+?):\d+|\bNode at (\S+?):\d+ \[/;
const OWN_NAME = /Member '([^']{1,256})' has conflicting node ID '[^']*' with this agent's ID/;

/** One log line with its continuation. */
export function readLog(lines: string[], at: number): Block | undefined {
  const parsed = readLogLine(lines[at] ?? "");
  if (parsed === undefined) return undefined;
  const fact = readFact(parsed.text);
  const own = OWN_ADDRESS.exec(parsed.text);
  return {
    kind: "log",
    next: continuationEnd(lines, at + 1),
    host: parsed.host,
    product: parsed.product,
    facts: fact === undefined ? [] : [placed(fact, at + 1, parsed.atMs, parsed.plane)],
    ip: own?.[1] ?? own?.[2] ?? "",
    self: OWN_NAME.exec(parsed.text)?.[1] ?? "",
  };
}

/** Errors that the command itself printed: `Error joining address …` and the lines below it. */
export function readCommandResult(lines: string[], at: number): Block | undefined {
  const line = (lines[at] ?? "").slice(0, 2_000);
  if (!/^\s*(?:\* )?Failed to join |^Successfully joined|^Error joining|^\d+ errors? occurred/.test(line))
    return undefined;
  const fact = readFact(line.trim());
  const facts = fact === undefined ? [] : [placed(fact, at + 1, undefined, undefined)];
  return { kind: "log", next: at + 1, host: "", product: "serf", facts, ip: "", self: "" };
}

/** `==> Starting Serf agent...` and the facts listed below it. */
export function readBanner(lines: string[], at: number): Block | undefined {
  const line = (lines[at] ?? "").slice(0, 500);
  if (/^==> /.test(line)) {
    return { kind: "banner", next: at + 1, name: "", ip: "", isStart: line.startsWith("==> Starting") };
  }
  const field = /^ {4,}([A-Z][\w .()/-]{2,40}): (.*)$/.exec(line);
  if (field === null) return undefined;
  const [, label = "", value = ""] = field;
  const text = /^'?([^' ]*)'?/.exec(value)?.[1] ?? "";
  const address = label === "Bind addr" ? parseHostPort(text, 1) : undefined;
  const ip = address?.ok === true ? address.value.host : label === "Cluster Addr" ? text : "";
  return { kind: "banner", next: at + 1, name: /^Node name$/i.test(label) ? text : "", ip, isStart: false };
}

/** A message of several lines goes on with a tab, and ends with a quote in a line of its own. */
export function continuationEnd(lines: readonly string[], from: number): number {
  let end = from;
  for (let at = from; at < lines.length && at < from + CONTINUATION_MAX; at += 1) {
    const line = lines[at] ?? "";
    if (line.startsWith("\t") || line.trim() === '"') end = at + 1;
    else if (line.trim() !== "") break;
  }
  return end;
}

function placed(fact: BareFact, line: number, atMs: number | undefined, plane: LogFact["plane"]): LogFact {
  return { ...fact, line, atMs, plane: fact.plane ?? plane };
}
