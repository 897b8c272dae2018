/**
 * Builds of agents that this version was measured against; `consul/compatibility.md` says how. What other builds say is
 * read just the same, but nobody has seen whether it means the same.
 */
import { stateOf, type PoolView } from "./view.ts";

/** Version as the `build` tag begins, by the product's `role` tags. */
const MEASURED: readonly { readonly roles: readonly string[]; readonly builds: readonly string[] }[] = [
  { roles: ["consul", "node"], builds: ["1.8.7"] },
  { roles: ["nomad"], builds: [] },
];

/** Stands for a build that needs no word. */
const MEASURED_BUILD = "";
/** By tag set, which never changes its meaning. */
const known = new WeakMap<PoolView["tagSets"], (string | undefined)[]>();

/** Builds named at most. */
const NAMED_MAX = 5;

/** Builds in the pool that were not measured, sorted; members that tell no build are not counted. */
export function unmeasuredBuilds(view: PoolView): readonly string[] {
  let builds = known.get(view.tagSets);
  if (builds === undefined) known.set(view.tagSets, (builds = []));
  const unmeasured = new Set<string>();
  for (let id = 0; id < view.count; id += 1) {
    if (stateOf(view.columns.state[id]) === "reaped") continue;
    const set = view.columns.tags[id] ?? 0;
    const build = (builds[set] ??= buildOf(view, set) ?? MEASURED_BUILD);
    if (build !== MEASURED_BUILD) unmeasured.add(build);
  }
  return [...unmeasured].sort().slice(0, NAMED_MAX);
}

/** Consul's tag is `1.8.7:hash`, Nomad's `1.6.2+ent`; undefined where it was measured or is not told. */
function buildOf({ tagSets, strings }: PoolView, set: number): string | undefined {
  const tags = tagSets[set] ?? [];
  let role = "";
  let build = "";
  for (let i = 0; i < tags.length; i += 2) {
    const key = strings[tags[i] ?? 0];
    if (key === "role") role = strings[tags[i + 1] ?? 0] ?? "";
    else if (key === "build") build = strings[tags[i + 1] ?? 0]?.split(":")[0] ?? "";
  }
  const product = MEASURED.find(({ roles }) => roles.includes(role));
  if (product === undefined || build === "" || product.builds.includes(build)) return undefined;
  return `${role === "nomad" ? "Nomad" : "Consul"} ${build}`;
}
