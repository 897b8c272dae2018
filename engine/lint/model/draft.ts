/** An agent before it is known what its settings mean: which files form it, and in which order they count. */
import type { AgentAddress, Product } from "./agent.ts";
import type { Assignment } from "./assignments.ts";
import type { Fragment, Launch } from "./facts.ts";
import type { Where } from "./located.ts";
import type { Mount } from "./mount.ts";

export interface Draft {
  readonly id: string;
  readonly product: Product;
  readonly system: string;
  readonly files: readonly string[];
  readonly home: Where;
  /** In the order of merging. */
  readonly assignments: readonly Assignment[];
  readonly isClosed: boolean;
  readonly names: readonly AgentAddress[];
  readonly nameScope: string;
  readonly host: string | undefined;
  readonly mounts: readonly Mount[];
}

/** An agent that is started somewhere, with the config files that were found for it. */
export function launchedDraft(launch: Launch, files: readonly Fragment[], foundAll: boolean): Draft {
  const [line] = launch.lines;
  const product = line?.product ?? "consul";
  const agent = launch.lines.find(({ kind }) => kind === "agent");
  const hidesFlags = launch.lines.some((each) => each.hidesFlags) || launch.hasUnknownConfig;
  const isTemplate = files.some((file) => file.isTemplate);
  return {
    id: `${product}:${launch.path}@${launch.lines.length > 0 ? launch.home.span.start : 0}:${files[0]?.id ?? ""}`,
    product,
    system: product,
    files: unique([launch.path, ...files.map(({ path }) => path)]),
    home: launch.home,
    assignments: inOrder(product, launch, files),
    isClosed: agent !== undefined && foundAll && !hidesFlags && !isTemplate,
    names: launch.names,
    nameScope: launch.nameScope,
    host: launch.host,
    mounts: launch.mounts,
  };
}

/** Consul puts list flags first and scalar flags last; the others read all flags after all files. */
function inOrder(product: Product, launch: Launch, files: readonly Fragment[]): Assignment[] {
  const lists = launch.lines.flatMap((line) => line.lists);
  const scalars = launch.lines.flatMap((line) => line.scalars);
  const settings = [...files.flatMap((file) => file.assignments), ...launch.embedded];
  return product === "consul" ? [...lists, ...settings, ...scalars] : [...settings, ...lists, ...scalars];
}

/** An agent of which only config files are known. */
export function fileDraft(
  product: Product,
  files: readonly Fragment[],
  host: string | undefined,
): Draft | undefined {
  const [first] = files;
  if (first === undefined) return undefined;
  const assignments = files.flatMap((file) => file.assignments);
  const isTemplate = files.some((file) => file.isTemplate);
  return {
    id: `${product}:${first.id}`,
    product,
    system: first.products[0] === product ? first.system : product,
    files: unique(files.map(({ path }) => path)),
    home: first.home,
    assignments,
    isClosed:
      !isTemplate && (files.some(({ alone }) => alone === "closedAgent") || isComplete(product, assignments)),
    names: files.flatMap((file) => file.names ?? []),
    nameScope: first.nameScope,
    host,
    mounts: [],
  };
}

/** Settings without which the agent wouldn't start, so that a file with them is all or most of what it reads. */
const COMPLETE: Readonly<Record<Product, RegExp>> = {
  consul: /^data_dir$/,
  nomad: /^data_dir$/,
  serf: /^(?:node_name|start_join|retry_join)$/,
  memberlist: /^join_members$/,
};

function isComplete(product: Product, assignments: readonly Assignment[]): boolean {
  return assignments.some(({ key }) => COMPLETE[product].test(key));
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
