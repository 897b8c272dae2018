/** What only commands need of the engine: loaded when the first of them runs, so that activation stays short. */
import type * as engineTools from "../engine/tools.ts";

export type Tools = typeof engineTools;

export function tools(): Promise<Tools> {
  return import("../engine/tools.ts");
}
