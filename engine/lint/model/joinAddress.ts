/** Reads `host` or `host:port` as memberlist would, and says what is wrong with it. Source: memberlist resolveAddr. */
import { canonicalHost, ipOfHost } from "./host.ts";
import type { JoinTarget } from "./joinTarget.ts";
import { isSockaddrTemplate } from "./placeholder.ts";

export function readJoinAddress(text: string): JoinTarget {
  const trimmed = text.trim();
  return problemOf(trimmed) ?? split(trimmed);
}

/** Ports that people append to a bare IPv6 address by mistake. */
const KNOWN_PORTS = /^(?<host>.+):(?<port>830[0-2]|850[0-3]|8600|464[6-8]|7946|7373|8[34]0[1-2]|930[1-2])$/;

function problemOf(text: string): JoinTarget | undefined {
  if (text === "") return malformed("is empty");
  if (isSockaddrTemplate(text)) {
    return {
      kind: "malformed",
      severity: "warning",
      reason: "is an address of this very host; it joins itself",
    };
  }
  const bare = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/\/+$/, "");
  if (bare !== text && !bare.includes("/"))
    return malformed("has a URL scheme or a slash; it must be HOST or HOST:PORT", [bare]);
  if (text.includes("/")) return malformed("has a path; it must be HOST or HOST:PORT");
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  if (/[\s,;]/.test(text)) return malformed("holds several addresses in one string", parts);
  return colonProblem(text);
}

function colonProblem(text: string): JoinTarget | undefined {
  if (/[^:]:$/.test(text)) return malformed("ends with a colon but has no port", [text.slice(0, -1)]);
  if (text.startsWith("[") !== text.includes("]")) {
    const host = text.replace(/[[\]]/g, "").replace(/:\d{4,5}$/, "");
    const port = /\]:(\d+)$/.exec(text)?.[1];
    const repair = port === undefined ? `[${host}]` : `[${host}]:${port}`;
    return malformed("has one bracket only", ipOfHost(host) !== undefined ? [repair] : undefined);
  }
  const groups = text.split(":").length;
  if (groups > 2 && !text.startsWith("[")) {
    const { host, port } = KNOWN_PORTS.exec(text)?.groups ?? {};
    if (host !== undefined && port !== undefined && ipOfHost(host) !== undefined) {
      return malformed(`is read as an IPv6 address without a port; put the address into brackets`, [
        `[${host}]:${port}`,
      ]);
    }
    return ipOfHost(text) !== undefined
      ? undefined
      : malformed("has more than one colon but is no IPv6 address");
  }
  return portProblem(text) ?? ipv4Problem(text);
}

function portProblem(text: string): JoinTarget | undefined {
  const port = /^(?:\[[^\]]*\]|[^:[]*):(.+)$/.exec(text)?.[1];
  if (port === undefined) return undefined;
  if (!/^\d+$/.test(port)) return malformed(`has the port "${port}", which is no number`);
  if (Number(port) < 1 || Number(port) > 65_535)
    return malformed(`has the port ${port}; ports go from 1 to 65535`);
  return undefined;
}

function ipv4Problem(text: string): JoinTarget | undefined {
  const host = text.replace(/:\d+$/, "");
  const looksLikeIpv4 = /^\d+(?:\.\d+){3}$/.test(host);
  return looksLikeIpv4 && ipOfHost(host) === undefined
    ? malformed("looks like an IPv4 address but is none")
    : undefined;
}

function split(text: string): JoinTarget {
  if (ipOfHost(text) !== undefined) return { kind: "host", ...canonicalHost(text), port: undefined };
  const match = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(text);
  const host = match?.[1] ?? text;
  return {
    kind: "host",
    ...canonicalHost(host),
    port: match?.[2] === undefined ? undefined : Number(match[2]),
  };
}

function malformed(reason: string, repair?: readonly string[]): JoinTarget {
  return { kind: "malformed", severity: "error", reason, ...(repair === undefined ? {} : { repair }) };
}
