/** The shape of a runbook as it crosses to the page; what does not fit is not drawn. */
import * as v from "valibot";
import { PAIR_VERDICTS } from "../../engine/view/remediation.ts";

const count = v.pipe(v.number(), v.minValue(0));
const texts = v.array(v.string());
const sideKey = v.picklist(["a", "b"]);

const step = v.looseObject({
  id: v.string(),
  title: v.string(),
  state: v.picklist(["done", "current", "ahead"]),
  verifiedAtMs: count,
  why: v.string(),
  who: v.string(),
  doneWhen: v.string(),
  otherwise: v.string(),
  goBack: v.string(),
  takes: v.string(),
});

const commands = v.looseObject({
  title: v.string(),
  where: v.string(),
  files: texts,
  lines: texts,
  notes: texts,
});

const now = v.looseObject({
  step: v.string(),
  sinceMs: count,
  progress: v.string(),
  sides: v.array(v.looseObject({ name: v.string(), good: count, of: count })),
  missing: texts,
  untilMs: count,
  shortestMs: count,
  longestMs: count,
  actions: v.array(
    v.looseObject({ key: v.string(), title: v.string(), where: v.string(), error: v.string() }),
  ),
  commands: v.array(commands),
  words: v.array(v.picklist(["done", "kept"])),
  canVerify: v.boolean(),
});

const isolation = v.looseObject({
  sides: v.looseObject({ a: v.string(), b: v.string() }),
  members: v.array(v.looseObject({ id: count, name: v.string(), side: sideKey })),
  pairs: v.array(
    v.looseObject({
      helper: count,
      target: count,
      verdict: v.picklist(PAIR_VERDICTS),
      reason: v.string(),
    }),
  ),
  pairCount: count,
  probeCount: count,
  roundCount: count,
  atMs: count,
  answered: v.pipe(v.number(), v.integer(), v.minValue(-1)),
  voidReason: v.string(),
  summary: v.string(),
  holes: texts,
  unproven: texts,
  cuts: v.array(
    v.looseObject({
      name: v.string(),
      standing: v.picklist(["shown", "possible", "excluded", "unknown"]),
      why: v.string(),
    }),
  ),
});

const runbook = v.looseObject({
  id: v.string(),
  title: v.string(),
  kind: v.string(),
  kindTitle: v.string(),
  certainty: v.string(),
  isAttached: v.boolean(),
  alarm: v.string(),
  steps: v.array(step),
  now: v.optional(now),
  isolation: v.optional(isolation),
  record: v.array(v.looseObject({ atMs: count, text: v.string() })),
});

export const remediation = v.looseObject({ runbooks: v.array(runbook) });
