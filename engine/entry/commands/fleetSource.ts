/** Where `firewall` and `force-leave` read members from: a file, standard input, or a live pool as a guest. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { fail, ok, type Result } from "../../base/result.ts";
import { NO_EVIDENCE, type Evidence } from "../../evidence/evidence.ts";
import { readPaste } from "../../evidence/parse/paste.ts";
import { fleetOfEvidence, fleetOfView, type Fleet, type ToldList } from "../../firewall/fleet.ts";
import { assign, type SidesRule } from "../../firewall/sides.ts";
import { parseLane } from "../../lanes/lane.ts";
import type { Plane, PoolView } from "../../view/view.ts";
import { attachShadow } from "../attach.ts";
import { attachRequest } from "./observe.ts";

export interface FleetOptions {
  /** File, `-`, or HOST:PORT. */
  readonly from: string;
  readonly keyFile?: string;
  readonly label?: string;
  /** Of HOST:PORT; LAN when not named. Of a file: which lists count. */
  readonly plane?: Plane;
}

export interface SideOptions {
  readonly a: string;
  readonly b: string;
  /** `NAME=a`, `NAME=b` or `NAME=apart`. */
  readonly assign: readonly string[];
}

export interface FleetSource {
  readonly fleet: Fleet;
  /** Whose lists pasted output has; a view has its own. */
  readonly lists: readonly ToldList[];
  /** Of pasted output; a view has its own findings. */
  readonly evidence: Evidence;
  /** Only of a live pool. */
  readonly view: PoolView | undefined;
  /** This machine's addresses, where it took part. */
  readonly observerIps: readonly string[];
}

export async function readFleet(options: FleetOptions): Promise<Result<FleetSource, string>> {
  const { from } = options;
  if (from !== "-" && !existsSync(from)) return readLive(options);
  const text = await readText(from).catch((cause: unknown) => cause);
  if (typeof text !== "string") return fail(`cannot read ${from}: ${cause(text)}`);
  const name = from === "-" ? "standard input" : from;
  const { evidence } = readPaste(text, name);
  const found = fleetOfEvidence(evidence, name, options.plane);
  if (found === undefined) {
    const plane = options.plane === undefined ? "" : ` of the ${options.plane.toUpperCase()} pool`;
    return fail(
      `${name} has no list of members${plane}; paste what \`consul members\` or \`serf members\` prints`,
    );
  }
  return ok({ ...found, evidence, view: undefined, observerIps: [] });
}

/** Asks one member once, joins nothing. */
async function readLive({ from, ...options }: FleetOptions): Promise<Result<FleetSource, string>> {
  const request = await attachRequest(from, {
    ...options,
    plane: options.plane ?? "lan",
    cidr: [],
    output: "json",
  });
  if (!request.ok) return fail(`${from} is neither a file nor an address: ${request.error}`);
  const attached = await attachShadow(request.value);
  if (!attached.ok) return fail(`${attached.error.message} ${attached.error.advice}`);
  const view = attached.value.snapshot();
  await attached.value.detach();
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return ok({
    fleet: fleetOfView(view),
    lists: [],
    evidence: NO_EVIDENCE,
    view,
    observerIps: own.filter(({ internal }) => !internal).map(({ address }) => address),
  });
}

/** `dc1`, `10.1.0.0/16` or several of them with commas; then the members that were assigned by name. */
export function readSides(fleet: Fleet, options: SideOptions): Result<SidesRule, string> {
  const a = parseLane(options.a);
  if (!a.ok) return a;
  const b = parseLane(options.b);
  if (!b.ok) return b;
  let rule: SidesRule = { a: { ...a.value, members: [] }, b: { ...b.value, members: [] }, apart: [] };
  for (const word of options.assign) {
    const at = word.lastIndexOf("=");
    const [name, to] = [word.slice(0, at), word.slice(at + 1)];
    const ids = fleet.members.filter((member) => member.name === name).map(({ id }) => id);
    if (to !== "a" && to !== "b" && to !== "apart")
      return fail(`"${word}" is not NAME=a, NAME=b or NAME=apart`);
    if (ids.length === 0) return fail(`nobody is called "${name}" in ${fleet.name}`);
    rule = assign(rule, ids, to);
  }
  return ok(rule);
}

export async function readText(from: string): Promise<string> {
  if (from !== "-") return readFile(from, "utf8");
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

function cause(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
