/**
 * No file makes the linter throw, no finding stands outside its file, and a session that was edited says what a new
 * one says. `LINT_FUZZ_FILES` sets how many mutated files there are; the seed is fixed, so that a failure comes again.
 */
import { expect, it } from "vitest";
import { SeededRandom } from "../../../engine/base/random.ts";
import { DEFAULT_CONFIG } from "../../../engine/lint/config/config.ts";
import { HOUSEKEEPING } from "../../../engine/lint/config/housekeeping.ts";
import { refiner } from "../../../engine/lint/config/refine.ts";
import { RuleNames } from "../../../engine/lint/config/ruleNames.ts";
import type { Finding } from "../../../engine/lint/finding.ts";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { FleetSession, lintFleet, type SessionOptions } from "../../../engine/lint/session.ts";
import { mutated, SEED_FILES } from "./parse/mutations.ts";

const FILES = Number(process.env["LINT_FUZZ_FILES"] ?? 2_000);
/** A whole new session for each edit would cost more than all edits together. */
const COMPARED_EVERY = 20;

const refine = refiner(DEFAULT_CONFIG, new RuleNames([...RULES, ...HOUSEKEEPING]));
const options: SessionOptions = { rules: RULES, refine };

const EXCUSED = `# lanekeeper-disable GM702, rejoin-after-leave -- power cuts
datacenter = "dc1"
rejoin_after_leave = true // lanekeeper-disable-line GM702
/* lanekeeper-enable */
# lanekeeper-disable-next-line stale-members-kept, GM607 -- a slow link
reconnect_timeout = "720h"
`;

/** Small fleets with something to find in each, and files of every language. */
const WORKSPACES: readonly (readonly (readonly [path: string, text: string])[])[] = [
  ...RULES.map(({ examples }) => Object.entries(examples.flagged)),
  ...SEED_FILES.map((file) => [file]),
  [["excused.hcl", EXCUSED]],
];

it(`${FILES} mutated files are linted`, () => {
  const random = new SeededRandom(20_261_126);
  const sessions = WORKSPACES.map((files) => ({ session: opened(files), texts: new Map(files), files }));
  for (let i = 0; i < FILES; i += 1) {
    const one = sessions[random.below(sessions.length)];
    const [path, text] = one?.files[random.below(one.files.length)] ?? ["", ""];
    if (one === undefined) continue;
    const edited = mutated(text, random);
    one.texts.set(path, edited);
    one.session.open(path, edited);
    one.session.update();
    const findings = one.session.findings();
    for (const finding of findings) {
      if (!isInside(finding, one.texts)) expect.fail(`${finding.code} ${JSON.stringify([...one.texts])}`);
    }
    if (i % COMPARED_EVERY === 0) expect(findings).toEqual(lintFleet(one.texts, options));
  }
}, 1_200_000);

function opened(files: Iterable<readonly [string, string]>): FleetSession {
  const session = new FleetSession(options);
  for (const [path, text] of files) session.open(path, text);
  session.update();
  return session;
}

function isInside(finding: Finding, texts: ReadonlyMap<string, string>): boolean {
  const places = [finding, ...finding.related, ...(finding.fix?.edits ?? [])];
  return places.every(({ path, span }) => {
    const text = texts.get(path);
    return text !== undefined && 0 <= span.start && span.start <= span.end && span.end <= text.length;
  });
}
