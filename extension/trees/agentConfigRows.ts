/** The rows of the *Agent Configs* view; knows no VS Code. */
import type { EditorPlace, FleetSummary, LaneConflict, LaneSummary, LiveLane } from "../../engine/index.ts";

export interface ConfigRow {
  /** Stable, so that selection and expansion survive. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon:
    "lane" | "live" | "error" | "warning" | "files" | "file" | "seeds" | "seed" | "key" | "unnamed";
  readonly spoken: string;
  readonly contextValue: string;
  readonly expansion: "none" | "collapsed" | "expanded";
  /** What a click opens. */
  readonly open?: { readonly conflict: LaneConflict } | { readonly place: EditorPlace };
  readonly children: readonly ConfigRow[];
  /** More than the row has room for. */
  readonly tooltip?: string;
}

const FILE_START = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };

/** Lanes by product and name, what could mix first; files that name no cluster last. */
export function configRows({ lanes, unnamedFiles, live }: FleetSummary): ConfigRow[] {
  const sorted = [...lanes].sort(
    (a, b) =>
      LOUDNESS[worst(b.conflicts) ?? "none"] - LOUDNESS[worst(a.conflicts) ?? "none"] ||
      a.product.localeCompare(b.product) ||
      a.name.localeCompare(b.name),
  );
  const liveOf = new Map(live.map((lane) => [lane.laneId, lane]));
  return [
    ...sorted.map((lane) => laneRow(lane, liveOf.get(lane.id))),
    ...(unnamedFiles.length === 0 ? [] : [unnamedRow(unnamedFiles)]),
  ];
}

/** `dc1 · 6 files · 5 seeds`. */
export function laneText({ name, files, seeds }: LaneSummary): string {
  return [name, counted(files.length, "file"), counted(seeds.length, "seed")].join(" · ");
}

/** `14 files, 3 lanes, nothing that could merge them`, or where to read what is wrong; `""` where there is nothing. */
export function summaryText({ lanes, fileCount, findingCount }: FleetSummary): string {
  if (fileCount === 0) return "";
  const size = `${counted(fileCount, "file")}, ${counted(lanes.length, "lane")}`;
  if (findingCount === 0) return `${size}, nothing that could merge them.`;
  return `${size}. ${counted(findingCount, "finding")}, listed in Problems.`;
}

export function conflictCount({ lanes }: FleetSummary): number {
  return lanes.reduce((sum, { conflicts }) => sum + conflicts.length, 0);
}

const LOUDNESS = { error: 2, warning: 1, none: 0 } as const;

function worst(conflicts: readonly LaneConflict[]): "error" | "warning" | undefined {
  if (conflicts.length === 0) return undefined;
  return conflicts.some(({ severity }) => severity === "error") ? "error" : "warning";
}

function laneRow(lane: LaneSummary, live: LiveLane | undefined): ConfigRow {
  const { id, name, product, site, files, seeds, conflicts, keyFingerprints } = lane;
  const where = site === "" ? product : `${product}, ${site}`;
  const size = [where, counted(files.length, "file"), counted(seeds.length, "seed")];
  // How it differs stands first: the row may be short.
  const description = [...(live === undefined ? [] : [live.text]), ...size].join(" · ");
  const warning =
    conflicts.length === 0
      ? ""
      : `, could merge with ${conflicts.map(({ otherName }) => otherName).join(", ")}`;
  return {
    id,
    label: name,
    description,
    icon: worst(conflicts) ?? "lane",
    spoken: `lane ${name}, ${description}${warning}`,
    contextValue: "lane",
    expansion: conflicts.length > 0 ? "expanded" : "collapsed",
    children: [
      ...(live === undefined ? [] : [liveRow(id, live)]),
      ...conflicts.map((conflict, index) => conflictRow(`${id}/conflict/${index}`, conflict)),
      group(
        `${id}/files`,
        "Files",
        "files",
        files.map((file) => fileRow(id, file)),
      ),
      group(
        `${id}/seeds`,
        "Seeds",
        "seeds",
        seeds.map((seed) => seedRow(id, seed)),
      ),
      agentsRow(lane),
      ...keyFingerprints.map((fingerprint) => keyRow(id, fingerprint)),
    ],
  };
}

function liveRow(id: string, { text, alive, isMatch, details }: LiveLane): ConfigRow {
  const description = `${alive} alive now`;
  return leaf(`${id}/live`, text, description, isMatch ? "live" : "warning", "live", {
    tooltip: [text, ...details].join("\n"),
  });
}

function conflictRow(id: string, conflict: LaneConflict): ConfigRow {
  const label = `could merge with lane ${conflict.otherName}`;
  return leaf(id, label, conflict.message, conflict.severity === "error" ? "error" : "warning", "conflict", {
    open: { conflict },
    tooltip: `${conflict.message}\n${conflict.here.path} · ${conflict.there.path}`,
  });
}

function agentsRow({ id, agentCount, serverCount }: LaneSummary): ConfigRow {
  const label = counted(agentCount, "agent");
  return leaf(
    `${id}/agents`,
    label,
    serverCount === 0 ? "" : `${counted(serverCount, "server")} among them`,
    "lane",
    "fact",
  );
}

function keyRow(id: string, fingerprint: string): ConfigRow {
  return leaf(`${id}/key/${fingerprint}`, `key ${fingerprint}`, "fingerprint", "key", "fact");
}

function fileRow(id: string, file: string): ConfigRow {
  const place = { path: file, range: FILE_START };
  const name = file.slice(file.lastIndexOf("/") + 1);
  const folder = file.slice(0, Math.max(0, file.length - name.length - 1));
  return leaf(`${id}/file/${file}`, name, folder, "file", "file", { open: { place } });
}

function seedRow(id: string, { text, path, range }: LaneSummary["seeds"][number]): ConfigRow {
  const description = `${path}:${range.startLine + 1}`;
  return leaf(`${id}/seed/${text}`, text, description, "seed", "seed", { open: { place: { path, range } } });
}

function unnamedRow(files: readonly string[]): ConfigRow {
  const rows = files.map((file) => fileRow("unnamed", file));
  const tooltip = "Nothing in the workspace tells which cluster these files' agents belong to.";
  return { ...group("unnamed", "In no lane", "unnamed", rows), tooltip };
}

function group(
  id: string,
  label: string,
  icon: ConfigRow["icon"],
  children: readonly ConfigRow[],
): ConfigRow {
  return {
    id,
    label,
    description: String(children.length),
    icon,
    spoken: `${label}, ${children.length}`,
    contextValue: "group",
    expansion: children.length === 0 ? "none" : "collapsed",
    children,
  };
}

function leaf(
  id: string,
  label: string,
  description: string,
  icon: ConfigRow["icon"],
  contextValue: string,
  more: Pick<ConfigRow, "open" | "tooltip"> = {},
): ConfigRow {
  const spoken = description === "" ? label : `${label}, ${description}`;
  return { id, label, description, icon, spoken, contextValue, expansion: "none", children: [], ...more };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
