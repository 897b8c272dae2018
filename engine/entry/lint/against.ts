/** `lint --against HOST:PORT`: looks at a live pool once, as a guest, and holds the files against what it shows. */
import { keyFingerprint } from "../../base/keyFingerprint.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { Finding } from "../../lint/finding.ts";
import { liveFindings } from "../../lint/live/liveFindings.ts";
import { livePool } from "../../lint/live/livePool.ts";
import { Source } from "../../lint/model/source.ts";
import { FleetSession, type SessionOptions } from "../../lint/session.ts";
import { attachShadow } from "../attach.ts";
import { attachRequest } from "../commands/observe.ts";

export interface AgainstOptions {
  /** Gossip address of one member. */
  readonly place: string;
  readonly plane: "lan" | "wan";
  readonly keyFile?: string | undefined;
  readonly label?: string | undefined;
}

/** What the files say and the pool does not, or does otherwise; the error says why the pool could not be seen. */
export async function findAgainst(
  { place, plane, keyFile, label }: AgainstOptions,
  texts: ReadonlyMap<string, string>,
  options: SessionOptions,
): Promise<Result<Finding[], string>> {
  const request = await attachRequest(place, {
    ...{ plane, cidr: [], output: "json" },
    ...(keyFile === undefined ? {} : { keyFile }),
    ...(label === undefined ? {} : { label }),
  });
  if (!request.ok) return request;
  const attached = await attachShadow(request.value);
  if (!attached.ok) return fail(`${attached.error.message} ${attached.error.advice}`);
  const view = attached.value.snapshot();
  await attached.value.detach();
  const pool = livePool(view, request.value.keys.map(keyFingerprint));
  const session = new FleetSession({ ...options, rules: [] });
  for (const [name, text] of texts) session.open(name, text);
  session.update();
  const sources = new Map([...texts].map(([name, text]) => [name, new Source(name, text)]));
  return ok(liveFindings(session.fleet, [pool], (name) => sources.get(name), view.atMs));
}
