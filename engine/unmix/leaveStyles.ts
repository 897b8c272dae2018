/** How each tool lists members ("STATE NAME" a line) and forces one out, as shell functions. */
import { unreachable } from "../base/assert.ts";
import type { PoolKind } from "../view/view.ts";

export const LEAVE_STYLES = ["cli", "http", "serf", "nomad"] as const;
/** `cli` is Consul's command line, `http` its API. */
export type LeaveStyle = (typeof LEAVE_STYLES)[number];

/** The style of a product when nobody chose one. */
export function defaultStyle(kind: PoolKind): LeaveStyle {
  return kind === "consul" ? "cli" : kind === "nomad" ? "nomad" : "serf";
}

export function styleFunctions(style: LeaveStyle, isWan: boolean): string[] {
  switch (style) {
    case "serf":
      return [
        "# The RPC address and token are read from SERF_RPC_ADDR and SERF_RPC_AUTH by serf itself.",
        "list() { serf members | awk 'NF > 2 { print $3, $1 }'; }",
        'force_leave() { serf force-leave ${2:+-prune} -- "$1"; }',
      ];
    case "cli":
      return [
        "# ACL: operator:write. The token is read from CONSUL_HTTP_TOKEN or CONSUL_HTTP_TOKEN_FILE by consul itself.",
        `list() { consul members${isWan ? " -wan" : ""} | awk 'NR > 1 { print $3, $1 }'; }`,
        `force_leave() { consul force-leave${isWan ? " -wan" : ""} \${2:+-prune} -- "$1"; }`,
      ];
    case "http":
      return httpFunctions(isWan);
    case "nomad":
      return [
        "# The token is read from NOMAD_TOKEN by nomad itself.",
        "list() { nomad server members | awk 'NR > 1 { print $4, $1 }'; }",
        'force_leave() { nomad server force-leave ${2:+-prune} -- "$1"; }',
      ];
    default:
      return unreachable(style);
  }
}

/** The token goes to curl by its standard input: no process list shows it. */
function httpFunctions(isWan: boolean): string[] {
  return [
    "# ACL: operator:write. The token is read from CONSUL_HTTP_TOKEN and never stands on a command line.",
    'for tool in curl jq; do command -v "$tool" >/dev/null 2>&1 || refuse "$tool is not installed; use the cli form"; done',
    "api=${CONSUL_HTTP_ADDR:-http://127.0.0.1:8500}",
    'case "$api" in *://*) ;; *) api="http://$api" ;; esac',
    "request() {",
    '  { [ -z "${CONSUL_HTTP_TOKEN:-}" ] || printf \'header = "X-Consul-Token: %s"\\n\' "$CONSUL_HTTP_TOKEN"; } | curl -fsS -K - "$@"',
    "}",
    `list() { request "$api/v1/agent/members${isWan ? "?wan=1" : ""}" | jq -r '.[] | "\\(["none", "alive", "leaving", "left", "failed"][.Status]) \\(.Name)"'; }`,
    "force_leave() {",
    `  request -X PUT "$api/v1/agent/force-leave/$(jq -rn --arg name "$1" '$name | @uri')${isWan ? "?wan=1${2:+&prune=1}" : "${2:+?prune=1}"}"`,
    "}",
  ];
}
