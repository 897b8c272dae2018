/** The lines of scenarios, taken apart, and the commands that every kind of scenario has. */
import type { Network } from "./network.ts";

/** A command's words: plain ones in order, `key=value` apart. Quotes keep words together. */
export interface Words {
  readonly plain: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

export function commandOf(line: string): { readonly command: string; readonly words: Words } {
  const [command = "", ...rest] = [...line.matchAll(/[^\s"]+"[^"]*"|\S+/g)].map(([word]) =>
    word.replaceAll('"', ""),
  );
  const options = new Map<string, string>();
  const plain: string[] = [];
  for (const word of rest) {
    const at = word.indexOf("=");
    if (at > 0) options.set(word.slice(0, at), word.slice(at + 1));
    else plain.push(word);
  }
  return { command, words: { plain, options } };
}

/** `5s` or `200ms`. */
export function millis(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text);
  return match === null ? 0 : Number(match[1]) * (match[2] === "s" ? 1_000 : 1);
}

/** What was done leaves nothing to say, whatever it gave. */
export function done(...given: readonly unknown[]): string | undefined {
  return given.length > 0 ? undefined : "nothing was done";
}

/** What can befall a node of any world. */
interface Mortal {
  kill(): void;
  block(): void;
  unblock(): void;
}

/** `kill a`, `block a`, `unblock a`; false for any other command. */
export function befalls(command: string, node: Mortal): boolean {
  switch (command) {
    case "kill":
      node.kill();
      return true;
    case "block":
      node.block();
      return true;
    case "unblock":
      node.unblock();
      return true;
    default:
      return false;
  }
}

/** `cut a b`, or one way: `cut a > b`. */
export function cut(network: Network, from: string, others: readonly string[]): string | undefined {
  const isOneWay = others[0] === ">";
  const to = isOneWay ? others.slice(1) : others;
  network.cut([from], to);
  if (!isOneWay) network.cut(to, [from]);
  return to.length > 0 ? undefined : "cut whom from whom?";
}
