/** *Copy Diagnostics*: what a bug report needs, and nothing that tells whose pools these are. No VS Code here. */
import type { PoolView } from "../engine/index.ts";

export interface DiagnosedPool {
  readonly isMember: boolean;
  readonly view: PoolView | undefined;
  readonly problemKind: string | undefined;
}

export interface Diagnosed {
  readonly versions: Readonly<Record<string, string>>;
  /** Settings that are not as they come, by key; never those that hold addresses or names. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly pools: readonly DiagnosedPool[];
}

/** Markdown. Pools are numbered: names, addresses, tags and messages stay here. */
export function diagnosticsText({ versions, settings, pools }: Diagnosed): string {
  const lines = [
    "### Lanekeeper diagnostics",
    "",
    ...Object.entries(versions).map(([name, version]) => `- ${name}: ${version}`),
    ...Object.entries(settings).map(([key, value]) => `- setting ${key}: ${JSON.stringify(value)}`),
    "",
    pools.length === 0 ? "No pool is attached." : "",
    ...pools.map(poolLine),
  ];
  return `${lines.join("\n").trim()}\n`;
}

function poolLine({ view, problemKind, isMember }: DiagnosedPool, index: number): string {
  const way = isMember ? "member" : "guest";
  if (view === undefined) return `- pool ${index + 1}: ${way}, no answer yet${problemText(problemKind)}`;
  const { info, count, vantages, findings, problems, revision, traffic } = view;
  const answered = vantages.filter(({ answeredAtMs }) => answeredAtMs > 0).length;
  return [
    `- pool ${index + 1}: ${info.kind} ${info.plane}, ${info.attach}, ${count} rows, revision ${revision}`,
    `${answered} of ${vantages.length} vantages answered`,
    `findings ${kinds(findings)}, problems ${kinds(problems)}${problemText(problemKind)}`,
    `${traffic.packetsOut} packets out, ${traffic.packetsIn} in, ${traffic.packetsUnasked} unasked`,
  ].join("; ");
}

/** `none`, or each kind with its number. */
function kinds(list: readonly { readonly kind: string }[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of list) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts.size === 0 ? "none" : [...counts].map(([kind, count]) => `${kind} ×${count}`).join(" ");
}

function problemText(kind: string | undefined): string {
  return kind === undefined ? "" : `; stopped by ${kind}`;
}
