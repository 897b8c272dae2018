/** A runbook's journal as it comes from a disk: nothing of it is believed before it was checked. */
import * as v from "valibot";
import { fail, ok, type Result } from "../base/result.ts";
import { DIALECT_IDS } from "../firewall/dialect.ts";
import { JOURNAL_VERSION, STEP_IDS, type Journal } from "../unmix/journal.ts";
import { MEMBER_STATES } from "../view/view.ts";

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const side = v.picklist(["a", "b"]);
const steps = v.picklist(STEP_IDS);

const member = v.object({
  id: whole,
  name: v.string(),
  ip: v.string(),
  port: whole,
  datacenter: v.string(),
  isServer: v.boolean(),
  state: v.picklist(MEMBER_STATES),
  wanPort: whole,
  rpcPort: whole,
  build: v.string(),
  side: v.picklist(["a", "b", "apart"]),
});

const runbookCase = v.object({
  // It becomes part of a file's name.
  id: v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,40}$/)),
  kind: v.picklist(["P", "R", "W", "M", "H", "B"]),
  certainty: v.picklist(["certain", "likely", "possible"]),
  pool: v.string(),
  poolKind: v.picklist(["consul", "nomad", "serf", "memberlist"]),
  plane: v.picklist(["lan", "wan"]),
  names: v.object({ a: v.string(), b: v.string() }),
  members: v.pipe(
    v.array(member),
    v.check((members) => members.every(({ id }, at) => id === at), "each id must be its member's position"),
  ),
  dialect: v.picklist(DIALECT_IDS),
  findings: v.array(v.string()),
  openedAtMs: whole,
});

const row = v.object({
  helper: whole,
  target: whole,
  verdict: v.picklist(["blocked", "open", "unknown"]),
  reason: v.string(),
});

const journal = v.object({
  version: v.literal(JOURNAL_VERSION),
  case: runbookCase,
  verified: v.record(steps, whole),
  stepSinceMs: whole,
  said: v.array(
    v.object({
      step: steps,
      what: v.picklist(["done", "kept", "down"]),
      member: v.exactOptional(whole),
      atMs: whole,
    }),
  ),
  offered: v.array(v.object({ action: v.string(), atMs: whole })),
  failedSinceMs: v.optional(whole),
  leftAtMs: v.optional(whole),
  presentSinceMs: v.optional(whole),
  liftedAtMs: v.optional(whole),
  survivor: v.optional(side),
  raftIds: v.record(v.string(), v.string()),
  isolation: v.optional(
    v.object({ atMs: whole, rows: v.array(row), isConfirmed: v.optional(v.boolean(), false) }),
  ),
  alarm: v.string(),
  resumedAtMs: whole,
  log: v.array(v.object({ atMs: whole, text: v.string() })),
});

/** The error says what is wrong and where in the journal; the text itself is not repeated. */
export function parseJournal(text: string): Result<Journal, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail("it is not JSON; it may have been cut off while it was written");
  }
  const version: unknown =
    typeof json === "object" && json !== null && "version" in json ? json.version : undefined;
  if (typeof version === "number" && version !== JOURNAL_VERSION)
    return fail(`it is of version ${version}, and this release reads version ${JOURNAL_VERSION}`);
  const found = v.safeParse(journal, json);
  if (found.success) return ok(found.output);
  const [issue] = found.issues;
  return fail(`${v.getDotPath(issue) ?? "the whole"}: ${issue.message.replace(/ but received.*/s, "")}`);
}
