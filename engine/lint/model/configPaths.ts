/**
 * Where in the workspace the config of a command line lies: `-config-dir=/etc/consul.d` of a unit file means
 * `hosts/ams-1/etc/consul.d` beside it. The longest equal end of the path wins, then the nearest folder.
 */
import { addTo } from "./multimap.ts";
import type { Fragment } from "./facts.ts";
import type { Mount } from "./mount.ts";

/** The config files of a workspace by path and by folder. */
export interface ConfigIndex {
  readonly byPath: ReadonlyMap<string, Fragment>;
  readonly byFolder: ReadonlyMap<string, readonly Fragment[]>;
  /** Every `.hcl` and `.json` file, agents' or not, and the folders that hold any. */
  readonly paths: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  /** Folders and files by the last part of their path. */
  readonly byName: ReadonlyMap<string, readonly ConfigPlace[]>;
}

export interface ConfigPlace {
  readonly path: string;
  readonly parts: readonly string[];
  readonly isFile: boolean;
}

/** Sorts paths by their last part, since that is what a machine's path has in common with the workspace's. */
export function placesByName(
  folders: Iterable<string>,
  files: Iterable<string>,
): ReadonlyMap<string, readonly ConfigPlace[]> {
  const byName = new Map<string, ConfigPlace[]>();
  const add = (path: string, isFile: boolean): void => {
    const parts = segments(path);
    addTo(byName, parts.at(-1) ?? "", { path, parts, isFile });
  };
  for (const path of folders) add(path, false);
  for (const path of files) add(path, true);
  return byName;
}

/** Folders with such a name are found wherever they are; any other must be the only one, or near the command line. */
const TELLING = /^(?:.*\.d|consul|nomad|serf)$/;

/** Every place that the path may mean equally well, each as its files in the order they are read. */
export function placesOf(path: string, from: string, index: ConfigIndex): Fragment[][] {
  const wanted = segments(path);
  if (wanted.length === 0 || /[${}%<]/.test(path)) return [];
  const isFile = /\.(?:hcl|json)$/.test(path);
  const home = segments(from).slice(0, -1);
  const alike = (index.byName.get(wanted.at(-1) ?? "") ?? []).filter((place) => place.isFile === isFile);
  let best = 0;
  let places: ConfigPlace[] = [];
  for (const place of alike) {
    const score = scoreOf(place, wanted, home, alike.length === 1);
    if (score > best) places = [];
    best = Math.max(best, score);
    if (score > 0 && score === best) places.push(place);
  }
  return places.map(({ path: found }) =>
    isFile ? [index.byPath.get(found)].flatMap((file) => file ?? []) : filesIn(found, index),
  );
}

/** How well the place fits; 0 where something else must be meant. */
function scoreOf(
  { parts, isFile }: ConfigPlace,
  wanted: readonly string[],
  home: readonly string[],
  isOnly: boolean,
): number {
  const equal = commonEnd(parts, wanted);
  const near = commonStart(parts, home);
  const isNear = home.length === 0 || near >= Math.max(1, home.length - 1);
  const isTelling = equal >= 2 || (!isFile && TELLING.test(parts.at(-1) ?? ""));
  // A folder of another tree is meant only if there is no other of that name.
  const isMeant = isOnly || isNear || (near > 0 && isTelling);
  return isMeant ? equal * 1_000 + near : 0;
}

/** The files of a folder as Consul reads them: sorted by name, sub-folders left out. Source: agent/config/builder.go. */
export function filesIn(folder: string, index: ConfigIndex): Fragment[] {
  return [...(index.byFolder.get(folder) ?? [])].sort((a, b) => (a.path < b.path ? -1 : 1));
}

export interface MountedFiles {
  readonly files: readonly Fragment[];
  /** False where a volume, or a file that isn't in the workspace, hides some of the config. */
  readonly isWhole: boolean;
}

/** What mounts add to a config directory of the container. */
export function mountedFiles(dir: string, mounts: readonly Mount[], index: ConfigIndex): MountedFiles {
  const inside = dir.replace(/\/+$/, "");
  const found: Fragment[] = [];
  let isWhole = true;
  for (const { from, to, isVolume } of mounts) {
    const isFileInside = to.slice(0, to.lastIndexOf("/")) === inside && /\.(?:hcl|json)$/.test(to);
    const isOverIt = to === inside || to === inside.replace(/\/[^/]*$/, "");
    if (!isFileInside && !isOverIt) continue;
    const file = index.byPath.get(from);
    if (file !== undefined) found.push(file);
    else if (to === inside && index.folders.has(from)) found.push(...filesIn(from, index));
    else if (isVolume || to === inside || (isFileInside && !index.paths.has(from))) isWhole = false;
  }
  return { files: found.sort((a, b) => (a.path < b.path ? -1 : 1)), isWhole };
}

function segments(path: string): string[] {
  return path.split(/[/\\]/).filter((part) => part !== "" && part !== "." && !/^[A-Za-z]:$/.test(part));
}

function commonEnd(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a.at(-1 - count) === b.at(-1 - count)) count += 1;
  return count;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count += 1;
  return count;
}
