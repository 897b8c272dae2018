/**
 * A protocol story as a text that a person reviews: what is done, a line of dashes, what then happened. It begins with
 * `nodes` (SWIM) or `serf`. The parts of a file follow one another in one world; comments and commands are kept as they are, the transcript can be renewed.
 *
 *     # One lost ping is no death.
 *     nodes n1 n2 n3 seed=7
 *     cut n1 n2
 *     run 2s
 *     ----
 *     1.000  n1 → n2  ping 1  lost: cut
 */
import { fail, ok, type Result } from "../base/result.ts";
import { ScenarioRun } from "./scenarioRun.ts";
import { SerfScenarioRun } from "./serfScenarioRun.ts";

interface ScenarioPart {
  /** Comments and commands, line by line. */
  readonly script: readonly string[];
  readonly expected: readonly string[];
}

const DASHES = "----";

/** Splits a file into its parts, each a script and the transcript that belongs to it. */
function parseScenario(text: string): ScenarioPart[] {
  const parts: { script: string[]; expected: string[] }[] = [];
  for (const block of text.trim().split(/\n\s*\n/)) {
    const lines = block.split("\n").map((line) => line.trimEnd());
    const at = lines.indexOf(DASHES);
    const script = at < 0 ? lines : lines.slice(0, at);
    parts.push({ script, expected: at < 0 ? [] : lines.slice(at + 1) });
  }
  return parts;
}

/** Runs a scenario; gives the text as it should be, which is the text itself if all went as told. */
export function playScenario(text: string): Result<string, string> {
  const run = /^serf /m.test(text) ? new SerfScenarioRun() : new ScenarioRun();
  const played: string[] = [];
  for (const { script } of parseScenario(text)) {
    for (const line of script) {
      if (line.startsWith("#") || line.trim() === "") continue;
      const problem = run.obey(line);
      if (problem !== undefined) return fail(`"${line}": ${problem}`);
    }
    const transcript = run.takeTranscript();
    played.push([...script, ...(transcript.length > 0 ? [DASHES, ...transcript] : [])].join("\n"));
  }
  return ok(`${played.join("\n\n")}\n`);
}
