/**
 * Links into the editor: `…/pool?name=NAME` and `…/open?recording=FILE`. Anybody can write one, so a link only opens what
 * is there already or asks; nothing is sent and nothing is attached without a click. No VS Code here.
 */
import { fail, ok, type Result } from "../engine/index.ts";

export type Link =
  { readonly kind: "pool"; readonly name: string } | { readonly kind: "recording"; readonly file: string };

/** What a link may do. */
export interface LinkGround {
  readonly pools: readonly { readonly id: string; readonly name: string; readonly isAttached: boolean }[];
  showPool(id: string): void;
  /** Asks a person; true when that was clicked. */
  mayObserve(name: string): Promise<boolean>;
  /** The whole way of observing, with its questions. */
  observe(id: string): Promise<void>;
  mayOpen(file: string): Promise<boolean>;
  openFile(file: string): Promise<void>;
}

const NAME_LENGTH_MAX = 200;
const FILE_LENGTH_MAX = 1_000;

/** The error says what of a link can't be used; its own text is not repeated. */
export function readLink(path: string, query: string): Result<Link, string> {
  const words = new URLSearchParams(query);
  if (path === "/pool") {
    const name = words.get("name") ?? "";
    if (name === "" || name.length > NAME_LENGTH_MAX)
      return fail("The link names no pool: it ends in /pool?name=NAME.");
    return ok({ kind: "pool", name });
  }
  if (path === "/open") {
    const file = words.get("recording") ?? "";
    const isPlain = file.endsWith(".lkrec") && !/^[\\/]{2}|[\0-\x1f]|^[a-z][a-z0-9+.-]+:/i.test(file);
    if (!isPlain || file.length > FILE_LENGTH_MAX)
      return fail("The link names no recording of this machine: it ends in /open?recording=FILE.lkrec.");
    return ok({ kind: "recording", file });
  }
  return fail("There are links to /pool?name=NAME and /open?recording=FILE.lkrec only.");
}

export async function followLink(link: Link, ground: LinkGround): Promise<void> {
  if (link.kind === "recording") {
    if (await ground.mayOpen(link.file)) await ground.openFile(link.file);
    return;
  }
  const named = ground.pools.filter(({ name }) => name === link.name);
  const attached = named.find(({ isAttached }) => isAttached);
  if (attached !== undefined) return ground.showPool(attached.id);
  const [known] = named;
  if (known === undefined) throw new Error("The link names a pool that is not known here: observe it first.");
  if (await ground.mayObserve(known.name)) await ground.observe(known.id);
}
