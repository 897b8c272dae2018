/**
 * `lanekeeper rehearse DIR…`: plays what the config files would do. Exit codes: 0 no pool reaches another, 1 lanes would
 * merge, or only a barrier such as a name or a key would hold them, 2 wrong use or something could not be read.
 */
import type { Writable } from "node:stream";
import { rehearsalJson, rehearsalText } from "../../rehearse/report.ts";
import { rehearseWithFixes } from "../../rehearse/withFixes.ts";
import { prepareReading } from "../lint/prepareRun.ts";

export interface RehearseOptions {
  readonly config?: string;
  readonly output: "json" | "text";
}

/** Runs the command and gives its exit code. */
export async function runRehearse(
  places: readonly string[],
  { config, output }: RehearseOptions,
  { stdout, stderr }: { readonly stdout: Writable; readonly stderr: Writable } = process,
): Promise<number> {
  const run = await prepareReading(places, config);
  if (!run.ok) {
    stderr.write(`lanekeeper rehearse: ${run.error}\n`);
    return 2;
  }
  const { workspace, options } = run.value;
  for (const line of workspace.unreadable) stderr.write(`cannot read ${line}\n`);
  const twice = rehearseWithFixes(workspace.texts, options);
  stdout.write(output === "json" ? `${JSON.stringify(rehearsalJson(twice))}\n` : rehearsalText(twice));
  if (workspace.unreadable.length > 0) return 2;
  return twice.asIs.crossings.length === 0 ? 0 : 1;
}
