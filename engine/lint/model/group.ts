/** Which files form one agent: command lines first, then config directories, then single files. */
import { addTo } from "./multimap.ts";
import type { Product } from "./agent.ts";
import { mountedFiles, placesOf, type ConfigIndex } from "./configPaths.ts";
import { fileDraft, launchedDraft, type Draft } from "./draft.ts";
import type { FileFacts, Fragment, Launch } from "./facts.ts";
import { hostFolderOf } from "./hostFolder.ts";

/** All agents of the workspace, in the order of their files' paths. */
export function groupFiles(files: readonly FileFacts[]): Draft[] {
  const fragments = files.flatMap((file) => file.fragments);
  const index = indexOf(files, fragments);
  const used = new Set<string>();
  const launches = apartVariants(files.flatMap((file) => file.launches));
  const started = launches.filter(isAgent).flatMap((launch) => draftsOf(launch, index, fragments, used));
  const single = groupFolders(fragments.filter(({ id }) => !used.has(id)));
  const drafts = [...started, ...single];
  for (const launch of launches.filter((each) => !isAgent(each))) adopt(launch, drafts);
  return drafts.sort((a, b) => compare(a.home.path, b.home.path) || a.home.span.start - b.home.span.start);
}

/**
 * `compose.override.yaml` and `compose.prod.yaml` beside `compose.yaml` describe the same services once more. They never
 * run beside them, so each gets names of its own.
 */
function apartVariants(launches: readonly Launch[]): Launch[] {
  const first = new Map<string, string>();
  return launches.map((launch) => {
    const { nameScope, names, path } = launch;
    const service = names[0];
    if (!nameScope.startsWith("compose:") || service === undefined) return launch;
    const key = `${nameScope}|${service.host}`;
    const original = first.get(key) ?? path;
    first.set(key, original);
    if (original === path) return launch;
    const scope = `${nameScope}#${path}`;
    return { ...launch, nameScope: scope, host: scope, names: names.map((name) => ({ ...name, scope })) };
  });
}

function isAgent({ lines }: Launch): boolean {
  return lines.some(({ kind }) => kind === "agent");
}

function indexOf(files: readonly FileFacts[], fragments: readonly Fragment[]): ConfigIndex {
  const whole = fragments.filter(({ id, path }) => id === path);
  const byFolder = new Map<string, Fragment[]>();
  for (const fragment of whole) {
    const folder = folderOf(fragment.path);
    addTo(byFolder, folder, fragment);
  }
  const configs = files.filter(({ source }) => /\.(?:hcl|json)(?:\.\w+)?$/.test(source.path));
  return {
    byPath: new Map(whole.map((fragment) => [fragment.path, fragment])),
    byFolder,
    paths: new Set(configs.map(({ source }) => source.path)),
    folders: new Set(configs.map(({ source }) => folderOf(source.path))),
  };
}

/** One agent for each place that its config may lie in: a unit file that serves many hosts is many agents. */
function draftsOf(
  launch: Launch,
  index: ConfigIndex,
  fragments: readonly Fragment[],
  used: Set<string>,
): Draft[] {
  const mapped = fragments.filter(
    ({ configMap }) => configMap !== undefined && launch.configMaps.includes(configMap),
  );
  const paths = launch.lines.flatMap((line) => line.configPaths.map(({ path }) => path));
  const inImage = [...launch.configDirs, ...paths].map((dir) => mountedFiles(dir, launch.mounts, index));
  const mounted = unique(inImage.flatMap(({ files }) => files));
  const places =
    mounted.length > 0 || mapped.length > 0 ? [] : paths.map((path) => placesOf(path, launch.path, index));
  const foundAll =
    inImage.every(({ isWhole }) => isWhole) &&
    (mounted.length > 0 || mapped.length > 0 || places.every((place) => place.length > 0));
  const alternatives = places.find((place) => place.length > 1) ?? places[0] ?? [[]];
  return (alternatives.length === 0 ? [[]] : alternatives).map((alternative) => {
    const files = unique([
      ...places.flatMap((place) => (place.includes(alternative) ? alternative : (place[0] ?? []))),
      ...mounted,
      ...mapped,
    ]);
    for (const { id } of files) used.add(id);
    return launchedDraft(withHost(launch, files), files, foundAll);
  });
}

/** A launch has its host from its own path, or from its only config's. */
function withHost(launch: Launch, files: readonly Fragment[]): Launch {
  return { ...launch, host: launch.host ?? hostFolderOf(files[0]?.path ?? "") };
}

/** `consul join` in a script of its own belongs to the only agent beside it, or to an agent that nobody knows. */
function adopt(launch: Launch, drafts: Draft[]): void {
  const draft = launchedDraft(launch, [], false);
  const folder = folderOf(launch.path);
  const beside = drafts.filter(
    ({ product, home }) => product === draft.product && folderOf(home.path) === folder,
  );
  const [only] = beside;
  if (beside.length !== 1 || only === undefined) drafts.push(draft);
  else {
    drafts[drafts.indexOf(only)] = {
      ...only,
      files: [...only.files, launch.path],
      assignments: [...draft.assignments, ...only.assignments],
    };
  }
}

/** Folders whose files are read together. Any other holds one agent a file. */
const CONFIG_FOLDER = /^(?:.*\.d|consul|config|conf|server.*|client.*)$/;

function groupFolders(fragments: readonly Fragment[]): Draft[] {
  const byFolder = new Map<string, Fragment[]>();
  for (const fragment of fragments) {
    const folder = fragment.id === fragment.path ? folderOf(fragment.path) : fragment.id;
    addTo(byFolder, folder, fragment);
  }
  return [...byFolder].flatMap(([folder, files]) => folderDrafts(folder, files));
}

function folderDrafts(folder: string, files: readonly Fragment[]): Draft[] {
  const certain = new Set(files.flatMap(({ products }) => (products.length === 1 ? products : [])));
  const byProduct = new Map<Product, Fragment[]>();
  for (const file of files) {
    const product = productOf(file, certain);
    addTo(byProduct, product, file);
  }
  const name = folder.slice(folder.lastIndexOf("/") + 1).toLowerCase();
  return [...byProduct].flatMap(([product, own]) => {
    const sorted = [...own].sort((a, b) => compare(a.path, b.path));
    const isOne = sorted.length > 1 && CONFIG_FOLDER.test(name) && !contradict(sorted);
    const agents = isOne ? [sorted] : sorted.filter(({ alone }) => alone !== "part").map((file) => [file]);
    return agents.flatMap((group) => fileDraft(product, group, hostFolderOf(group[0]?.path ?? "")) ?? []);
  });
}

/** Where a file's keys fit several products, its name decides, then its neighbours, then its folders. */
function productOf({ products, path }: Fragment, neighbours: ReadonlySet<Product>): Product {
  const [first = "consul"] = products;
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const near = products.filter((product) => neighbours.has(product));
  return (
    products.find((product) => name.includes(product)) ??
    (near.length === 1 ? near[0] : undefined) ??
    products.find((product) => path.toLowerCase().includes(product)) ??
    first
  );
}

/** Settings that one agent has once: two values are two agents. */
const ONE_EACH = [
  "node_name",
  "name",
  "node_id",
  "bind_addr",
  "advertise_addr",
  "datacenter",
  "region",
  "server",
];

function contradict(files: readonly Fragment[]): boolean {
  const withData = files.filter(({ assignments }) => assignments.some(({ key }) => key === "data_dir"));
  return withData.length > 1 || ONE_EACH.some((key) => valuesOf(key, files).size > 1);
}

function valuesOf(key: string, files: readonly Fragment[]): ReadonlySet<string> {
  const values = files.flatMap(({ assignments }) =>
    assignments.flatMap(({ key: own, node }) =>
      own === key && (node.kind === "string" || node.kind === "boolean") ? [String(node.value)] : [],
    ),
  );
  return new Set(values);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
