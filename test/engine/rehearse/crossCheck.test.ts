/**
 * The linter and the rehearsal must agree: what the one calls a merge merges in the other, or is held by nothing but a
 * name, a key or a label, without which it merges; where the linter finds no such thing, no two pools meet.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../engine/lint/finding.ts";
import { isSpellingVariant } from "../../../engine/lint/model/naming.ts";
import { RULES } from "../../../engine/lint/rules/index.ts";
import { FleetSession } from "../../../engine/lint/session.ts";
import { rehearse } from "../../../engine/rehearse/rehearse.ts";
import { readExpected, readWorkspace } from "../lint/workspaces.ts";

/** Rules that say: by this line, two pools meet. */
const MEETING = new Set([
  "GM101",
  "GM102",
  "GM201",
  "GM202",
  "GM503",
  "GM504",
  "GM607",
  "GM801",
  "GM803",
  "GM902",
  "GM1004",
  "GM1005",
]);
const FOLDERS = ["test/fixtures/scenarios", "test/fixtures/scenarios-own"].filter((folder) =>
  existsSync(folder),
);

/** Lists of Nomad's clients are RPC, two doors with one number are no join, and what depends on the place is not played. */
function isAboutMeeting({ code, severity, message }: Finding): boolean {
  if (!MEETING.has(code) || severity === "information") return false;
  if ((code === "GM102" || code === "GM503") && /of region|of this region|region "/.test(message))
    return false;
  if (code === "GM503") return severity === "error";
  return !(code === "GM607" && message.includes("is taken by"));
}

/** Of two lists with one seed, the rehearsal takes one to be right; the other is the line that crosses. */
function meets({ code, path: file, line, related }: Finding, lines: ReadonlySet<string>): boolean {
  // This rule's other place is the region's name, not the seed.
  if (
    code === "GM902" &&
    related.some((place) => [...lines].some((other) => other.startsWith(`${place.path}:`)))
  )
    return true;
  return [{ path: file, line }, ...related].some((place) => lines.has(`${place.path}:${place.line}`));
}

describe.each(FOLDERS)("%s", (folder) => {
  it.each(readdirSync(folder).sort())("%s: linter and rehearsal agree", (name) => {
    const scenario = path.join(folder, name);
    const session = new FleetSession({ rules: RULES });
    for (const [file, text] of readWorkspace(path.join(scenario, "ws"))) session.open(file, text);
    session.update();
    const found = session.findings().filter(isAboutMeeting);
    const { crossings } = rehearse(session.fleet);
    const lines = new Set(crossings.map(({ place }) => place));
    const flagged = new Set(found.map(({ path: file, line }) => `${file}:${line}`));
    expect({
      missedByRehearsal: found
        .filter((finding) => !meets(finding, lines))
        .map(({ code, path: file, line }) => `${code} ${file}:${line}`),
      missedByLinter: crossings
        .filter(({ place, from, to }) => !flagged.has(place) && !isSpellingVariant(from.title, to.title))
        .map(({ place }) => place),
      neverMerges: crossings
        .filter(({ outcome, unguarded }) => outcome === "held" && unguarded?.firstMs === undefined)
        .map(({ place }) => place),
    }).toEqual({ missedByRehearsal: [], missedByLinter: [], neverMerges: [] });
    if (readExpected(scenario).clean) expect(crossings).toEqual([]);
  });
});
