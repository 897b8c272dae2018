/** What a command says to a person: on stderr, printable, with the exit code that goes with it. */
import { visible } from "../../base/visible.ts";

export function talk(code: number, message: string): number {
  process.stderr.write(`lanekeeper: ${visible(message)}\n`);
  return code;
}
