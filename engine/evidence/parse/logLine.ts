/**
 * Lines of agents' logs, taken apart: `2026/11/23 01:36:48 [INFO] serf: …` (Serf, and Consul before 1.7),
 * `2026-11-23T01:38:28.257Z [ERROR] agent.server.memberlist.lan: …` (Consul), its JSON form, and what syslog,
 * Docker and kubectl put before them.
 */
import type { Plane } from "../../view/view.ts";
import { isoMs, utcMs } from "../../base/calendar.ts";
import { asRecord, asText, field, parseJson } from "../../consul/json.ts";

export interface LogLine {
  /** Host named by syslog or by the container runtime, "" without one. */
  readonly host: string;
  readonly atMs: number | undefined;
  readonly product: "consul" | "serf";
  /** By the logger's name, `…serf.lan`. */
  readonly plane: Plane | undefined;
  /** As written, `INFO` or `WARN`; "" where the line has none. */
  readonly level: string;
  /** The logger, such as `agent.server.memberlist.lan`; "" in the format without one. */
  readonly logger: string;
  readonly text: string;
}

const OLD =
  /(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? \[(TRACE|DEBUG|INFO|WARN|ERR|ERROR)\] +(.*)$/;
const NEW =
  /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) \[(TRACE|DEBUG|INFO|WARN|ERROR)\] +([\w.@-]+): (.*)$/;
const SYSLOG =
  /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?) (\S+) [\w.@/-]+(?:\[\d+\])?:\s*$/;
const CONTAINER = /^(?:\[pod\/)?([\w.-]+)(?:\/[\w.-]+\])?\s*\|?\s*$/;
const PREFIX_CHARS_MAX = 200;
/** What matters stands in front; a Raft configuration of many servers may follow. */
const LOG_CHARS_MAX = 8_000;

/** One line; undefined when it is no log line. */
export function readLogLine(whole: string): LogLine | undefined {
  const line = whole.slice(0, LOG_CHARS_MAX);
  const fresh = NEW.exec(line);
  const old = fresh === null ? OLD.exec(line) : null;
  const match = fresh ?? old;
  if (match === null) return readJsonLine(line);
  const prefix = line.slice(0, match.index);
  if (prefix.length > PREFIX_CHARS_MAX || (prefix.trim() !== "" && hostOf(prefix) === undefined))
    return undefined;
  const host = hostOf(prefix) ?? "";
  if (old !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = old.slice(1, 7).map(Number);
    const atMs = utcMs([year, month, day], [hour, minute, second]);
    const [level = "", text = ""] = old.slice(7);
    return { host, atMs, product: "serf", plane: undefined, level, logger: "", text };
  }
  const [, time = "", level = "", logger = "", text = ""] = match;
  return { host, atMs: isoMs(time), product: "consul", plane: planeOf(logger), level, logger, text };
}

/** Consul with `log_json`: message, logger and fields of a line as one text. */
function readJsonLine(line: string): LogLine | undefined {
  if (!line.trimStart().startsWith("{") || !line.includes('"@message"')) return undefined;
  const json = parseJson(line);
  const record = json.ok ? asRecord(json.value) : undefined;
  if (record === undefined) return undefined;
  const fields = Object.entries(record).flatMap(([key, value]) =>
    key.startsWith("@") || (typeof value !== "string" && typeof value !== "number")
      ? []
      : [`${key}=${/\s/.test(String(value)) ? `"${value}"` : value}`],
  );
  const message = asText(field(record, "@message")) ?? "";
  const logger = asText(field(record, "@module")) ?? "";
  return {
    host: "",
    atMs: isoMs(asText(field(record, "@timestamp")) ?? ""),
    product: "consul",
    plane: planeOf(logger),
    level: (asText(field(record, "@level")) ?? "").toUpperCase(),
    logger,
    text: fields.length === 0 ? message : `${message}: ${fields.join(" ")}`,
  };
}

function hostOf(prefix: string): string | undefined {
  return SYSLOG.exec(prefix)?.[1] ?? CONTAINER.exec(prefix.trim())?.[1];
}

function planeOf(module: string): Plane | undefined {
  if (module.endsWith(".lan")) return "lan";
  return module.endsWith(".wan") ? "wan" : undefined;
}
